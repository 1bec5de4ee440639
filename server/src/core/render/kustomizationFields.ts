import type { Mapping, Node, Pair } from '../yaml/node.ts';
import { resolveScalar } from '../yaml/scalar.ts';
import type { Fail } from './transformers.ts';
import { isNull } from './tree.ts';

/** The type of a field: a value, a list of values, or an object with fields. */
type Shape = 'string' | 'boolean' | 'integer' | 'anything' | 'strings' | 'strings by key' | Struct | readonly [Struct];

interface Struct {
  /** The name of the struct in Go, which kustomize's messages contain. */
  readonly name: string;
  readonly fields: Readonly<Record<string, Shape>>;
}

const kindFields = { group: 'string', version: 'string', kind: 'string' } as const;
const identityFields = { ...kindFields, name: 'string', namespace: 'string' } as const;

const fieldSpec: Struct = { name: 'FieldSpec', fields: { ...kindFields, path: 'string', create: 'boolean' } };
const selector: Struct = {
  name: 'Selector',
  fields: { ...identityFields, annotationSelector: 'string', labelSelector: 'string' },
};
const patch: Struct = {
  name: 'Patch',
  fields: {
    path: 'string',
    patch: 'string',
    target: selector,
    options: { name: 'PatchArgs', fields: { allowNameChange: 'boolean', allowKindChange: 'boolean' } },
  },
};
const image: Struct = {
  name: 'Image',
  fields: { name: 'string', newName: 'string', tagSuffix: 'string', newTag: 'string', digest: 'string' },
};
const fieldOptions: Struct = {
  name: 'FieldOptions',
  fields: { delimiter: 'string', index: 'integer', encoding: 'string', create: 'boolean' },
};
const generatorOptions: Struct = {
  name: 'GeneratorOptions',
  fields: {
    labels: 'strings by key',
    annotations: 'strings by key',
    disableNameSuffixHash: 'boolean',
    immutable: 'boolean',
  },
};
const generator = {
  namespace: 'string',
  name: 'string',
  behavior: 'string',
  literals: 'strings',
  files: 'strings',
  envs: 'strings',
  env: 'string',
  options: generatorOptions,
} as const;

/** Source: sigs.k8s.io/kustomize/api/types Kustomization, with the Go types of its fields. */
const kustomization: Struct = {
  name: 'Kustomization',
  fields: {
    apiVersion: 'string',
    kind: 'string',
    metadata: {
      name: 'ObjectMeta',
      fields: { name: 'string', namespace: 'string', labels: 'strings by key', annotations: 'strings by key' },
    },
    openapi: 'strings by key',
    namePrefix: 'string',
    nameSuffix: 'string',
    namespace: 'string',
    commonLabels: 'strings by key',
    labels: [
      {
        name: 'Label',
        fields: {
          pairs: 'strings by key',
          includeSelectors: 'boolean',
          includeTemplates: 'boolean',
          fields: [fieldSpec],
        },
      },
    ],
    commonAnnotations: 'strings by key',
    patchesStrategicMerge: 'strings',
    patchesJson6902: [patch],
    patches: [patch],
    images: [image],
    imageTags: [image],
    replacements: [
      {
        name: 'ReplacementField',
        fields: {
          path: 'string',
          sourceValue: 'string',
          source: { name: 'SourceSelector', fields: { ...identityFields, fieldPath: 'string', options: fieldOptions } },
          targets: [
            {
              name: 'TargetSelector',
              fields: { select: selector, reject: [selector], fieldPaths: 'strings', options: fieldOptions },
            },
          ],
        },
      },
    ],
    replicas: [{ name: 'Replica', fields: { name: 'string', count: 'integer' } }],
    vars: [
      {
        name: 'Var',
        fields: {
          name: 'string',
          objref: { name: 'Target', fields: { ...identityFields, apiVersion: 'string' } },
          fieldref: { name: 'FieldSelector', fields: { fieldPath: 'string' } },
        },
      },
    ],
    sortOptions: {
      name: 'SortOptions',
      fields: {
        order: 'string',
        legacySortOptions: { name: 'LegacySortOptions', fields: { orderFirst: 'strings', orderLast: 'strings' } },
      },
    },
    resources: 'strings',
    components: 'strings',
    crds: 'strings',
    bases: 'strings',
    configMapGenerator: [{ name: 'ConfigMapArgs', fields: generator }],
    secretGenerator: [{ name: 'SecretArgs', fields: { ...generator, type: 'string' } }],
    helmGlobals: { name: 'HelmGlobals', fields: { chartHome: 'string', configHome: 'string' } },
    helmCharts: [
      {
        name: 'HelmChart',
        fields: {
          name: 'string',
          version: 'string',
          repo: 'string',
          releaseName: 'string',
          namespace: 'string',
          additionalValuesFiles: 'strings',
          valuesFile: 'string',
          valuesInline: 'anything',
          valuesMerge: 'string',
          includeCRDs: 'boolean',
          skipHooks: 'boolean',
          apiVersions: 'strings',
          kubeVersion: 'string',
          nameTemplate: 'string',
          skipTests: 'boolean',
          debug: 'boolean',
          devel: 'boolean',
        },
      },
    ],
    helmChartInflationGenerator: [
      {
        name: 'HelmChartArgs',
        fields: {
          chartName: 'string',
          chartVersion: 'string',
          chartRepoUrl: 'string',
          chartHome: 'string',
          chartRepoName: 'string',
          helmBin: 'string',
          helmHome: 'string',
          values: 'string',
          valuesLocal: 'anything',
          valuesMerge: 'string',
          releaseName: 'string',
          releaseNamespace: 'string',
          extraArgs: 'strings',
        },
      },
    ],
    generatorOptions,
    configurations: 'strings',
    generators: 'strings',
    transformers: 'strings',
    validators: 'strings',
    buildMetadata: 'strings',
  },
};

