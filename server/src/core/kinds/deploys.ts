import type { DeployerChange, Deploys } from '../model/resource.ts';
import { none, orNone } from '../text/emptyList.ts';
import { resolvePath } from '../text/path.ts';
import { deref, get } from '../yaml/access.ts';
import type { Mapping, Node } from '../yaml/node.ts';
import type { DeploysRule } from './kind.ts';
import { kinds } from './list.ts';
import { referencesOfKinds } from './referenceRules.ts';
import { selectorsOfKinds } from './selectorRules.ts';
import { textAt } from './written.ts';

/** What a tool deploys; undefined if its sources are not stated in a form that can be followed. */
export function deploysOf(
  root: Mapping,
  { sources, recurses, namespace, overrides, changes, packed, chart = none }: DeploysRule,
): Deploys | undefined {
  const found = sources.flatMap((path) => sourcesAt(root, path).map((source) => ({ source, path })));
  // A chart source has no directory, although the web interface of Argo CD also writes an empty path. If the
  // source has Helm settings, its path is the path of a chart, in this or in another repository. Source:
  // argo-cd pkg/apis/application/v1alpha1 ApplicationSource.ExplicitType.
  const isOfChart = (source: Mapping) =>
    chart.some((field) => textAt(source, field)?.value || deref(get(source, field))?.type === 'mapping');
  const directories = found.filter(({ source }) => !isOfChart(source));
  const paths = directories.flatMap(({ source }) => {
    const written = textAt(source, 'path');
    const path =
      written && written.type !== 'placeholder' ? resolvePath('', written.value.replace(/^\/+/, '')) : undefined;
    const isPacked = packed?.kinds.includes(textAt(source, ...packed.kindAt)?.value ?? '');
    return path === undefined || (isPacked && path === '') ? [] : path;
  });
  // The cluster fills in a variable, as in `apps/overlays/${ENVIRONMENT}`.
  const pathsBelow = directories.flatMap(({ source }) => {
    const [, before] = /^([^$]*)\/\$\{/.exec(textAt(source, 'path')?.value ?? '') ?? none;
    return (before && resolvePath('', before.replace(/^\/+/, ''))) || none;
  });
  const isChart = directories.length < found.length;
  if (paths.length === 0 && pathsBelow.length === 0 && !isChart) {
    return undefined;
  }
  const changed = directories.flatMap(({ source, path }) =>
    changes.flatMap((field) => changesIn(get(source, ...field), [...path, ...field].join('.'))),
  );
  const given = textAt(root, ...namespace);
  return {
    paths: orNone([...new Set(paths)]),
    pathsBelow: orNone(pathsBelow),
    recurses: !recurses || directories.some(({ source }) => textAt(source, ...recurses)?.value === 'true'),
    overrides,
    chart: isChart,
    changes: orNone(changed),
    ...(given && given.value !== '' ? { namespace: given } : {}),
  };
}

/** A mapping, or the mappings in a list. */
function sourcesAt(root: Mapping, path: readonly string[]): readonly Mapping[] {
  const node = deref(get(root, ...path));
  const each = node?.type === 'sequence' ? node.items.map((item) => deref(item)) : [node];
  return each.filter((source) => source?.type === 'mapping');
}

/**
 * How a field changes objects that select or are selected. A patch of a kind without labels or selectors in use
 * changes nothing, and Flux patches its own kinds this way. Sources: github.com/fluxcd/pkg/apis/kustomize
 * Patch, Selector (its kind is a regular expression); argo-cd pkg/apis/application/v1alpha1 KustomizePatch.
 */
export function changesIn(node: Node | undefined, field: string): readonly DeployerChange[] {
  const value = deref(node);
  if (value === undefined) {
    return none;
  }
  const isUnread = /(?:^|\.)(?:components|plugin)$/.test(field);
  return (value.type === 'sequence' ? value.items : [value]).flatMap((item): readonly DeployerChange[] => {
    const kind = kindOfPatch(item);
    const text = textAt(item, 'patch');
    const { start, end } = deref(item) ?? item;
    return kind !== undefined && !wiredKinds.has(kind)
      ? none
      : [
          {
            field,
            start,
            end,
            ...(kind === undefined ? {} : { kind }),
            ...(isUnread || text?.type === 'placeholder' ? { unread: true } : {}),
          },
        ];
  });
}

/**
 * The kind in the patch's target, if it is a plain word and not a pattern; else the kind in the merge patch
 * itself.
 */
function kindOfPatch(item: Node): string | undefined {
  if (deref(item)?.type !== 'mapping') {
    return undefined;
  }
  if (get(item, 'target') !== undefined) {
    const kind = textAt(item, 'target', 'kind')?.value;
    return kind !== undefined && /^[A-Za-z]+$/.test(kind) ? kind : undefined;
  }
  return (
    textAt(item, 'kind')?.value ??
    /^[ \t]*["']?kind["']?:[ \t]*["']?([A-Za-z]+)/m.exec(textAt(item, 'patch')?.value ?? '')?.[1]
  );
}

const wiredKinds: ReadonlySet<string> = new Set([
  'Service',
  ...kinds.flatMap(({ kind, podTemplate, workloadRef }) => (podTemplate || workloadRef ? kind : [])),
  ...[...referencesOfKinds, ...selectorsOfKinds].map(({ kind }) => kind),
]);
