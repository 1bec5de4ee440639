import { parseVersion } from '../template/library/semver.ts';
import { floatText } from '../template/numberText.ts';
import type { Origin, SourceText } from '../template/origin.ts';
import { Text } from '../template/text.ts';
import { bool, type Entry, list, map, type Struct, struct, type Value } from '../template/value.ts';
import { deref, pairsOf } from '../yaml/access.ts';
import type { Mapping, Node } from '../yaml/node.ts';
import { resolveKey, resolveScalar } from '../yaml/scalar.ts';
import { fieldOf, isNull } from './fields.ts';

/** `Chart.yaml`, with the dependencies of `requirements.yaml`. Source: helm pkg/chart Metadata. */
export interface Metadata {
  readonly name: string;
  readonly version: string;
  readonly apiVersion: string;
  readonly type: string;
  readonly kubeVersion: string;
  readonly dependencies: readonly Dependency[];
  /** The fields as templates see them, by the names of Go. */
  readonly fields: ReadonlyMap<string, Value>;
}

export interface Dependency {
  readonly name: string;
  readonly version: string;
  readonly repository: string;
  readonly condition: string;
  readonly tags: readonly string[];
  readonly alias: string;
  readonly importValues: readonly ImportValue[];
  /** The place of its name. */
  readonly origin: Origin;
}

/** What a parent chart takes over from the values of a dependency: an export, or one table into another. */
export type ImportValue = string | { readonly child: string; readonly parent: string };

/** Names of Chart.yaml and of Go. */
const textFields: readonly (readonly [string, string])[] = [
  ['name', 'Name'],
  ['home', 'Home'],
  ['version', 'Version'],
  ['description', 'Description'],
  ['icon', 'Icon'],
  ['apiVersion', 'APIVersion'],
  ['condition', 'Condition'],
  ['tags', 'Tags'],
  ['appVersion', 'AppVersion'],
  ['kubeVersion', 'KubeVersion'],
  ['type', 'Type'],
];

/**
 * Reads Chart.yaml.
 *
 * @param requirements the tree of `requirements.yaml`, whose dependencies replace those of Chart.yaml
 * @returns the text of Helm's error if it refuses the chart
 */
export function readMetadata(
  root: Node | undefined,
  source: SourceText,
  requirements: { readonly root: Node | undefined; readonly source: SourceText } | undefined,
): Metadata | string {
  const reader = new FieldReader(source);
  const chart = reader.mapping(root, 'Chart.yaml');
  const fields = new Map<string, Value>();
  for (const [key, name] of textFields) {
    fields.set(name, reader.text(chart, key));
  }
  const text = (name: string) => (fields.get(name) as Text).text;
  fields.set('Sources', reader.texts(chart, 'sources'));
  fields.set('Keywords', reader.texts(chart, 'keywords'));
  fields.set('Maintainers', reader.structs(chart, 'maintainers', '*chart.Maintainer', maintainerFields));
  fields.set('Annotations', reader.textMap(chart, 'annotations'));
  fields.set('Deprecated', bool(reader.isTrue(chart, 'deprecated')));
  if (text('APIVersion') === '') {
    fields.set('APIVersion', Text.of('v1'));
  }
  const listed = requirements && new FieldReader(requirements.source);
  const own = reader.dependencies(chart);
  const other = listed?.mapping(requirements?.root, 'requirements.yaml');
  const dependencies = listed && fieldOf(other, 'dependencies') !== undefined ? listed.dependencies(other) : own;
  fields.set('Dependencies', list(dependencies.map(dependencyStruct), '[]*chart.Dependency'));
  const problem = reader.problem ?? listed?.problem ?? invalid(text, dependencies);
  if (problem !== undefined) {
    return problem;
  }
  return {
    name: text('Name'),
    version: text('Version'),
    apiVersion: text('APIVersion'),
    type: text('Type'),
    kubeVersion: text('KubeVersion'),
    dependencies,
    fields,
  };
}

const maintainerFields: readonly (readonly [string, string])[] = [
  ['name', 'Name'],
  ['email', 'Email'],
  ['url', 'URL'],
];

function dependencyStruct(dependency: Dependency): Struct {
  const { name, version, repository, condition, alias, tags, origin } = dependency;
  return struct('*chart.Dependency', [
    ['Name', Text.of(name, origin)],
    ['Version', Text.of(version, origin)],
    ['Repository', Text.of(repository, origin)],
    ['Condition', Text.of(condition, origin)],
    [
      'Tags',
      list(
        tags.map((tag) => Text.of(tag, origin)),
        '[]string',
      ),
    ],
    ['Enabled', bool(true)],
    ['Alias', Text.of(alias, origin)],
  ]);
}

/** Source: Metadata.Validate, Dependency.Validate. */
function invalid(text: (name: string) => string, dependencies: readonly Dependency[]): string | undefined {
  const name = text('Name');
  const version = text('Version');
  if (name === '') {
    return 'validation: chart.metadata.name is required';
  }
  if (name === '.' || name === '..' || name.includes('/')) {
    return `validation: chart.metadata.name ${JSON.stringify(name)} is invalid`;
  }
  if (version === '') {
    return 'validation: chart.metadata.version is required';
  }
  if (typeof parseVersion(version) === 'string') {
    return `validation: chart.metadata.version ${JSON.stringify(version)} is invalid`;
  }
  if (!['', 'application', 'library'].includes(text('Type'))) {
    return 'validation: chart.metadata.type must be application or library';
  }
  const names = new Set<string>();
  for (const { name: dependency, alias } of dependencies) {
    if (alias !== '' && !/^[a-zA-Z0-9_-]+$/.test(alias)) {
      return `validation: dependency ${JSON.stringify(dependency)} has disallowed characters in the alias`;
    }
    const key = alias || dependency;
    if (names.has(key)) {
      return `validation: more than one dependency with name or alias ${JSON.stringify(key)}`;
    }
    names.add(key);
  }
  return undefined;
}

