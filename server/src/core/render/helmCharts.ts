import { none } from '../text/emptyList.ts';
import { pathIn, resolvePath } from '../text/path.ts';
import type { Mapping, Node, Scalar } from '../yaml/node.ts';
import { listAt } from './configuration.ts';
import type { KustomizationTree } from './kustomizationFile.ts';
import { type LayerParts, leaveUnread } from './layerParts.ts';
import { objectsOf } from './patches.ts';
import { type Entry, entryOf } from './renderedObject.ts';
import { at, scalarTextAt } from './tree.ts';

/** Adds the objects of the charts that a kustomization lists. */
export function addCharts(parts: LayerParts, tree: KustomizationTree): void {
  for (const field of ['helmCharts', 'helmChartInflationGenerator']) {
    for (const item of listAt(tree.root, field)) {
      parts.entries = [...parts.entries, ...chartEntries(parts, tree, item)];
    }
  }
}

/**
 * The objects of a chart beside a kustomization, and the reason why it is not rendered if it is elsewhere. Source:
 * sigs.k8s.io/kustomize/api/internal/builtins HelmChartInflationGenerator.
 */
function chartEntries(parts: LayerParts, tree: KustomizationTree, item: Node): readonly Entry[] {
  const name = scalarTextAt(item, 'name') || scalarTextAt(item, 'chartName');
  const leave = (because: string) => {
    leaveUnread(parts, tree, item, because);
    return none;
  };
  const home = resolvePath(parts.directory, scalarTextAt(at(tree.root, 'helmGlobals'), 'chartHome') || 'charts');
  const directory = home === undefined || name === '' ? undefined : resolvePath(home, name);
  const release = scalarTextAt(item, 'releaseName');
  const inline = at(item, 'valuesInline');
  const additional = listAt(item, 'additionalValuesFiles');
  const files = [at(item, 'valuesFile'), ...additional].filter((each): each is Scalar => each?.type === 'scalar');
  const isLocal = scalarTextAt(item, 'repo') === '' && item.type === 'mapping';
  // Inline values are over the first file, and below the additional ones.
  const isUsual =
    inline === undefined || (additional.length === 0 && ['', 'override'].includes(scalarTextAt(item, 'valuesMerge')));
  // Without a stated name, Helm makes a random one.
  if (!isLocal || directory === undefined || !isUsual || release === '') {
    return leave(`the Helm chart ${name} is not rendered`);
  }
  const inflated = parts.source.chart?.({
    directory,
    item,
    document: tree.document,
    release,
    namespace: at(item, 'namespace'),
    files: files.map((node) => ({ node, path: resolvePath(parts.directory, node.text) })),
    inline,
    kubeVersion: scalarTextAt(item, 'kubeVersion'),
  });
  if (inflated === undefined) {
    return leave(`the Helm chart ${name} is not in ${pathIn(home!, name)}`);
  }
  for (const each of inflated.unread) {
    parts.unread.push(each);
  }
  return inflated.objects.flatMap(({ root, document }) =>
    objectsOf(root).map((object) => entryOf(object as Mapping, document)),
  );
}
