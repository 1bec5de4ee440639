import type { Origin } from '../model/origin.ts';
import { originOf } from '../model/origin.ts';
import type { Problem } from '../model/problem.ts';
import type { WiringRole } from '../model/wiring.ts';
import type { GraphMark, GraphMarkRole } from '../model/wiringGraph.ts';
import { writtenAt } from '../resolve/usages.ts';
import { optional } from '../text/optional.ts';
import type { Draft } from './draft.ts';
import { asGraphProblem } from './findings.ts';
import { absentNode, type Subject } from './traffic.ts';

/** The role of a mark by the purpose of the reference. The port of a monitor belongs to the mark of its selector. */
const roles: Readonly<Partial<Record<WiringRole, GraphMarkRole>>> = {
  'network policy': 'policy',
  'network peer': 'peer',
  'disruption budget': 'budget',
  'scale target': 'autoscaler',
  'service monitor': 'monitor',
  'pod monitor': 'monitor',
};

/**
 * Adds marks to the nodes that a policy, a budget, an autoscaler or a monitor selects or names. One that reaches
 * nothing and should gets a node of its own, because there is no node to mark.
 */
export function addMarks({ resource, usages, findings }: Subject, draft: Draft): void {
  for (const usage of usages) {
    const role = roles[usage.asked?.().role ?? 'selector'];
    if (role === undefined) {
      continue;
    }
    const ports = usages.filter(({ written, asked }) => written.type === 'port' && asked !== undefined);
    const problem = [usage, ...ports].map((each) => findings.about(each)?.problem).find((each) => each !== undefined);
    const targets = usage.targets();
    for (const target of targets) {
      draft.nodeOf(target).marks.push(markOf(role, problem));
    }
    if (targets.length === 0 && problem) {
      const from = draft.nodeOf(resource);
      const { written } = usage;
      const asked = written.type === 'name' ? { kind: written.kind, name: written.name.value } : undefined;
      const to = absentNode(from, asked ?? { kind: '', name: 'nothing' }, { state: 'broken' }, draft);
      const place = originOf(resource, writtenAt(usage));
      draft.connect({ from: from.id, to: to.id, state: 'broken', problem: asGraphProblem(problem), place });
    }
  }

  function markOf(role: GraphMarkRole, problem: Problem | undefined): GraphMark<Origin> {
    return {
      role,
      kind: resource.kind,
      name: resource.name,
      state: problem ? 'broken' : 'ok',
      ...optional('problem', problem && asGraphProblem(problem)),
      place: originOf(resource, resource.nameRange),
    };
  }
}
