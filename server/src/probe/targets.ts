import { isHostName, isSameAddress, parseAddress, unaskable } from '../core/probe/address.ts';
import type { Node } from '../core/probe/facts.ts';
import type { AttemptTarget } from './attempt.ts';

/** More addresses than these are tried only after a person has confirmed it. */
export const mostUnasked = 12;

export interface Targets {
  readonly targets: readonly AttemptTarget[];
  /** Known addresses that are not tried, with the reason; sentences. */
  readonly notes: readonly string[];
}

/**
 * The addresses to try: those that a person stated, if any, else those of the nodes and of the settings. Each
 * once. A node's name (address type Hostname) is tried only if the node has no IP address: it resolves to one
 * of these, or to a host that is not a node.
 */
export function targetsOf(
  nodes: readonly Node[],
  stated: readonly string[],
  settings: readonly string[],
  port: number,
): Targets {
  const notes: string[] = [];
  const targets: AttemptTarget[] = [];
  const add = (target: AttemptTarget) => {
    if (!targets.some((each) => isSameAddress(each.address, target.address))) targets.push(target);
  };
  const addresses = nodes.flatMap((node) => node.addresses.map((each) => ({ ...each, node: node.name })));
  const addStated = (address: string) => {
    const because = unaskable(address);
    if (because !== undefined) return notes.push(`${address} is not tried: ${because}.`);
    const node = addresses.find((each) => isSameAddress(each.address, address))?.node;
    return add({ address, port, ...(node === undefined ? {} : { node }) });
  };
  stated.forEach(addStated);
  if (stated.length > 0) {
    return { targets, notes };
  }
  const ips = addresses.filter(({ address }) => parseAddress(address));
  for (const { address, node } of ips) {
    const because = unaskable(address);
    if (because === undefined) add({ address, port, node });
    else notes.push(`${address} of node ${node} is not tried: ${because}.`);
  }
  for (const { address, node } of addresses) {
    if (!parseAddress(address) && isHostName(address) && !ips.some((each) => each.node === node)) {
      add({ address, port, node, mayLeadTo: ips.map((each) => each.address) });
    }
  }
  settings.forEach(addStated);
  return { targets, notes };
}
