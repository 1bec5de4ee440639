import { compareText } from '../text/compare.ts';
import type { Node } from '../yaml/node.ts';
import type { RenderedObject } from './bundle.ts';
import { listAt } from './configuration.ts';
import { type Identity, identityOf } from './identity.ts';
import { at, scalarTextAt } from './tree.ts';

/**
 * The objects in the order in which `kustomize build` prints them: the order of `sortOptions`, or if there are none the
 * one that kustomize calls legacy. Source: sigs.k8s.io/kustomize/api/internal/builtins/SortOrderTransformer.go and
 * krusty/kustomizer.go applySortOrder.
 *
 * @param kustomization the tree of the kustomization file
 */
export function inBuildOrder(
  objects: readonly RenderedObject[],
  kustomization: Node | undefined,
): readonly RenderedObject[] {
  const options = at(kustomization, 'sortOptions');
  if (options?.type === 'mapping' && scalarTextAt(options, 'order') !== 'legacy') {
    return objects;
  }
  const legacy = at(options, 'legacySortOptions');
  const listed = (field: string, byDefault: readonly string[]) =>
    legacy?.type === 'mapping'
      ? listAt(legacy, field).map((item) => (item.type === 'scalar' ? item.text : ''))
      : byDefault;
  const ranks = new Map<string, number>();
  const first = listed('orderFirst', defaultFirst);
  for (const [index, kind] of first.entries()) {
    ranks.set(kind, index - first.length);
  }
  for (const [index, kind] of listed('orderLast', defaultLast).entries()) {
    ranks.set(kind, index + 1);
  }
  return objects
    .map((object) => ({ object, identity: identityOf(object.root) }))
    .sort((a, b) => compareIdentities(a.identity, b.identity, ranks))
    .map(({ object }) => object);
}

function compareIdentities(a: Identity, b: Identity, ranks: ReadonlyMap<string, number>): number {
  const byRank = (ranks.get(a.kind) ?? 0) - (ranks.get(b.kind) ?? 0);
  if (byRank !== 0) {
    return byRank;
  }
  const byKind = compareText(kindInOrder(a), kindInOrder(b));
  if (byKind !== 0) {
    // Namespaces of the core group come before those of other groups, although "~" follows every letter.
    return a.kind === 'Namespace' && b.kind === 'Namespace' && (a.group === '' || b.group === '') ? -byKind : byKind;
  }
  return compareText(`${a.namespace || '~X'}|${a.name || '~N'}`, `${b.namespace || '~X'}|${b.name || '~N'}`);
}

function kindInOrder({ group, version, kind }: Identity): string {
  return `${group || '~G'}_${version || '~V'}_${kind || '~K'}`;
}

const defaultFirst: readonly string[] = [
  'Namespace',
  'ResourceQuota',
  'StorageClass',
  'CustomResourceDefinition',
  'ServiceAccount',
  'PodSecurityPolicy',
  'Role',
  'ClusterRole',
  'RoleBinding',
  'ClusterRoleBinding',
  'ConfigMap',
  'Secret',
  'Endpoints',
  'Service',
  'LimitRange',
  'PriorityClass',
  'PersistentVolume',
  'PersistentVolumeClaim',
  'Deployment',
  'StatefulSet',
  'CronJob',
  'PodDisruptionBudget',
];

const defaultLast: readonly string[] = ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'];
