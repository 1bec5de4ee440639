import type { Stated } from '../../model/origin.ts';
import { originOf } from '../../model/origin.ts';
import type { Fix, Problem } from '../../model/problem.ts';
import type { Reference } from '../../model/reference.ts';
import type { Resource } from '../../model/resource.ts';
import { writtenName } from '../../resolve/describe.ts';
import { serviceHasPort } from '../../resolve/evidence/servicePorts.ts';
import { none } from '../../text/emptyList.ts';
import { insertPair } from '../../yaml/edit.ts';
import type { MissingNameData } from '../shared/namedTarget.ts';
import { lostValueFixes, nameNow } from './lostEdge.ts';
import { portChange, portsInsteadOf } from './portOfService.ts';
import { fixOf, openDocument, openOrigin, pairWithValue, textsSet } from './tree.ts';

/**
 * *Change the name to* the name of a candidate, the closest match first, or change the kind if the name is
 * right. If the candidate is a Service without the requested port, the port changes too.
 */
export function* nameFixes(problem: Problem): Generator<Fix | undefined> {
  const { reference, candidates, lost, sameNames = none } = problem.data as MissingNameData;
  if (lost) {
    for (const target of lost.present) {
      yield target.name === reference.name.value ? changeNamespace(problem, reference, target) : undefined;
    }
    yield* lostValueFixes(problem.resource, reference.name, lost, nameNow, sameNames);
    return;
  }
  const names = new Set<string>();
  for (const { resource } of candidates) {
    if (resource.name === reference.name.value) {
      const isSameGroup = resource.group === reference.group;
      yield isSameGroup && resource.kind === reference.kind
        ? changeNamespace(problem, reference, resource)
        : isSameGroup && reference.statedKind
          ? change(problem, reference.statedKind, `Change kind to ${resource.kind}`, resource.kind, names.size === 0)
          : undefined;
    } else {
      // kustomize changes a name in most references to it, but not in all. A route has to state the full name.
      for (const name of [writtenName(resource), resource.name]) {
        if (name !== reference.name.value && !names.has(name) && names.size < mostCandidates) {
          yield changeName(problem, reference, resource, name, names.size === 0, sameNames);
          names.add(name);
        }
      }
    }
  }
}

// A person chooses from a menu. A candidate after the third is hardly ever the right one.
const mostCandidates = 3;

/** The namespace of an object that has the name, if the reference states another one or may state one. */
function changeNamespace(
  problem: Problem,
  { namespace, name, role, form }: Reference,
  target: Resource,
): Fix | undefined {
  const value = target.namespace?.value;
  if (value === undefined || value === namespace?.value) {
    return undefined;
  }
  if (namespace) {
    return change(problem, namespace, `Change namespace to ${value}`, value, true);
  }
  if (form !== undefined) {
    const full = form === 'host' ? `${name.value}.${value}.svc.cluster.local` : `${value}/${name.value}`;
    return change(problem, name, `Change the name to "${full}"`, full, true);
  }
  const opened =
    role === 'route parent' || role === 'controller object' ? openOrigin(problem.resource, name) : undefined;
  const placed = opened && pairWithValue(opened.text, name);
  return (
    placed &&
    fixOf(
      { title: `Add namespace: ${value}`, preferred: true },
      opened.document,
      insertPair(opened.text, placed.mapping, 'namespace', value, placed.pair),
    )
  );
}

function changeName(
  problem: Problem,
  reference: Reference,
  candidate: Resource,
  name: string,
  preferred: boolean,
  sameNames: readonly Stated[],
): Fix | undefined {
  const title = `Change the name to "${name}"`;
  const fix = change(problem, reference.name, title, name, preferred, sameNames);
  if (!fix || !reference.port || !candidate.service || serviceHasPort(candidate.service, reference.port) !== false) {
    return fix;
  }
  const [choice] = portsInsteadOf(reference, candidate);
  const port = choice && portChange(problem.resource, reference, choice.port);
  const [named] = fix.changes;
  return port && named?.document === port.document && !port.edit.shared
    ? {
        ...fix,
        title: `${fix.title}, and the port to ${port.shown}`,
        preferred: fix.preferred && choice.isClear,
        changes: [{ document: port.document, edits: [...named.edits, ...port.edit.edits] }],
      }
    : undefined;
}

/** @param others fields of the same document that get the same value. */
function change(
  problem: Problem,
  field: Stated,
  title: string,
  value: string,
  preferred: boolean,
  others: readonly Stated[] = none,
): Fix | undefined {
  const { document, range } = originOf(problem.resource, field);
  const text = openDocument(document, range.start);
  const edit = text && textsSet(text, problem.resource, document, [field, ...others], value);
  return edit && fixOf({ title, preferred }, document, edit);
}
