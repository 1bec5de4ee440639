import { objectsNamed } from '../index/keys.ts';
import type { Listener } from '../model/gateway.ts';
import type { Reference } from '../model/reference.ts';
import type { Resource } from '../model/resource.ts';
import type { LabelSelector, Written } from '../model/written.ts';
import { none } from '../text/emptyList.ts';
import { isRequestedPort } from './evidence/servicePorts.ts';
import { isTarget } from './scope/deployability.ts';
import { namespacesOf, relationOf } from './scope/namespaces.ts';
import type { LookUp } from './search.ts';

/** Why no listener of a Gateway takes a route. Each reason holds for all listeners that the route names. */
export type Refusal =
  | { readonly type: 'kind'; readonly listeners: readonly Listener[] }
  | { readonly type: 'namespace'; readonly listeners: readonly Listener[] }
  /** The labels of the namespace, which something else may set, do not match. */
  | { readonly type: 'labels'; readonly listeners: readonly Listener[] }
  | { readonly type: 'hostname'; readonly listeners: readonly Listener[] }
  /** The listeners refuse it for different reasons. */
  | { readonly type: 'several'; readonly listeners: readonly Listener[] };

/**
 * Why a route does not attach to a Gateway that it names; undefined if it does, or if that is unknown. Source:
 * sigs.k8s.io/gateway-api/apis/v1 AllowedRoutes, Listener.hostname, HTTPRouteSpec.hostnames.
 */
export function refusalOf(
  route: Resource,
  { port }: Pick<Reference, 'port'>,
  gateway: Resource,
  look: LookUp,
): Refusal | undefined {
  const all = gateway.listeners ?? none;
  const listeners = port ? all.filter((each) => isRequestedPort(each, port)) : all;
  const reasons = new Set<Refusal['type']>();
  for (const listener of listeners) {
    const reason = reasonOf(route, gateway, listener, look);
    if (reason === undefined) {
      return undefined;
    }
    reasons.add(reason);
  }
  const [first] = reasons;
  return first && { type: reasons.size === 1 ? first : 'several', listeners };
}

function reasonOf(
  route: Resource,
  gateway: Resource,
  listener: Listener,
  look: LookUp,
): Exclude<Refusal['type'], 'several'> | undefined {
  if (listener.shape === 'other') {
    return undefined;
  }
  if (!mayHaveKind(route, listener)) {
    return 'kind';
  }
  const namespace = namespaceRefusal(route, gateway, listener, look);
  if (namespace) {
    return namespace;
  }
  return isHostnameCommon(route, listener) ? undefined : 'hostname';
}

function mayHaveKind({ group, kind }: Resource, { allowed: { kinds }, protocol }: Listener): boolean {
  return kinds.length > 0
    ? kinds.some((each) => each.group === group && each.kind === kind)
    : (kindsOfProtocol[protocol]?.includes(kind) ?? true);
}

/** Other protocols have kinds of their own. Source: gateway-api.sigs.k8s.io, TLS, TCP and route kinds. */
const kindsOfProtocol: Readonly<Record<string, readonly string[]>> = {
  HTTP: ['HTTPRoute', 'GRPCRoute'],
  HTTPS: ['HTTPRoute', 'GRPCRoute'],
  TCP: ['TCPRoute'],
  UDP: ['UDPRoute'],
  TLS: ['TLSRoute', 'TCPRoute'],
};

function namespaceRefusal(
  route: Resource,
  gateway: Resource,
  { allowed: { from, selector } }: Listener,
  { index, settings: { closedWorld } }: LookUp,
): 'namespace' | 'labels' | undefined {
  const own = namespacesOf(route, index, closedWorld);
  switch (from?.value ?? 'Same') {
    case 'Same':
      return from?.type !== 'placeholder' && relationOf(own, namespacesOf(gateway, index, closedWorld)) === 'different'
        ? 'namespace'
        : undefined;
    case 'None':
      return 'namespace';
    case 'Selector': {
      const [name, ...others] = own;
      if (!selector || name === undefined || others.length > 0) {
        return undefined;
      }
      const isNamespace = (each: Resource) => isTarget(each, index);
      const objects = index.list(objectsNamed('', 'Namespace', name)).filter(isNamespace);
      return selectsNamespace(selector, name, objects);
    }
    default:
      return undefined;
  }
}

/** The label that every Namespace has. Source: k8s.io/api core/v1 LabelMetadataName. */
const nameLabel = 'kubernetes.io/metadata.name';

/**
 * Whether a selector certainly does not select a namespace. Its name is a label that nobody can change, and all others
 * are known only if a file defines the Namespace.
 */
function selectsNamespace(
  { matchLabels, matchExpressions }: LabelSelector,
  name: string,
  objects: readonly Resource[],
): 'namespace' | 'labels' | undefined {
  let refusal: 'labels' | undefined;
  const wanted = [
    ...(matchLabels?.pairs ?? none).map(({ key, value }) => ({ key, operator: 'In', values: [value] })),
    ...matchExpressions,
  ];
  for (const { key, operator, values } of wanted) {
    if ([key, ...values].some(isOpen)) {
      return undefined;
    }
    const isMet = (value: string | undefined) => {
      const isListed = value !== undefined && values.some((each) => each.value === value);
      switch (operator) {
        case 'In':
          return isListed;
        case 'NotIn':
          return !isListed;
        case 'Exists':
          return value !== undefined;
        case 'DoesNotExist':
          return value === undefined;
        default:
          return true;
      }
    };
    if (key.value === nameLabel) {
      if (!isMet(name)) {
        return 'namespace';
      }
    } else if (objects.length > 0 && !objects.some(({ labels }) => isMet(valueUnder(labels?.pairs, key.value)))) {
      refusal = 'labels';
    }
  }
  return refusal;
}

function valueUnder(
  pairs: readonly { readonly key: Written; readonly value: Written }[] | undefined,
  key: string,
): string | undefined {
  return pairs?.find((each) => each.key.value === key)?.value.value;
}

/** Whether a hostname of the route and that of the listener have a name in common. */
function isHostnameCommon({ hostnames = none }: Resource, { hostname }: Listener): boolean {
  if (hostnames.length === 0 || !hostname || hostname.value === '' || isOpen(hostname)) {
    return true;
  }
  return hostnames.some((each) => isOpen(each) || haveCommonName(each.value, hostname.value));
}

/**
 * Whether two hostnames, which may begin with a wildcard, have a name in common. A wildcard stands for one label or
 * more. Source: sigs.k8s.io/gateway-api/apis/v1 Hostname.
 */
export function haveCommonName(a: string, b: string): boolean {
  const [left, right] = [a.toLowerCase(), b.toLowerCase()];
  const isUnder = (name: string, wildcard: string) => wildcard.startsWith('*.') && name.endsWith(wildcard.slice(1));
  return left === right || isUnder(left, right) || isUnder(right, left);
}

function isOpen({ type }: Written): boolean {
  return type === 'placeholder' || type === 'null';
}
