import type { DataKey, DataKeys } from '../model/resource.ts';
import type { Written } from '../model/written.ts';
import { none, orNone } from '../text/emptyList.ts';
import { deref, get } from '../yaml/access.ts';
import type { Mapping, Node } from '../yaml/node.ts';
import { keysAt } from './data.ts';
import type { FieldPath } from './referenceRules.ts';
import { visit } from './references.ts';
import { textAt, writtenOf } from './written.ts';

/** A Secret or a ConfigMap that a controller makes of an object, with the fields that state its name and its keys. */
interface MakerRule {
  readonly groups: readonly string[];
  readonly kind: string;
  readonly makes: 'Secret' | 'ConfigMap';
  /** The nodes that describe one object each. Absent if the object itself makes one. */
  readonly at?: FieldPath;
  /** The fields with its name, of which the first stated one counts. Without one it has the name of its maker. */
  readonly names?: readonly FieldPath[];
  /** Keys that it always has. */
  readonly keys?: readonly string[];
  /** Keys that it has if a field is stated. */
  readonly keysIf?: readonly { readonly field: FieldPath; readonly keys: readonly string[] }[];
  /** Fields whose values are keys. */
  readonly values?: readonly FieldPath[];
  /** Fields with maps that have its keys. */
  readonly maps?: readonly FieldPath[];
  /** A map whose keys are all keys, unless another field has the value `Merge`. */
  readonly template?: { readonly map: FieldPath; readonly policy: FieldPath };
  /** Fields that add keys which no manifest states. `true` if none of its keys is stated. */
  readonly open: readonly FieldPath[] | true;
  /** A field and those of its values with which the object already exists and only gets more keys. */
  readonly adds?: { readonly field: FieldPath; readonly values: readonly string[] };
}

/** Source: external-secrets.io/latest/api/spec ExternalSecretSpec, ExternalSecretTarget, ExternalSecretTemplate. */
const externalSecret = (at: readonly string[]) => ({
  values: [[...at, 'data', '*', 'secretKey']],
  template: {
    map: [...at, 'target', 'template', 'data'],
    policy: [...at, 'target', 'template', 'mergePolicy'],
  },
  open: [
    [...at, 'dataFrom'],
    [...at, 'target', 'template', 'templateFrom'],
  ],
  adds: { field: [...at, 'target', 'creationPolicy'], values: ['Merge', 'None'] },
});

const makers: readonly MakerRule[] = [
  {
    groups: ['external-secrets.io'],
    kind: 'ExternalSecret',
    makes: 'Secret',
    names: [['spec', 'target', 'name']],
    ...externalSecret(['spec']),
  },
  {
    groups: ['external-secrets.io'],
    kind: 'ClusterExternalSecret',
    makes: 'Secret',
    names: [
      ['spec', 'externalSecretSpec', 'target', 'name'],
      ['spec', 'externalSecretName'],
    ],
    ...externalSecret(['spec', 'externalSecretSpec']),
  },
  // Source: github.com/external-secrets/kubernetes-external-secrets, the predecessor.
  {
    groups: ['kubernetes-client.io'],
    kind: 'ExternalSecret',
    makes: 'Secret',
    values: [['spec', 'data', '*', 'name']],
    open: [
      ['spec', 'dataFrom'],
      ['spec', 'dataFromWithOptions'],
      ['spec', 'template'],
    ],
  },
  // Source: github.com/bitnami-labs/sealed-secrets pkg/apis/sealedsecrets/v1alpha1 SealedSecretSpec, Unseal.
  {
    groups: ['bitnami.com'],
    kind: 'SealedSecret',
    makes: 'Secret',
    maps: [
      ['spec', 'encryptedData'],
      ['spec', 'template', 'data'],
    ],
    open: [['spec', 'data']],
  },
  // Source: cert-manager.io/docs/usage/certificate, pkg/apis/certmanager/v1 CertificateSpec, pkg/apis/meta/v1.
  {
    groups: ['cert-manager.io', 'certmanager.k8s.io'],
    kind: 'Certificate',
    makes: 'Secret',
    names: [['spec', 'secretName']],
    keys: ['tls.crt', 'tls.key', 'ca.crt'],
    keysIf: [
      { field: ['spec', 'additionalOutputFormats'], keys: ['tls-combined.pem', 'key.der'] },
      { field: ['spec', 'keystores', 'jks'], keys: ['keystore.jks', 'truststore.jks'] },
      { field: ['spec', 'keystores', 'pkcs12'], keys: ['keystore.p12', 'truststore.p12'] },
    ],
    open: [],
  },
  // Source: cert-manager.io/docs/trust/trust-manager, pkg/apis/trust/v1alpha1 BundleTarget.
  {
    groups: ['trust.cert-manager.io'],
    kind: 'Bundle',
    makes: 'ConfigMap',
    values: [['spec', 'target', 'configMap', 'key']],
    open: [['spec', 'target', 'additionalFormats']],
  },
  // Source: github.com/isindir/sops-secrets-operator api/v1alpha3 SopsSecretTemplate.
  {
    groups: ['isindir.github.com'],
    kind: 'SopsSecret',
    makes: 'Secret',
    at: ['spec', 'secretTemplates', '*'],
    names: [['name']],
    maps: [['stringData'], ['data']],
    open: [],
  },
  // Source: secrets-store-csi-driver.sigs.k8s.io, Sync as Kubernetes Secret.
  {
    groups: ['secrets-store.csi.x-k8s.io'],
    kind: 'SecretProviderClass',
    makes: 'Secret',
    at: ['spec', 'secretObjects', '*'],
    names: [['secretName']],
    values: [['data', '*', 'key']],
    open: [],
  },
  // Source: developer.hashicorp.com, Vault Secrets Operator, Destination.
  ...['VaultStaticSecret', 'VaultDynamicSecret', 'VaultPKISecret', 'HCPVaultSecretsApp'].map(
    (kind): MakerRule => ({
      groups: ['secrets.hashicorp.com'],
      kind,
      makes: 'Secret',
      names: [['spec', 'destination', 'name']],
      open: true,
    }),
  ),
  // Source: developer.1password.com/docs/k8s/operator; github.com/ricoberger/vault-secrets-operator;
  // docs.doppler.com/docs/kubernetes-operator; infisical.com/docs/integrations/platforms/kubernetes;
  // github.com/redhat-cop/vault-config-operator api/v1alpha1 VaultSecret.
  { groups: ['onepassword.com'], kind: 'OnePasswordItem', makes: 'Secret', open: true },
  { groups: ['ricoberger.de'], kind: 'VaultSecret', makes: 'Secret', open: true },
  {
    groups: ['secrets.doppler.com'],
    kind: 'DopplerSecret',
    makes: 'Secret',
    names: [['spec', 'managedSecret', 'name']],
    open: true,
  },
  {
    groups: ['secrets.infisical.com'],
    kind: 'InfisicalSecret',
    makes: 'Secret',
    names: [['spec', 'managedSecretReference', 'secretName']],
    open: true,
  },
  {
    groups: ['redhatcop.redhat.io'],
    kind: 'VaultSecret',
    makes: 'Secret',
    names: [['spec', 'output', 'name']],
    maps: [['spec', 'output', 'stringData']],
    open: [],
  },
];

