import type { Grant } from '../model/resource.ts';
import { deref, get } from '../yaml/access.ts';
import type { Mapping, Node } from '../yaml/node.ts';
import { textAt } from './written.ts';

/** What a ReferenceGrant allows; undefined for any other kind. */
export function grantOf(root: Mapping, group: string, kind: string): Grant | undefined {
  if (group !== 'gateway.networking.k8s.io' || kind !== 'ReferenceGrant') {
    return undefined;
  }
  const valueAt = (node: Node, field: string) => textAt(node, field)?.value ?? '';
  return {
    from: itemsOf(get(root, 'spec', 'from')).map((item) => ({
      group: valueAt(item, 'group'),
      kind: valueAt(item, 'kind'),
      namespace: valueAt(item, 'namespace'),
    })),
    to: itemsOf(get(root, 'spec', 'to')).map((item) => {
      const name = valueAt(item, 'name');
      return { group: valueAt(item, 'group'), kind: valueAt(item, 'kind'), ...(name === '' ? {} : { name }) };
    }),
  };
}

function itemsOf(node: Node | undefined): readonly Node[] {
  const list = deref(node);
  return list?.type === 'sequence' ? list.items : [];
}
