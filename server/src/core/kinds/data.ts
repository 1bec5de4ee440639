import type { DataKey, DataKeys } from '../model/resource.ts';
import { none, orNone } from '../text/emptyList.ts';
import { baseName } from '../text/path.ts';
import { deref, get, pairsOf } from '../yaml/access.ts';
import type { Mapping, Node } from '../yaml/node.ts';
import { dataFields } from './headerKinds.ts';
import { labelsOf, pairAt, writtenKey } from './written.ts';

/**
 * The keys of a ConfigMap or a Secret; undefined for any other kind.
 *
 * @param file in which it is written.
 */
export function dataOf(root: Mapping, group: string, kind: string, file: string): DataKeys | undefined {
  const fields = group === '' ? dataFields.get(kind) : undefined;
  if (!fields) {
    return undefined;
  }
  const keys = fields.flatMap((field) => keysAt(get(root, field)));
  const open =
    filledBy(root, keys) ??
    (isExample(file) ? `${file} is an example of the object that is applied` : undefined) ??
    (fields.some((field) => isFilledIn(get(root, field))) || keys.some(({ type }) => type === 'placeholder')
      ? 'a template fills in its data'
      : keys.length === 0
        ? 'its manifest states no data, so something else fills it'
        : undefined);
  return { keys: orNone(keys), ...(open === undefined ? {} : { open }) };
}

/** The keys of a mapping, as kubectl reads them. */
export function keysAt(node: Node | undefined): readonly DataKey[] {
  const map = deref(node);
  return map?.type === 'mapping' ? pairsOf(map).map(({ pair }) => writtenKey(pair)) : none;
}

/** Whether the value of a field is no map of keys. */
function isFilledIn(node: Node | undefined): boolean {
  const value = deref(node);
  return value?.type === 'sequence' || (value?.type === 'scalar' && value.text !== '' && value.text !== 'null');
}

/**
 * Annotations and labels that make a controller add keys, or copy another object over this one. Sources:
 * k8s.io/kubernetes/pkg/controller/serviceaccount TokensController; docs.openshift.com, Service CA certificates and
 * Configuring a custom PKI; github.com/emberstack/kubernetes-reflector; github.com/mittwald/kubernetes-replicator;
 * github.com/mittwald/kubernetes-secret-generator; cert-manager.io, CA Injector; github.com/zakkg3/ClusterSecret.
 */
const filling: readonly (readonly [key: RegExp, by: string])[] = [
  [/^kubernetes\.io\/service-account\.name$/, 'the controller of service account tokens'],
  [/^service\.(?:alpha|beta)\.openshift\.io\//, 'the service CA operator of OpenShift'],
  [/^config\.openshift\.io\/inject-trusted-cabundle$/, 'the network operator of OpenShift'],
  [/^reflector\.v1\.k8s\.emberstack\.com\/reflects$/, 'Reflector'],
  [/^(?:v1\.)?kubernetes-replicator\/|^replicator\.v1\.mittwald\.de\/replicate-from$/, 'Kubernetes Replicator'],
  [/^secret-generator\.v1\.mittwald\.de\//, 'Kubernetes Secret Generator'],
  [/^cert-manager\.io\//, 'cert-manager'],
  [/^avp\.kubernetes\.io\//, 'the Vault plugin of Argo CD'],
  [/^kubed\.appscode\.com\/sync$|^clustersecret\.io\//, 'a controller that copies objects'],
];

/** E.g. `secret.example.yaml`, `sample-secrets.yaml`. The real object is mostly kept out of the repository. */
function isExample(file: string): boolean {
  return /(?:^|[._-])(?:example|sample|template|tmpl|dist|dummy)s?[._-]/i.test(baseName(file));
}

function filledBy(root: Mapping, keys: readonly DataKey[]): string | undefined {
  // Source: docs.cyberark.com, Conjur Secrets Provider for Kubernetes: this key lists those that it adds.
  if (keys.some(({ value }) => value === 'conjur-map')) {
    return 'the Secrets Provider of Conjur fills it (conjur-map)';
  }
  for (const field of ['annotations', 'labels']) {
    for (const { key } of labelsOf(pairAt(root, ['metadata', field]))?.pairs ?? none) {
      const by = filling.find(([pattern]) => pattern.test(key.value))?.[1];
      if (by !== undefined) {
        return `${by} fills it (${key.value})`;
      }
    }
  }
  return undefined;
}
