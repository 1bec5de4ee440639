import type { Analysis } from '../analysis.ts';
import { IndexReader } from '../index/reader.ts';
import { type Origin, originOf } from '../model/origin.ts';
import type { Resource } from '../model/resource.ts';
import type { WiringRole } from '../model/wiring.ts';
import { resourcesOf } from '../problems.ts';
import { usagesOf, writtenAt } from '../resolve/usages.ts';
import { findingsOf, isSevere } from '../wiringGraph/findings.ts';

/** A reference of an object, and what it reaches. */
export interface Reach {
  readonly from: Resource;
  readonly role: WiringRole;
  /** What is requested, e.g. `app=web`. */
  readonly value: string;
  /** The text of the reference. */
  readonly at: Origin;
  readonly to: readonly Resource[];
  /** `broken` if it has an error or a warning; `unknown` if it may reach something that is not read. */
  readonly state: 'ok' | 'broken' | 'unknown';
  /** Of `broken`: the message of the problem. Of `unknown`: continues "unknown, because …". */
  readonly because?: string;
}

/** The objects that a person asks about. Every part that is given has to be equal. */
export interface ObjectFilter {
  readonly kind?: string;
  readonly namespace?: string;
  readonly name?: string;
}

/**
 * Every reference of the workspace with what it reaches, routes and Services as well as policies and the objects that
 * pods need. With a filter: the references of these objects and those that reach them.
 */
export function* reachesOf(analysis: Analysis, filter?: ObjectFilter): Generator<Reach> {
  const { index, settings } = analysis;
  let reader = new IndexReader(index);
  let done = 0;
  for (const resource of resourcesOf(analysis)) {
    const isWanted = filter === undefined || isMeant(resource, filter);
    let findings: ReturnType<typeof findingsOf> | undefined;
    for (const usage of usagesOf(resource, reader, settings)) {
      if (usage.asked && (isWanted || usage.targets().some((each) => isMeant(each, filter)))) {
        findings ??= findingsOf(resource, analysis);
        const { role, value } = usage.asked();
        const to = usage.targets();
        const found = findings.about(usage);
        const at = originOf(resource, writtenAt(usage));
        const problem = found?.problem && (to.length === 0 || isSevere(found.problem)) ? found.problem : undefined;
        if (problem) {
          yield { from: resource, role, value, at, to, state: 'broken', because: problem.message };
        } else if (to.length === 0) {
          const because = found?.because ?? 'nothing that was read defines it';
          yield { from: resource, role, value, at, to, state: 'unknown', because };
        } else {
          yield { from: resource, role, value, at, to, state: 'ok' };
        }
      }
    }
    done++;
    if (done % resourcesToRemember === 0) {
      reader = new IndexReader(index);
    }
  }
}

/** Answers are dropped after this many resources: those of a whole workspace take much memory. */
const resourcesToRemember = 1000;

function isMeant({ kind, namespace, name }: Resource, filter: ObjectFilter): boolean {
  return (
    (filter.kind === undefined || kind === filter.kind) &&
    (filter.name === undefined || name === filter.name) &&
    (filter.namespace === undefined || namespace?.value === filter.namespace)
  );
}
