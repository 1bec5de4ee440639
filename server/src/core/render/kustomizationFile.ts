import type { DocumentFacts } from '../model/document.ts';
import type { Mapping, Node } from '../yaml/node.ts';
import { resolveScalar } from '../yaml/scalar.ts';
import { listAt } from './configuration.ts';
import { readAsJson } from './jsonPatch.ts';
import type { RenderDocument, RenderSource } from './source.ts';
import type { Fail } from './transformers.ts';
import { at, isNull, textOf, withoutAliases } from './tree.ts';

/** Source: sigs.k8s.io/kustomize/api/konfig RecognizedKustomizationFileNames. */
const fileNames = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'] as const;

/** A kustomization file as kustomize reads it: no aliases, and only values that it takes. */
export interface KustomizationTree {
  readonly document: DocumentFacts;
  readonly root: Mapping;
  readonly isComponent: boolean;
}

/** What a directory holds of kustomization files; paths in the order in which kustomize looks for them. */
export function kustomizationFilesIn(directory: string, source: RenderSource): readonly RenderDocument[] {
  return fileNames.flatMap((name) => {
    const file = source.file(directory === '' ? name : `${directory}/${name}`);
    const document = file?.documents[0];
    return document === undefined ? [] : [document];
  });
}

/** Why a kustomization that is there cannot be read: git ignores its file, for one. Undefined where none is known. */
export function unreadKustomizationIn(directory: string, source: RenderSource): string | undefined {
  for (const name of fileNames) {
    const file = source.file(directory === '' ? name : `${directory}/${name}`);
    if (file?.unread !== undefined) {
      return file.unread;
    }
  }
  return undefined;
}

/** Source: sigs.k8s.io/kustomize/api/types Kustomization, and what its fields are in Go. */
const fields: Readonly<Record<string, Shape>> = {
  apiVersion: 'string',
  kind: 'string',
  metadata: 'mapping',
  openapi: 'strings by key',
  namePrefix: 'string',
  nameSuffix: 'string',
  namespace: 'string',
  commonLabels: 'strings by key',
  labels: 'mappings',
  commonAnnotations: 'strings by key',
  patchesStrategicMerge: 'strings',
  patchesJson6902: 'mappings',
  patches: 'mappings',
  images: 'mappings',
  imageTags: 'mappings',
  replacements: 'mappings',
  replicas: 'mappings',
  vars: 'mappings',
  sortOptions: 'mapping',
  resources: 'strings',
  components: 'strings',
  crds: 'strings',
  bases: 'strings',
  configMapGenerator: 'mappings',
  secretGenerator: 'mappings',
  helmGlobals: 'mapping',
  helmCharts: 'mappings',
  helmChartInflationGenerator: 'mappings',
  generatorOptions: 'mapping',
  configurations: 'strings',
  generators: 'strings',
  transformers: 'strings',
  validators: 'strings',
  buildMetadata: 'strings',
};

type Shape = 'string' | 'strings' | 'strings by key' | 'mapping' | 'mappings';

/** What a document of a kustomization file says, with everything left out that kustomize would not take. */
export function kustomizationTree(document: RenderDocument, fail: Fail): KustomizationTree | undefined {
  const written = document.root && withoutAliases(document.root);
  if (written?.type !== 'mapping') {
    return undefined;
  }
  const plain = withKnownNames(readAsJson(written)) as Mapping;
  const pairs = plain.pairs.flatMap((pair) => {
    // encoding/json finds the field of a name in any case, but only where none is written exactly so.
    const name = pair.key.text in fields ? pair.key.text : fieldByCase(pair.key.text);
    const shape = name === undefined ? undefined : fields[name];
    if (shape === undefined) {
      fail(pair.key, `invalid Kustomization: json: unknown field "${pair.key.text}"`);
      return [];
    }
    if (isNull(pair.value)) {
      return [];
    }
    const value = ofShape(pair.value, shape, name!, fail);
    const key = name === pair.key.text ? pair.key : { ...pair.key, text: name! };
    return value === undefined ? [] : [{ ...pair, key, value }];
  });
  const root: Mapping = { ...plain, pairs };
  checkLabels(root, fail);
  const kind = textOf(root, 'kind');
  const apiVersion = textOf(root, 'apiVersion');
  const isComponent = kind === 'Component';
  if (!['', 'Kustomization', 'Component'].includes(kind)) {
    fail(at(root, 'kind')!, 'kind should be Kustomization or Component');
  }
  const version = isComponent ? 'kustomize.config.k8s.io/v1alpha1' : 'kustomize.config.k8s.io/v1beta1';
  if (apiVersion !== '' && apiVersion !== version) {
    fail(at(root, 'apiVersion')!, `apiVersion for ${kind || 'Kustomization'} should be ${version}`);
  }
  const says = plain.pairs.filter(({ key, value }) => !(key.text in fields && isNull(value)));
  if (says.every(({ key }) => key.text === 'kind' || key.text === 'apiVersion')) {
    fail(root, 'kustomization.yaml is empty');
  }
  return { document: document.facts, root, isComponent };
}

