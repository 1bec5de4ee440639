import type { DeployerChange, Deploys } from '../model/resource.ts';
import { none, orNone } from '../text/emptyList.ts';
import { resolvePath } from '../text/path.ts';
import { deref, get } from '../yaml/access.ts';
import type { Mapping, Node } from '../yaml/node.ts';
import type { DeploysRule } from './kind.ts';
import { kinds } from './list.ts';
import { referencesOfKinds, selectorsOfKinds } from './referenceRules.ts';
import { textAt } from './written.ts';

/** What a tool deploys; undefined where that is said in no way that can be followed. */
export function deploysOf(
  root: Mapping,
  { sources, namespace, overrides, changes, chart = none }: DeploysRule,
): Deploys | undefined {
  const found = sources.flatMap((path) => sourcesAt(root, path).map((source) => ({ source, path })));
  // A source that is a chart has no directory, though the web interface of Argo CD writes an empty path beside it; and where
  // settings for Helm stand in one, its path is that of a chart, here or in another repository. Source: argo-cd
  // pkg/apis/application/v1alpha1 ApplicationSource.ExplicitType.
  const isOfChart = (source: Mapping) =>
    chart.some((field) => textAt(source, field)?.value || deref(get(source, field))?.type === 'mapping');
  const directories = found.filter(({ source }) => !isOfChart(source));
  const paths = directories.flatMap(({ source }) => {
    const written = textAt(source, 'path');
    const path =
      written && written.type !== 'placeholder' ? resolvePath('', written.value.replace(/^\/+/, '')) : undefined;
    return path ?? [];
  });
  const isChart = directories.length < found.length;
  if (paths.length === 0 && !isChart) {
    return undefined;
  }
  const changed = directories.flatMap(({ source, path }) =>
    changes.flatMap((field) => changesIn(get(source, ...field), [...path, ...field].join('.'))),
  );
  const given = textAt(root, ...namespace);
  return {
    paths: orNone([...new Set(paths)]),
    overrides,
    chart: isChart,
    changes: orNone(changed),
    ...(given && given.value !== '' ? { namespace: given } : {}),
  };
}

/** A mapping, or the mappings of a list. */
function sourcesAt(root: Mapping, path: readonly string[]): readonly Mapping[] {
  const node = deref(get(root, ...path));
  const each = node?.type === 'sequence' ? node.items.map((item) => deref(item)) : [node];
  return each.filter((source) => source?.type === 'mapping');
}

/**
 * What a field does to what selects or is selected: a patch of a kind that does neither does nothing to it, and Flux patches its
 * own kinds so. Sources: github.com/fluxcd/pkg/apis/kustomize Patch, Selector (its kind is a regular expression); argo-cd
 * pkg/apis/application/v1alpha1 KustomizePatch.
 */
function changesIn(node: Node | undefined, field: string): readonly DeployerChange[] {
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

/** As its target says, where that is a word and no pattern of several; else as a merge patch says of itself. */
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
