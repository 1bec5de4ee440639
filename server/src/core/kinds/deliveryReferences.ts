import type { FieldPath, ReferenceRule, ReferencesOfKind, StatedOr } from './referenceRules.ts';

/** An object that a controller needs. The path of the name is relative to `at`. */
export const needed = (
  group: string,
  kind: string | StatedOr,
  at: FieldPath,
  name: FieldPath = ['name'],
  more: Partial<ReferenceRule> = {},
): ReferenceRule => ({ role: 'controller object', group, kind, at, name, ...more });

const fluxSource = 'source.toolkit.fluxcd.io';
const inNamespace = { namespace: ['namespace'] } as const;

/** Without a namespace a source is in the namespace of the object. Source: fluxcd.io, CrossNamespaceSourceReference. */
const fluxSourceAt = (at: FieldPath, defaultKind?: string): ReferenceRule =>
  needed(
    fluxSource,
    { field: ['kind'], ...(defaultKind === undefined ? {} : { default: defaultKind }) },
    at,
    ['name'],
    inNamespace,
  );

/** Values, substitutes and keys of Flux. They may be optional. */
const fluxValues = (at: FieldPath): ReferenceRule =>
  needed('', { field: ['kind'] }, at, ['name'], { kinds: ['ConfigMap', 'Secret'], optional: ['optional'] });

const fluxSecret = (...at: readonly string[]): ReferenceRule => needed('', 'Secret', at, ['name']);

/**
 * Source: github.com/fluxcd/kustomize-controller/api/v1 KustomizationSpec, helm-controller/api/v2 HelmReleaseSpec,
 * source-controller/api/v1, notification-controller/api/v1beta3 AlertSpec, image-reflector-controller/api
 * ImagePolicySpec, image-automation-controller/api ImageUpdateAutomationSpec.
 */
const ofFlux: readonly ReferencesOfKind[] = [
  {
    groups: ['kustomize.toolkit.fluxcd.io'],
    kind: 'Kustomization',
    namesMore: true,
    references: [
      fluxSourceAt(['spec', 'sourceRef']),
      needed('kustomize.toolkit.fluxcd.io', 'Kustomization', ['spec', 'dependsOn', '*'], ['name'], inNamespace),
      fluxValues(['spec', 'postBuild', 'substituteFrom', '*']),
      fluxSecret('spec', 'decryption', 'secretRef'),
      fluxSecret('spec', 'kubeConfig', 'secretRef'),
    ],
  },
  {
    groups: ['helm.toolkit.fluxcd.io'],
    kind: 'HelmRelease',
    namesMore: true,
    references: [
      fluxSourceAt(['spec', 'chart', 'spec', 'sourceRef']),
      fluxSourceAt(['spec', 'chartRef']),
      needed('helm.toolkit.fluxcd.io', 'HelmRelease', ['spec', 'dependsOn', '*'], ['name'], inNamespace),
      fluxValues(['spec', 'valuesFrom', '*']),
      fluxSecret('spec', 'kubeConfig', 'secretRef'),
    ],
  },
  { groups: [fluxSource], kind: 'HelmChart', references: [fluxSourceAt(['spec', 'sourceRef'])] },
  ...['GitRepository', 'HelmRepository', 'OCIRepository', 'Bucket'].map((kind) => ({
    groups: [fluxSource],
    kind,
    references: [fluxSecret('spec', 'secretRef'), fluxSecret('spec', 'certSecretRef')],
  })),
  {
    groups: ['notification.toolkit.fluxcd.io'],
    kind: 'Alert',
    references: [needed('notification.toolkit.fluxcd.io', 'Provider', ['spec', 'providerRef'])],
  },
  {
    groups: ['image.toolkit.fluxcd.io'],
    kind: 'ImagePolicy',
    references: [
      needed('image.toolkit.fluxcd.io', 'ImageRepository', ['spec', 'imageRepositoryRef'], ['name'], inNamespace),
    ],
  },
  {
    groups: ['image.toolkit.fluxcd.io'],
    kind: 'ImageUpdateAutomation',
    references: [fluxSourceAt(['spec', 'sourceRef'], 'GitRepository')],
  },
];

/** Source: github.com/argoproj/argo-cd pkg/apis/application/v1alpha1 ApplicationSpec, ApplicationSetTemplate. */
const ofArgo: readonly ReferencesOfKind[] = [
  { kind: 'Application', at: ['spec'] },
  { kind: 'ApplicationSet', at: ['spec', 'template', 'spec'] },
].map(({ kind, at }) => ({
  groups: ['argoproj.io'],
  kind,
  namesMore: true,
  references: [needed('argoproj.io', 'AppProject', [...at, 'project'], [])],
}));

/** Kinds of tools that deploy what is in repositories. */
export const deliveryReferences: readonly ReferencesOfKind[] = [...ofFlux, ...ofArgo];
