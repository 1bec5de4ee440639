import type { Node } from '../yaml/node.ts';
import { type FieldSpec, fieldSpecsOf, mergeFieldSpecs, selectorOf } from './fieldSpec.ts';
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
import { at, textOf } from './tree.ts';

/** Where transformers write. Source: sigs.k8s.io/kustomize/api/internal/plugins/builtinconfig TransformerConfig. */
export interface Configuration {
  readonly specs: Readonly<Record<SpecList, readonly FieldSpec[]>>;
  readonly nameReference: readonly NameReference[];
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

/** Names of objects of one kind, wherever others state them. */
export interface NameReference {
  readonly target: Partial<GroupVersionKind>;
  readonly referrers: readonly FieldSpec[];
}

const nameSpec: readonly FieldSpec[] = [{ path: 'metadata/name', create: false }];

export const defaultConfiguration: Configuration = {
  specs: {
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
  nameReference: nameReferenceSpecs.map(([target, referrers]) => ({
    target: selectorOf(target),
    referrers: fieldSpecsOf(referrers),
  })),
};

/** A configuration file with what it adds to another configuration. */
export function withConfigurationFile(configuration: Configuration, root: Node): Configuration {
  const specs = { ...configuration.specs };
  for (const list of specLists) {
    specs[list] = mergeFieldSpecs(specs[list], listAt(root, list).map(fieldSpecOf)).specs;
  }
  const added = listAt(root, 'nameReference').map((node) => ({
    target: kindAt(node),
    referrers: listAt(node, 'fieldSpecs').map(fieldSpecOf),
  }));
  return { specs, nameReference: mergeReferences(configuration.nameReference, added) };
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
  return { specs, nameReference: mergeReferences(configuration.nameReference, other.nameReference) };
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
  return { ...kindAt(node), path: textOf(node, 'path'), create: textOf(node, 'create') === 'true' };
}

function kindAt(node: Node): Partial<GroupVersionKind> {
  const [group, version, kind] = [textOf(node, 'group'), textOf(node, 'version'), textOf(node, 'kind')];
  return { ...(group ? { group } : {}), ...(version ? { version } : {}), ...(kind ? { kind } : {}) };
}

export function listAt(node: Node | undefined, key: string): readonly Node[] {
  const found = at(node, key);
  return found?.type === 'sequence' ? found.items : [];
}
