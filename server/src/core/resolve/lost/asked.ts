import type { Reference, SelectorReference, SelectorRole } from '../../model/reference.ts';
import type { Resource, ServicePort } from '../../model/resource.ts';
import type { Asked } from '../../model/wiring.ts';
import type { LabelSelector, Labels, Written } from '../../model/written.ts';
import { none } from '../../text/emptyList.ts';
import { describeLabels } from '../describe.ts';
import { targetPortOf } from '../evidence/ports.ts';

/**
 * What each kind of reference asks for and at which path: the keys by which a reference is recognised after an
 * edit.
 */

export function askedBySelector(selector: Labels): Asked {
  return { role: 'selector', path: 'spec.selector', value: describeLabels(selector.pairs) };
}

/**
 * A port is identified by its name, or else by its number: its position changes when a port is inserted before
 * it.
 */
export function askedByPort(port: ServicePort): Asked {
  const { target, protocol } = targetPortOf(port);
  const path = `spec.ports[${port.name?.value ?? port.port?.value ?? ''}].targetPort`;
  return { role: 'target port', path, value: protocol === 'TCP' ? target : `${target}/${protocol}` };
}

export function askedByName({ role, path, name }: Reference): Asked {
  return { role, path, value: name.value };
}

export function askedByNamedPort({ role, path }: Reference, { value }: Written): Asked {
  return { role: `${role} port`, path, value };
}

/** @param position of the key among the keys of the reference. */
export function askedByKey({ role, path, keys }: Reference, position: number): Asked {
  return { role: `${role} key`, path: `${path}[${position}]`, value: keys?.[position]?.written.value ?? '' };
}

export function askedByLabels({ role, path, selector }: SelectorReference): Asked {
  return { role, path, value: describeSelector(selector) };
}

/** Whether the ports that a selector names are scraped. A policy that names a port limits traffic and carries none. */
export function isMonitor(role: SelectorRole): boolean {
  return role === 'service monitor' || role === 'pod monitor';
}

export function askedByMonitoredPort({ role, path }: SelectorReference, { value }: Written): Asked {
  return { role: `${role} port`, path: `${path}[${value}]`, value };
}

/** Everything for which a resource asks, in the order of its facts. */
export function askedBy({ service, references, selectors }: Resource): readonly Asked[] {
  const asked: Asked[] = [];
  if (service?.selector && service.type?.value !== 'ExternalName') {
    asked.push(askedBySelector(service.selector), ...service.ports.map(askedByPort));
  }
  for (const reference of references.filter(({ role }) => role !== 'other object')) {
    if (reference.role !== 'subset') {
      asked.push(askedByName(reference));
    }
    if (reference.port) {
      asked.push(askedByNamedPort(reference, reference.port.written));
    }
    for (const position of reference.keys?.keys() ?? []) {
      asked.push(askedByKey(reference, position));
    }
  }
  for (const reference of selectors) {
    const ports = isMonitor(reference.role) ? reference.ports : none;
    asked.push(askedByLabels(reference), ...ports.map((port) => askedByMonitoredPort(reference, port)));
  }
  return asked;
}

/** E.g. `app=web, tier in (front, back)`. */
export function describeSelector({ matchLabels, matchExpressions }: LabelSelector): string {
  const expressions = matchExpressions.map(({ key, operator, values }) => {
    const listed = values.length === 0 ? '' : ` (${values.map(({ value }) => value).join(', ')})`;
    return `${key.value} ${operator}${listed}`;
  });
  return [describeLabels(matchLabels?.pairs ?? []), ...expressions].filter((each) => each !== '').join(', ');
}

/** The keys and values in a text of `describeSelector`. Neither can contain one of `=`, a comma, a space or a parenthesis. */
export function expressionsIn(
  described: string,
): readonly { readonly key: string; readonly values: readonly string[] }[] {
  return [...described.matchAll(/([^\s,=()]+)(?:=([^\s,()]*)| \w+(?: \(([^)]*)\))?)/g)].map(
    ([, key = '', value, list]) => ({
      key,
      values: value === undefined ? (list === undefined ? [] : list.split(', ')) : [value],
    }),
  );
}

/**
 * The pairs of a value that consists of labels only; undefined for any other value. Neither a label key nor its
 * value can contain `=` or a comma. Source: k8s.io/apimachinery/pkg/util/validation IsQualifiedName,
 * IsValidLabelValue.
 */
export function pairsOfValue(value: string): readonly (readonly [key: string, value: string])[] | undefined {
  const pairs = value.split(', ').map((pair) => pair.split('='));
  return pairs.every((pair) => pair.length === 2 && pair[0] !== '' && !/[\s(]/.test(pair[0]!))
    ? pairs.map(([key, label]) => [key!, label!] as const)
    : undefined;
}

/** Whether two values ask for the same, in any order of their pairs. */
export function isSameValue(a: string, b: string): boolean {
  return a === b || (a.length === b.length && sorted(a) === sorted(b));
}

function sorted(value: string): string {
  return value.split(', ').sort().join();
}

/** The roles in which an object names another one: what is no longer reached may be renamed. */
export const namingRoles: ReadonlySet<string> = new Set<Asked['role']>([
  'ingress backend',
  'route backend',
  'scale target',
  'governing service',
  'rollout service',
  'config map',
  'secret',
  'service account',
  'volume claim',
  'ingress secret',
  'route parent',
  'policy target',
  'subdomain',
  'class',
  'role',
  'binding subject',
  'webhook service',
  'mesh host',
  'controller object',
]);
