import type { ClusterFacts, NamespaceFacts } from '../live/facts.ts';
import type { LiveService, LiveSlice } from '../live/objects.ts';
import { isSameList } from '../text/compare.ts';

/** The keys by which the index finds the judgements that looked at the cluster. */
export const contextKey = 'cluster';
export const podsKey = (namespace: string) => `live pods in ${namespace}`;
/** Whether the facts of a namespace are current: changes when a connection breaks or comes back. */
export const stateKey = (namespace: string) => `live state of ${namespace}`;
/** `key` is `namespace/name`. */
export const liveServiceKey = (key: string) => `live service ${key}`;

export const liveNodePortKey = (port: number) => `live node port ${port}`;

/** The keys under which two states of a cluster differ. */
export function touchedByCluster(
  before: ClusterFacts | undefined,
  after: ClusterFacts | undefined,
): ReadonlySet<string> {
  const touched = new Set<string>();
  if (before === after) {
    return touched;
  }
  if (before?.context !== after?.context || before?.namespace !== after?.namespace) {
    touched.add(contextKey);
  }
  for (const name of new Set([...(before?.namespaces.keys() ?? []), ...(after?.namespaces.keys() ?? [])])) {
    const [left, right] = [before?.namespaces.get(name), after?.namespaces.get(name)];
    if (left !== right) {
      compareNamespaces(name, left, right, touched);
    }
  }
  return touched;
}

function compareNamespaces(
  name: string,
  before: NamespaceFacts | undefined,
  after: NamespaceFacts | undefined,
  touched: Set<string>,
): void {
  if (
    before?.pods !== after?.pods ||
    before?.workloads !== after?.workloads ||
    before?.otherWorkloads !== after?.otherWorkloads
  ) {
    touched.add(podsKey(name));
  }
  if (stateOf(before) !== stateOf(after)) {
    touched.add(stateKey(name));
  }
  const isSameState = stateOf(before) === stateOf(after);
  const [left, right] = [servicesOf(before), servicesOf(after)];
  compareMaps(left, right, (a, b) => a === b, touched);
  for (const service of [...left.values(), ...right.values()]) {
    const key = `${service.namespace}/${service.name}`;
    if (!isSameState || left.get(key) !== right.get(key)) {
      for (const { nodePort } of service.ports) {
        if (nodePort !== undefined) {
          touched.add(liveNodePortKey(nodePort));
        }
      }
    }
  }
  compareMaps(slicesOf(before), slicesOf(after), isSameList, touched);
}

function compareMaps<T>(
  before: ReadonlyMap<string, T>,
  after: ReadonlyMap<string, T>,
  isSame: (a: T | undefined, b: T | undefined) => boolean,
  touched: Set<string>,
): void {
  for (const [key, value] of after) {
    if (!isSame(before.get(key), value)) {
      touched.add(liveServiceKey(key));
    }
  }
  for (const key of before.keys()) {
    if (!after.has(key)) {
      touched.add(liveServiceKey(key));
    }
  }
}

function servicesOf(facts: NamespaceFacts | undefined): ReadonlyMap<string, LiveService> {
  return facts && facts.services.state !== 'unknown' ? facts.services.value : new Map();
}

function slicesOf(facts: NamespaceFacts | undefined): ReadonlyMap<string, readonly LiveSlice[]> {
  return facts && facts.slices.state !== 'unknown' ? facts.slices.value : new Map();
}

function stateOf(facts: NamespaceFacts | undefined): string {
  return [facts?.services, facts?.slices]
    .map((known) => [
      known?.state,
      known && 'because' in known ? known.because : '',
      known && 'since' in known ? known.since : '',
    ])
    .join();
}
