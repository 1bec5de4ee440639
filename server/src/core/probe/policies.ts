import { requirementHolds } from '../model/requirement.ts';
import { listAt, numberAt, objectAt, textAt, textOrNumberAt, textsAt } from '../text/json.ts';
import { isWithin, parseAddress } from './address.ts';
import { containersOf } from './clusterObjects.ts';
import type { Node, Policy } from './facts.ts';
import { enumerate } from './networkWords.ts';

/**
 * The policies that select one of the pods and restrict incoming traffic. Policies add up: if another policy
 * opens each selected pod to everyone, a policy blocks nobody. Source: k8s.io/api networking/v1
 * NetworkPolicySpec; an unset `policyTypes` includes Ingress.
 *
 * @param targetPort a number or a name, of a port that speaks TCP
 * @param nodes traffic through a node port may come from their addresses
 */
export function policiesOf(
  policies: readonly unknown[],
  pods: readonly unknown[],
  targetPort: string,
  nodes: readonly Node[],
): readonly Policy[] {
  const names = namesOf(targetPort, pods);
  const selecting = policies
    .filter((policy) => {
      const types = listAt(policy, 'spec', 'policyTypes');
      return types.length === 0 || types.includes('Ingress');
    })
    .map((policy) => {
      const rules = listAt(policy, 'spec', 'ingress');
      const ofPort = rules.filter((rule) => isAboutPort(rule, names));
      return {
        name: textAt(policy, 'metadata', 'name') ?? '',
        pods: pods.filter((pod) =>
          selects(objectAt(policy, 'spec', 'podSelector'), textsAt(pod, 'metadata', 'labels')),
        ),
        admitsEveryone: ofPort.some(isFromEverywhere),
        admits:
          ofPort.length > 0
            ? enumerate([...new Set(ofPort.flatMap(peersOf))])
            : rules.length > 0
              ? 'nobody there'
              : 'nobody',
        excludesNodes: ofPort.every((rule) => excludesNodes(rule, nodes)),
      };
    })
    .filter(({ pods: selected }) => selected.length > 0);
  const open = new Set(
    selecting.filter(({ admitsEveryone }) => admitsEveryone).flatMap(({ pods: selected }) => selected),
  );
  return selecting.map(({ pods: selected, admitsEveryone, ...policy }) => ({
    ...policy,
    admitsEveryone: admitsEveryone || selected.every((pod) => open.has(pod)),
  }));
}

/** The number and the names of a target port in a policy, as the containers of the pods declare them. */
function namesOf(targetPort: string, pods: readonly unknown[]): ReadonlySet<string> {
  const ports = pods.flatMap(containersOf).flatMap((container) => container.ports);
  return new Set([
    targetPort,
    ...ports
      .filter(({ name, number }) => name === targetPort || String(number) === targetPort)
      .flatMap(({ name, number }) => [String(number), ...(name === undefined ? [] : [name])]),
  ]);
}

/**
 * Whether a rule covers the port. A rule without ports covers all of them; a port without a number covers its
 * whole protocol.
 */
function isAboutPort(rule: unknown, names: ReadonlySet<string>): boolean {
  const ports = listAt(rule, 'ports');
  return (
    ports.length === 0 ||
    ports.some((port) => {
      const stated = textOrNumberAt(port, 'port');
      const last = numberAt(port, 'endPort');
      return (
        (textAt(port, 'protocol') ?? 'TCP') === 'TCP' &&
        (stated === undefined ||
          names.has(stated) ||
          (last !== undefined && [...names].some((name) => Number(stated) <= Number(name) && Number(name) <= last)))
      );
    })
  );
}

function isFromEverywhere(rule: unknown): boolean {
  const from = listAt(rule, 'from');
  return (
    from.length === 0 ||
    from.some((peer) => textAt(peer, 'ipBlock', 'cidr') === '0.0.0.0/0' && exceptOf(peer).length === 0)
  );
}

/**
 * Whether a rule certainly admits no node. A node is not a pod; whether a rule for pods admits its traffic
 * depends on the network plugin.
 */
function excludesNodes(rule: unknown, nodes: readonly Node[]): boolean {
  const from = listAt(rule, 'from');
  const addresses = nodes.flatMap((node) => node.addresses).flatMap(({ address }) => parseAddress(address) ?? []);
  return (
    addresses.length > 0 &&
    from.length > 0 &&
    from.every((peer) => {
      const cidr = textAt(peer, 'ipBlock', 'cidr');
      return (
        cidr !== undefined &&
        !addresses.some(
          (address) => isWithin(address, cidr) && !exceptOf(peer).some((except) => isWithin(address, except)),
        )
      );
    })
  );
}

function peersOf(rule: unknown): readonly string[] {
  const from = listAt(rule, 'from');
  return from.length === 0
    ? ['everyone']
    : from.map((peer) => {
        const cidr = textAt(peer, 'ipBlock', 'cidr');
        if (cidr !== undefined) {
          const except = exceptOf(peer);
          return except.length === 0 ? cidr : `${cidr} without ${enumerate(except)}`;
        }
        return 'namespaceSelector' in objectAt(peer) ? 'certain pods of certain namespaces' : 'certain pods';
      });
}

function exceptOf(peer: unknown): readonly string[] {
  return listAt(peer, 'ipBlock', 'except').filter((each) => typeof each === 'string');
}

/** Source: k8s.io/apimachinery meta/v1 LabelSelectorAsSelector: an empty selector selects everything. */
function selects(selector: unknown, labels: ReadonlyMap<string, string>): boolean {
  return (
    [...textsAt(selector, 'matchLabels')].every(([key, value]) => labels.get(key) === value) &&
    listAt(selector, 'matchExpressions').every((expression) => {
      const value = labels.get(textAt(expression, 'key') ?? '');
      return requirementHolds(textAt(expression, 'operator'), listAt(expression, 'values'), value);
    })
  );
}