/**
 * Returns a kustomization with the fields that kustomize accepts, under kustomize's names. A field that
 * kustomize does not accept is reported and left out, so that the rest can be rendered.
 */
export function withKnownFields(root: Mapping, fail: Fail): Mapping {
  return fitted(root, kustomization, '', fail);
}

/** The messages are the messages of encoding/json, which contain the struct and the path of the field. */
function fitted(mapping: Mapping, struct: Struct, path: string, fail: Fail): Mapping {
  const { fields } = struct;
  let changed = false;
  const pairs: Pair[] = [];
  for (const pair of mapping.pairs) {
    // encoding/json matches the name of a field in any case, but only if no field matches exactly.
    const name = Object.hasOwn(fields, pair.key.text) ? pair.key.text : fieldByCase(fields, pair.key.text);
    if (name === undefined) {
      fail(pair.key, `invalid Kustomization: json: unknown field "${pair.key.text}"`);
    }
    const known = name === undefined || isNull(pair.value) ? undefined : pair.value;
    const below = path === '' ? name! : `${path}.${name}`;
    const value = known && ofShape(known, fields[name!]!, `${struct.name}.${below}`, below, fail);
    if (value === undefined) {
      changed = true;
    } else if (value === pair.value && name === pair.key.text) {
      pairs.push(pair);
    } else {
      changed = true;
      const key = name === pair.key.text ? pair.key : { ...pair.key, text: name! };
      pairs.push({ ...pair, key, value });
    }
  }
  return changed ? { ...mapping, pairs } : mapping;
}

function fieldByCase(fields: Struct['fields'], written: string): string | undefined {
  const lower = written.toLowerCase();
  return Object.keys(fields).find((name) => name.toLowerCase() === lower);
}

/** @param field as messages name it. */
function ofShape(node: Node, shape: Shape, field: string, path: string, fail: Fail): Node | undefined {
  const wrong = (each: Node, type: string) => {
    fail(
      each,
      `invalid Kustomization: json: cannot unmarshal ${jsonType(each)} into Go struct field ${field} of type ${type}`,
    );
    return undefined;
  };
  if (typeof shape === 'object') {
    const isList = isListShape(shape);
    const struct = isList ? shape[0] : shape;
    const type = `types.${struct.name}`;
    if (!isList) {
      return node.type === 'mapping' ? fitted(node, struct, path, fail) : wrong(node, type);
    }
    return node.type === 'sequence'
      ? items(node, (item) => (item.type === 'mapping' ? fitted(item, struct, path, fail) : wrong(item, type)))
      : wrong(node, `[]${type}`);
  }
  switch (shape) {
    case 'string':
      return isOf(node, 'string') ? node : wrong(node, 'string');
    case 'boolean':
      return isOf(node, 'boolean') ? node : wrong(node, 'bool');
    case 'integer':
      return isOf(node, 'integer') ? node : wrong(node, 'int');
    case 'strings':
      return node.type === 'sequence'
        ? items(node, (item) => (isOf(item, 'string') ? item : wrong(item, 'string')))
        : wrong(node, '[]string');
    case 'strings by key':
      return node.type === 'mapping'
        ? stringsByKey(node, (value) => wrong(value, 'string'))
        : wrong(node, 'map[string]string');
    default:
      return node;
  }
}

function isListShape(shape: Struct | readonly [Struct]): shape is readonly [Struct] {
  return Array.isArray(shape);
}

function items(node: Extract<Node, { type: 'sequence' }>, change: (item: Node) => Node | undefined): Node {
  const kept = node.items.flatMap((item) => (isNull(item) ? [] : (change(item) ?? [])));
  return kept.length === node.items.length && kept.every((item, index) => item === node.items[index])
    ? node
    : { ...node, items: kept };
}

function stringsByKey(mapping: Mapping, wrong: (value: Node) => undefined): Mapping {
  const pairs = mapping.pairs.flatMap((pair): readonly Pair[] => {
    if (isNull(pair.value)) {
      return [{ ...pair, value: { ...pair.value, text: '', style: 'double' } as Node }];
    }
    return isOf(pair.value, 'string') ? [pair] : (wrong(pair.value) ?? []);
  });
  return { ...mapping, pairs };
}

function isOf(node: Node, type: 'string' | 'boolean' | 'integer'): boolean {
  return node.type === 'scalar' && resolveScalar(node, 'kubectl').type === type;
}

function jsonType(node: Node): string {
  if (node.type === 'sequence' || node.type === 'mapping') {
    return node.type === 'sequence' ? 'array' : 'object';
  }
  const type = node.type === 'scalar' ? resolveScalar(node, 'kubectl').type : 'null';
  return type === 'boolean' ? 'bool' : type === 'integer' || type === 'float' ? 'number' : type;
}
