import type { DataKey } from '../model/resource.ts';
import { none } from '../text/emptyList.ts';
import { optional } from '../text/optional.ts';
import { get } from '../yaml/access.ts';
import type { Mapping } from '../yaml/node.ts';
import type { Made } from './makers.ts';
import { hostOf } from './namedText.ts';
import { visit } from './references.ts';
import { writtenOf } from './written.ts';

/**
 * What an object of Istio adds to the hosts of the cluster: a DestinationRule the subsets of its host, and a
 * ServiceEntry hosts that other rules name like those of Services. Sources: istio.io, Destination Rule, Subset; Service
 * Entry, ServiceEntry.hosts.
 */
export function madeByMesh(root: Mapping, group: string, kind: string): readonly Made[] {
  if (group !== 'networking.istio.io') {
    return none;
  }
  return kind === 'DestinationRule' ? subsetsOf(root) : kind === 'ServiceEntry' ? hostsOf(root) : none;
}

function subsetsOf(root: Mapping): readonly Made[] {
  const { name, namespace } = hostOf(get(root, 'spec', 'host'));
  const keys: DataKey[] = [];
  visit(root, ['spec', 'subsets', '*', 'name'], [], (node) => keys.push(writtenOf(node)));
  return name ? [{ kind: 'Subset', name, ...optional('namespace', namespace), data: { keys } }] : none;
}

function hostsOf(root: Mapping): readonly Made[] {
  const found: Made[] = [];
  visit(root, ['spec', 'hosts', '*'], [], (node) => {
    const { name, namespace } = hostOf(node);
    if (name && namespace) {
      found.push({ kind: 'Service', name, namespace });
    }
  });
  return found;
}
