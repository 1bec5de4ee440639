import { otherReferences as others } from './otherReferences.ts';
import { classAt, type ReferenceRule, service } from './referenceRules.ts';

const configMap = { role: 'config map', group: '', kind: 'ConfigMap', name: ['name'], optional: ['optional'] } as const;
const secret = { role: 'secret', group: '', kind: 'Secret', name: ['name'], optional: ['optional'] } as const;

const variable = { field: ['key'], as: 'variable' } as const;
const items = { field: ['items', '*', 'key'], as: 'item' } as const;

/**
 * The objects that a pod names, with paths relative to its `spec`. Source: k8s.io/api core/v1 PodSpec,
 * VolumeSource, EnvFromSource, EnvVarSource, KeyToPath.
 */
export const referencesOfPods: readonly ReferenceRule[] = [
  ...['containers', 'initContainers'].flatMap((list): ReferenceRule[] => [
    { ...configMap, at: [list, '*', 'envFrom', '*', 'configMapRef'] },
    { ...configMap, at: [list, '*', 'env', '*', 'valueFrom', 'configMapKeyRef'], keys: variable },
    { ...secret, at: [list, '*', 'envFrom', '*', 'secretRef'] },
    { ...secret, at: [list, '*', 'env', '*', 'valueFrom', 'secretKeyRef'], keys: variable },
  ]),
  { ...configMap, at: ['volumes', '*', 'configMap'], keys: items, isVolume: true },
  { ...configMap, at: ['volumes', '*', 'projected', 'sources', '*', 'configMap'], keys: items },
  { ...secret, at: ['volumes', '*', 'secret'], name: ['secretName'], keys: items, isVolume: true },
  { ...secret, at: ['volumes', '*', 'projected', 'sources', '*', 'secret'], keys: items },
  { ...secret, at: ['imagePullSecrets', '*'] },
  { role: 'service account', group: '', kind: 'ServiceAccount', at: ['serviceAccountName'], name: [] },
  {
    // The former name of the field.
    role: 'service account',
    group: '',
    kind: 'ServiceAccount',
    at: [],
    name: ['serviceAccount'],
    unless: ['serviceAccountName'],
  },
  { role: 'subdomain', at: ['subdomain'], name: [], ...service },
  classAt('scheduling.k8s.io', 'PriorityClass', 'priorityClassName'),
  classAt('node.k8s.io', 'RuntimeClass', 'runtimeClassName'),
  {
    role: 'volume claim',
    group: '',
    kind: 'PersistentVolumeClaim',
    at: ['volumes', '*', 'persistentVolumeClaim'],
    name: ['claimName'],
  },
  ...others.ofPods,
];