/** Names of fields below those of the kustomization that are not written in small letters alone. */
const nestedNames: ReadonlyMap<string, string> = new Map(
  (
    'fieldPath fieldPaths fieldSpecs includeSelectors includeTemplates labelSelector annotationSelector sourceValue ' +
    'allowNameChange allowKindChange apiVersion newName newTag tagSuffix disableNameSuffixHash'
  )
    .split(' ')
    .map((name) => [name.toLowerCase(), name]),
);

/** Maps whose keys are the user's own. */
const freeMaps: ReadonlySet<string> = new Set(['pairs', 'labels', 'annotations', 'commonLabels', 'commonAnnotations']);

/** Names of nested fields as kustomize writes them: encoding/json takes them in any case. */
function withKnownNames(node: Node): Node {
  if (node.type === 'sequence') {
    const items = node.items.map(withKnownNames);
    return items.every((item, index) => item === node.items[index]) ? node : { ...node, items };
  }
  if (node.type !== 'mapping') {
    return node;
  }
  const pairs = node.pairs.map((pair) => {
    const isFree = freeMaps.has(pair.key.text) && pair.value.type === 'mapping';
    const value = isFree ? pair.value : withKnownNames(pair.value);
    const name = nestedNames.get(pair.key.text.toLowerCase());
    const key = name === undefined || name === pair.key.text ? pair.key : { ...pair.key, text: name };
    return value === pair.value && key === pair.key ? pair : { ...pair, key, value };
  });
  return pairs.every((pair, index) => pair === node.pairs[index]) ? node : { ...node, pairs };
}

/** Labels and annotations have to be strings wherever a kustomization states them. */
function checkLabels(root: Mapping, fail: Fail): void {
  const maps = [
    ...listAt(root, 'labels').map((item) => ['labels.pairs', at(item, 'pairs')] as const),
    ...[at(root, 'generatorOptions'), ...generators(root).map((item) => at(item, 'options'))].flatMap((options) =>
      ['labels', 'annotations'].map((key) => [`options.${key}`, at(options, key)] as const),
    ),
  ];
  for (const [name, map] of maps) {
    for (const { value } of map?.type === 'mapping' ? map.pairs : []) {
      if (!isNull(value) && !isString(value)) {
        const type = jsonType(value);
        fail(
          value,
          `invalid Kustomization: json: cannot unmarshal ${type} into Go struct field ${name} of type string`,
        );
      }
    }
  }
}

function generators(root: Mapping): readonly Node[] {
  return [...listAt(root, 'configMapGenerator'), ...listAt(root, 'secretGenerator')];
}

function isString(node: Node): boolean {
  return node.type === 'scalar' && resolveScalar(node, 'kubectl').type === 'string';
}

function fieldByCase(written: string): string | undefined {
  return Object.keys(fields).find((name) => name.toLowerCase() === written.toLowerCase());
}

function ofShape(node: Node, shape: Shape, name: string, fail: Fail): Node | undefined {
  const wrong = (each: Node, type: string) => {
    fail(
      each,
      `invalid Kustomization: json: cannot unmarshal ${jsonType(each)} into Go struct field Kustomization.${name} of type ${type}`,
    );
    return undefined;
  };
  switch (shape) {
    case 'string':
      return isString(node) ? node : wrong(node, 'string');
    case 'mapping':
      return node.type === 'mapping' ? node : wrong(node, 'struct');
    case 'strings by key':
      if (node.type !== 'mapping') {
        return wrong(node, 'map[string]string');
      }
      return {
        ...node,
        pairs: node.pairs.flatMap((pair) => {
          if (isNull(pair.value)) {
            return [{ ...pair, value: { ...pair.value, text: '', style: 'double' } as Node }];
          }
          return isString(pair.value) ? [pair] : (wrong(pair.value, 'string') ?? []);
        }),
      };
    default: {
      if (node.type !== 'sequence') {
        return wrong(node, shape === 'strings' ? '[]string' : '[]struct');
      }
      const items = node.items.filter((item) => {
        const fits = shape === 'strings' ? isString(item) : item.type === 'mapping';
        if (!fits && !isNull(item)) {
          wrong(item, shape === 'strings' ? 'string' : 'struct');
        }
        return fits;
      });
      return { ...node, items };
    }
  }
}

function jsonType(node: Node): string {
  if (node.type === 'sequence' || node.type === 'mapping') {
    return node.type === 'sequence' ? 'array' : 'object';
  }
  const type = node.type === 'scalar' ? resolveScalar(node, 'kubectl').type : 'null';
  return type === 'boolean' ? 'bool' : type === 'integer' || type === 'float' ? 'number' : type;
}
