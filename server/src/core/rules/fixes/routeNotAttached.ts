import { originOf } from '../../model/origin.ts';
import type { Fix, Problem } from '../../model/problem.ts';
import { likenessOf } from '../../resolve/evidence/nameSimilarity.ts';
import { get } from '../../yaml/access.ts';
import { insertPair, setScalar, setValue } from '../../yaml/edit.ts';
import type { NotAttachedData } from '../routeNotAttached.ts';
import type { PortOfServiceData } from '../shared/namedPort.ts';
import { portOfServiceFixes } from './portOfService.ts';
import { fixOf, mappingAt, openDocument, openOrigin, scalarAt } from './tree.ts';

/** *Change* the listener or the hostname, or *Allow* routes of all namespaces in the Gateway. */
export function* routeNotAttachedFixes(problem: Problem): Generator<Fix | undefined> {
  const data = problem.data as PortOfServiceData | NotAttachedData;
  if ('services' in data) {
    yield* portOfServiceFixes(problem);
    return;
  }
  switch (data.refusal.type) {
    case 'hostname':
      yield* hostnameFixes(problem, data);
      return;
    case 'namespace':
      yield allowAll(data);
      return;
    default:
      return;
  }
}

/** The hostname of a listener, if it has no wildcard; preferred if one letter is wrong. */
function* hostnameFixes({ resource, at }: Problem, { refusal }: NotAttachedData): Generator<Fix | undefined> {
  const [hostname, ...others] = resource.hostnames ?? [];
  const opened = hostname && others.length === 0 ? openOrigin(resource, hostname) : undefined;
  const scalar = opened && scalarAt(opened.text, at.range);
  const names = new Set(refusal.listeners.flatMap((listener) => listener.hostname?.value ?? []));
  for (const name of scalar ? names : []) {
    const value = name.startsWith('*.') ? underWildcard(hostname!.value, name) : name;
    const likeness = likenessOf(value, hostname!.value);
    const preferred = names.size === 1 && (likeness === 'typo' || likeness === 'spelling');
    yield fixOf(
      { title: `Change the hostname to ${value}`, preferred },
      opened!.document,
      setScalar(opened!.text, scalar!, value),
    );
  }
}

/** The first label of a hostname below a wildcard. */
function underWildcard(hostname: string, wildcard: string): string {
  const [label = ''] = hostname.split('.');
  return `${label === '*' || label === '' ? '*' : label}${wildcard.slice(1)}`;
}

/** Never preferred: it lets other namespaces use the Gateway. */
function allowAll({ refusal: { listeners }, gateway }: NotAttachedData): Fix | undefined {
  const [listener, ...others] = listeners;
  const from = listener?.allowed.from;
  if (!listener || others.length > 0 || (from && from.value !== 'Same')) {
    return undefined;
  }
  const { document } = originOf(gateway, listener);
  const text = openDocument(document);
  const mapping = text && mappingAt(text, listener);
  if (!mapping) {
    return undefined;
  }
  const title = `Allow routes of all namespaces in Gateway "${gateway.name}"`;
  const allowed = get(mapping, 'allowedRoutes');
  const namespaces = allowed && get(allowed, 'namespaces');
  const edit =
    namespaces?.type === 'mapping'
      ? withFrom()
      : allowed?.type === 'mapping'
        ? insertPair(text, allowed, 'namespaces', [['from', 'All']], undefined)
        : allowed === undefined
          ? insertPair(text, mapping, 'allowedRoutes', [['namespaces', [['from', 'All']]]], mapping.pairs.at(-1))
          : undefined;
  return edit && fixOf({ title }, document, edit);

  function withFrom() {
    const target = namespaces!.type === 'mapping' ? namespaces : undefined;
    const pair = target?.pairs.findLast(({ key }) => key.text === 'from');
    return target && pair
      ? setValue(text!, target, pair, 'All')
      : target && insertPair(text!, target, 'from', 'All', undefined);
  }
}
