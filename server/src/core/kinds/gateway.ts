import type { AllowedRoutes, Listener } from '../model/gateway.ts';
import type { Written } from '../model/written.ts';
import { orNone } from '../text/emptyList.ts';
import { optional } from '../text/optional.ts';
import { deref, get } from '../yaml/access.ts';
import type { Mapping, Node } from '../yaml/node.ts';
import { labelSelectorOf, pairAt, stated, textAt, writtenOf } from './written.ts';

const gatewayGroup = 'gateway.networking.k8s.io';

/** The listeners of a Gateway; undefined for any other kind. Source: sigs.k8s.io/gateway-api/apis/v1 Listener. */
export function listenersOf(root: Mapping, group: string, kind: string): readonly Listener[] | undefined {
  return group === gatewayGroup && kind === 'Gateway'
    ? orNone(itemsOf(get(root, 'spec', 'listeners')).map(listenerOf))
    : undefined;
}

/** The hostnames of a route; undefined for any other kind. Source: sigs.k8s.io/gateway-api/apis/v1 HTTPRouteSpec. */
export function hostnamesOf(root: Mapping, group: string, kind: string): readonly Written[] | undefined {
  return group === gatewayGroup && kindsWithHostnames.has(kind)
    ? orNone(itemsOf(get(root, 'spec', 'hostnames')).map(writtenOf))
    : undefined;
}

const kindsWithHostnames: ReadonlySet<string> = new Set(['HTTPRoute', 'GRPCRoute', 'TLSRoute']);

function listenerOf(item: Node): Listener {
  const protocol = textAt(item, 'protocol');
  const allowed = get(item, 'allowedRoutes');
  return stated(
    {
      start: item.start,
      end: item.end,
      protocol: protocol?.value ?? '',
      shape: deref(item)?.type === 'mapping' ? 'mapping' : 'other',
      fields: [],
      allowed: allowedBy(allowed),
      ...optional('name', textAt(item, 'name')),
      ...optional('port', textAt(item, 'port')),
      ...optional('hostname', textAt(item, 'hostname')),
    },
    item,
  );
}

function allowedBy(allowed: Node | undefined): AllowedRoutes {
  const kinds = itemsOf(allowed && get(allowed, 'kinds'));
  const selector = allowed && labelSelectorOf(pairAt(allowed, ['namespaces', 'selector']));
  return {
    kinds: orNone(
      kinds.map((each) => ({
        group: textAt(each, 'group')?.value ?? gatewayGroup,
        kind: textAt(each, 'kind')?.value ?? '',
      })),
    ),
    ...optional('from', allowed && textAt(allowed, 'namespaces', 'from')),
    ...optional('selector', selector),
  };
}

function itemsOf(node: Node | undefined): readonly Node[] {
  const list = deref(node);
  return list?.type === 'sequence' ? list.items : [];
}