/** An object that a controller makes. */
export interface Made {
  /** `Service` for a host that a mesh adds to those of the cluster, and `Subset` for the subsets of a host. */
  readonly kind: 'Secret' | 'ConfigMap' | 'Service' | 'Subset';
  readonly name: Written;
  /** Absent if it is in the namespace of its maker. */
  readonly namespace?: Written;
  readonly data?: DataKeys;
}

/** Whether all Secrets and ConfigMaps that the controller of a kind makes are known. */
export function isMaker(group: string, kind: string): boolean {
  return makers.some((each) => each.kind === kind && each.groups.includes(group));
}

/** The Secrets and ConfigMaps that a controller makes of an object. */
export function madeOf(root: Mapping, group: string, kind: string): readonly Made[] {
  const rule = group === '' ? undefined : makers.find((each) => each.kind === kind && each.groups.includes(group));
  if (!rule) {
    return none;
  }
  const found: Made[] = [];
  visit(root, rule.at ?? [], [], (node) => {
    const stated = (rule.names ?? none).map((field) => textAt(node, ...field)).find((each) => each?.value);
    const name = stated ?? (rule.at ? undefined : textAt(root, 'metadata', 'name'));
    if (name && name.value !== '' && name.type !== 'placeholder') {
      found.push({ kind: rule.makes, name, data: dataOf(node, name, kind, rule) });
    }
  });
  return orNone(found);
}

function dataOf(node: Node, name: Written, kind: string, rule: MakerRule): DataKeys {
  const { keys, keysIf, values, maps, template, open, adds } = rule;
  const fixed = [
    ...(keys ?? none),
    ...(keysIf ?? none).flatMap((each) => (get(node, ...each.field) ? each.keys : none)),
  ];
  const fromTemplate = keysAt(template && get(node, ...template.map));
  const isReplaced = template && fromTemplate.length > 0 && textAt(node, ...template.policy)?.value !== 'Merge';
  const found: DataKey[] = [
    ...fixed.map((value): DataKey => ({ ...name, value, type: 'string', quoted: false, derived: true })),
    ...(maps ?? none).flatMap((field) => keysAt(get(node, ...field))),
    ...fromTemplate,
  ];
  for (const field of isReplaced ? none : (values ?? none)) {
    visit(node, field, [], (value) => found.push(writtenOf(value)));
  }
  const policy = adds && textAt(node, ...adds.field)?.value;
  const isOpen =
    open === true ||
    found.length === 0 ||
    open.some((field) => isStated(get(node, ...field))) ||
    found.some(({ type }) => type !== 'string') ||
    (policy !== undefined && adds!.values.includes(policy));
  const what = `the ${kind} does not state all keys of ${rule.makes} "${name.value}"`;
  return { keys: orNone(found), ...(isOpen ? { open: what } : {}) };
}

function isStated(node: Node | undefined): boolean {
  const value = deref(node);
  return value !== undefined && !(value.type === 'sequence' && value.items.length === 0) && !isNull(value);
}

function isNull(value: Exclude<Node, { readonly type: 'alias' }>): boolean {
  return value.type === 'scalar' && writtenOf(value).type === 'null';
}