/** Source: Metadata.Validate sanitizeString: space for any white space, and no control characters. */
function sanitized(text: string): string {
  return text.replace(/\s/g, ' ').replace(/[\0-\x1f\x7f-\x9f]/g, '');
}

/** Decodes into the types of Go, and keeps the first error. */
class FieldReader {
  problem: string | undefined;
  readonly #source: SourceText;

  constructor(source: SourceText) {
    this.#source = source;
  }

  #fail(key: string, wanted: string): void {
    this.problem ??= `cannot load ${this.#source.path}: ${key} is not ${wanted}`;
  }

  #origin({ start, end }: Node, name: string): Origin {
    return { sort: 'given', source: this.#source, start, end, name: `Chart.${name}` };
  }

  mapping(node: Node | undefined, key: string): Mapping | undefined {
    const target = deref(node);
    if (target === undefined || target.type === 'mapping') {
      return target as Mapping | undefined;
    }
    if (!isNull(target)) {
      this.#fail(key, 'a map');
    }
    return undefined;
  }

  /** The text of a scalar. Numbers and booleans become text, as sigs.k8s.io/yaml makes them where Go has a string. */
  #scalar(node: Node | undefined, key: string): string {
    const target = deref(node);
    if (target === undefined) {
      return '';
    }
    if (target.type !== 'scalar') {
      this.#fail(key, 'a string');
      return '';
    }
    const { type, value } = resolveScalar(target, 'kubectl');
    return type === 'null' ? '' : type === 'float' ? floatText(Number(value), 'g', -1) : value;
  }

  text(mapping: Mapping | undefined, key: string): Text {
    const node = fieldOf(mapping, key);
    return node === undefined
      ? Text.of('', { sort: 'given', source: this.#source, start: 0, end: 0, name: `Chart.${key}` })
      : Text.of(sanitized(this.#scalar(node, key)), this.#origin(node, key));
  }

  isTrue(mapping: Mapping | undefined, key: string): boolean {
    const node = fieldOf(mapping, key);
    if (node?.type !== 'scalar') {
      if (node !== undefined) {
        this.#fail(key, 'true or false');
      }
      return false;
    }
    const { type, value } = resolveScalar(node, 'kubectl');
    if (type !== 'boolean' && type !== 'null') {
      this.#fail(key, 'true or false');
    }
    return type === 'boolean' && value === 'true';
  }

  items(mapping: Mapping | undefined, key: string): readonly Node[] {
    const node = fieldOf(mapping, key);
    if (node !== undefined && node.type !== 'sequence' && !isNull(node)) {
      this.#fail(key, 'a list');
    }
    return node?.type === 'sequence' ? node.items : [];
  }

  texts(mapping: Mapping | undefined, key: string): Value {
    const items = this.items(mapping, key).map((item) => Text.of(this.#scalar(item, key), this.#origin(item, key)));
    return list(items, '[]string');
  }

  structs(
    mapping: Mapping | undefined,
    key: string,
    type: string,
    names: readonly (readonly [string, string])[],
  ): Value {
    const items = this.items(mapping, key).map((item) => {
      const fields = this.mapping(item, key);
      return struct(
        type,
        names.map(([each, name]) => [name, this.text(fields, each)] as const),
      );
    });
    return list(items, `[]${type}`);
  }

  textMap(mapping: Mapping | undefined, key: string): Value {
    const entries = new Map<string, Entry>();
    const node = this.mapping(fieldOf(mapping, key), key);
    for (const { pair } of node === undefined ? [] : pairsOf(node)) {
      const name = resolveKey(pair.key, 'kubectl').value;
      entries.set(name, {
        value: Text.of(this.#scalar(pair.value, `${key}.${name}`), this.#origin(pair.value, `${key}.${name}`)),
      });
    }
    return map(entries, 'map[string]string');
  }

  dependencies(mapping: Mapping | undefined): Dependency[] {
    return this.items(mapping, 'dependencies').map((item): Dependency => {
      const fields = this.mapping(item, 'dependencies');
      const text = (key: string) => sanitized(this.#scalar(fieldOf(fields, key), key));
      if (fields === undefined) {
        this.problem ??= 'validation: dependencies must not contain empty or null nodes';
      }
      return {
        name: text('name'),
        version: text('version'),
        repository: text('repository'),
        condition: text('condition'),
        tags: this.items(fields, 'tags').map((tag) => sanitized(this.#scalar(tag, 'tags'))),
        alias: text('alias'),
        importValues: this.items(fields, 'import-values').flatMap((each) => this.#importValue(each)),
        origin: this.#origin(fieldOf(fields, 'name') ?? item, 'dependencies'),
      };
    });
  }

  #importValue(item: Node): ImportValue[] {
    const node = deref(item);
    if (node?.type === 'mapping') {
      return [
        {
          child: this.#scalar(fieldOf(node, 'child'), 'child') || '<nil>',
          parent: this.#scalar(fieldOf(node, 'parent'), 'parent') || '<nil>',
        },
      ];
    }
    return node?.type === 'scalar' && resolveScalar(node, 'kubectl').type === 'string' ? [node.text] : [];
  }
}
