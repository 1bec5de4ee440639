import type { ScannedDocument } from '../yaml/scan.ts';
import { groupOf } from './list.ts';

/**
 * Whether only the header of the document matters for wiring. These kinds hold data and rules of other systems.
 * After CustomResourceDefinitions they are most of the bytes.
 */
export function isHeaderKind({ certain, apiVersion, kind }: ScannedDocument): boolean {
  return certain && apiVersion !== undefined && kind !== undefined && headerKinds.has(`${groupOf(apiVersion)}/${kind}`);
}

/**
 * The fields of a kind whose keys other objects name. Their values are never used, and the values of a Secret are
 * never kept. Source: k8s.io/api core/v1 ConfigMap, Secret.
 */
export const dataFields: ReadonlyMap<string, readonly string[]> = new Map([
  ['ConfigMap', ['data', 'binaryData']],
  ['Secret', ['data', 'stringData']],
]);

const headerKinds: ReadonlySet<string> = new Set([
  '/ConfigMap',
  '/Secret',
  'rbac.authorization.k8s.io/ClusterRole',
  'rbac.authorization.k8s.io/Role',
  'monitoring.coreos.com/PrometheusRule',
  'grafana.integreatly.org/GrafanaDashboard',
  'integreatly.org/GrafanaDashboard',
]);
