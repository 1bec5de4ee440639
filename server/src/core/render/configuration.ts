import type { Node } from '../yaml/node.ts';
import { type FieldSpec, fieldSpec, fieldSpecsOf, mergeFieldSpecs, selectorOf } from './fieldSpec.ts';
import {
  commonAnnotationSpecs,
  commonLabelSpecs,
  imageSpecs,
  nameReferenceSpecs,
  namespaceSpecs,
  replicaSpecs,
  templateLabelSpecs,
  variableSpecs,
} from './fieldSpecs.ts';
import type { GroupVersionKind } from './identity.ts';
import { at, scalarTextAt } from './tree.ts';

/**
 * The fields that transformers change. Source: sigs.k8s.io/kustomize/api/internal/plugins/builtinconfig
 * TransformerConfig.
 */
export interface Configuration {
  readonly specs: Readonly<Record<SpecList, readonly FieldSpec[]>>;
  readonly nameReference: readonly NameReference[];
  /**
   * The fields that hold names, by the kind of the object that has the field. The empty string is the key of
   * fields of any kind.
   */
  readonly referrers: ReadonlyMap<string, readonly Referrer[]>;
  /**
   * Why there may be more fields than these: a configuration file is not read. Continues the sentence "unknown,
   * because …".
   */
  readonly lacks?: string;
}

/** A field that names an object of the target's kind. */
export interface Referrer {
  readonly target: Partial<GroupVersionKind>;
  readonly spec: FieldSpec;
}

export type SpecList = (typeof specLists)[number];

const specLists = [
  'namePrefix',
  'nameSuffix',
  'namespace',
  'commonLabels',
  'labels',
  'templateLabels',
  'commonAnnotations',
  'varReference',
  'images',
  'replicas',
] as const;

/** The fields of other objects that name objects of one kind. */
export interface NameReference {
  readonly target: Partial<GroupVersionKind>;
  readonly referrers: readonly FieldSpec[];
}

const nameSpec: readonly FieldSpec[] = [fieldSpec('metadata/name', false)];

export const defaultConfiguration: Configuration = configurationOf(
  {
    namePrefix: nameSpec,
    nameSuffix: nameSpec,
    namespace: fieldSpecsOf(namespaceSpecs),
    commonLabels: fieldSpecsOf(commonLabelSpecs),
    labels: [],
    templateLabels: fieldSpecsOf(templateLabelSpecs),
    commonAnnotations: fieldSpecsOf(commonAnnotationSpecs),
    varReference: fieldSpecsOf(variableSpecs),
    images: fieldSpecsOf(imageSpecs),
    replicas: fieldSpecsOf(replicaSpecs),
  },
  nameReferenceSpecs.map(([target, referrers]) => ({
    target: selectorOf(target),
    referrers: fieldSpecsOf(referrers),
  })),
);

function configurationOf(
  specs: Configuration['specs'],
  nameReference: readonly NameReference[],
  lacks?: string,
): Configuration {
  const all = nameReference.flatMap(({ target, referrers }) => referrers.map((spec) => ({ target, spec })));
  const referrers = Map.groupBy(all, ({ spec }) => spec.kind ?? '');
  return { specs, nameReference, referrers, ...(lacks === undefined ? {} : { lacks }) };
}

/** Returns the configuration with the entries of a configuration file added. */
export function withConfigurationFile(configuration: Configuration, root: Node): Configuration {
  const specs = { ...configuration.specs };
  for (const list of specLists) {
    specs[list] = mergeFieldSpecs(specs[list], listAt(root, list).map(fieldSpecOf)).specs;
  }
  const added = listAt(root, 'nameReference').map((node) => ({
    target: kindAt(node),
    referrers: listAt(node, 'fieldSpecs').map(fieldSpecOf),
  }));
  return configurationOf(specs, mergeReferences(configuration.nameReference, added), configuration.lacks);
}

export function mergeConfigurations(configuration: Configuration, other: Configuration): Configuration {
  if (other === configuration || other === defaultConfiguration) {
    return configuration;
  }
  if (configuration === defaultConfiguration) {
    return other;
  }
  const specs = { ...configuration.specs };
  for (const list of specLists) {
    specs[list] = mergeFieldSpecs(specs[list], other.specs[list]).specs;
  }
  const references = mergeReferences(configuration.nameReference, other.nameReference);
  return configurationOf(specs, references, configuration.lacks ?? other.lacks);
}

function mergeReferences(references: readonly NameReference[], others: readonly NameReference[]): NameReference[] {
  const merged = [...references];
  for (const other of others) {
    const known = merged.findIndex(
      ({ target }) =>
        target.group === other.target.group &&
        target.version === other.target.version &&
        target.kind === other.target.kind,
    );
    const before = merged[known];
    if (before === undefined) {
      merged.push(other);
    } else {
      merged[known] = { ...before, referrers: mergeFieldSpecs(before.referrers, other.referrers).specs };
    }
  }
  return merged;
}

export function fieldSpecOf(node: Node): FieldSpec {
  return fieldSpec(scalarTextAt(node, 'path'), scalarTextAt(node, 'create') === 'true', kindAt(node));
}

function kindAt(node: Node): Partial<GroupVersionKind> {
  const [group, version, kind] = [
    scalarTextAt(node, 'group'),
    scalarTextAt(node, 'version'),
    scalarTextAt(node, 'kind'),
  ];
  return { ...(group ? { group } : {}), ...(version ? { version } : {}), ...(kind ? { kind } : {}) };
}

export function listAt(node: Node | undefined, key: string): readonly Node[] {
  const found = at(node, key);
  return found?.type === 'sequence' ? found.items : [];
}
