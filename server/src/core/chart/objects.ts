import { bytesOfText } from '../template/bytes.ts';
import type { Failure, TemplateFunction } from '../template/function.ts';
import { yamlText } from '../template/functions/helm.ts';
import { encodeBase64 } from '../template/library/baseEncoding.ts';
import { Text } from '../template/text.ts';
import { bool, bytes, type Entry, type GoMap, int, list, map, type Struct, type Value } from '../template/value.ts';
import { baseName } from '../text/path.ts';
import type { ChartFile } from './files.ts';
import { globTest } from './glob.ts';
import type { ChartInstance } from './instance.ts';

/** The release that a chart is rendered for. */
export interface Release {
  readonly name: string;
  readonly namespace: string;
}

/** `.Release` of a first installation. */
export function releaseObject({ name, namespace }: Release): GoMap {
  const given = (key: string, text: string): [string, Entry] => [key, { value: Text.given(text, `Release.${key}`) }];
  return map([
    given('Name', name),
    given('Namespace', namespace),
    given('Service', 'Helm'),
    ['IsUpgrade', { value: bool(false) }],
    ['IsInstall', { value: bool(true) }],
    ['Revision', { value: int(1) }],
  ]);
}

/** `.Chart` */
export function chartObject({ chart, name, parent }: ChartInstance): Struct {
  const { fields } = chart.metadata;
  const own = fields.get('Name');
  const isAlias = own?.kind === 'string' && own.text !== name;
  return {
    kind: 'struct',
    type: 'struct { chart.Metadata; IsRoot bool }',
    fields: new Map<string, Value>([
      ...fields,
      ...(isAlias ? [['Name', Text.given(name, 'Chart.Name')] as const] : []),
      ['IsRoot', bool(parent === undefined)],
    ]),
    methods: new Map(),
  };
}

/** `.Files`: a map of bytes with methods. */
export function filesObject(files: readonly ChartFile[]): GoMap {
  return filesMap(new Map(files.map((file) => [file.name, file])));
}

function filesMap(files: ReadonlyMap<string, ChartFile>): GoMap {
  const contentOf = (name: Value | undefined): Text => {
    const file = name?.kind === 'string' ? files.get(name.text) : undefined;
    return file === undefined ? Text.of('') : textOf(file);
  };
  const named = (call: (name: Value) => Value | Failure): TemplateFunction => ({
    parameters: ['string'],
    call: ([name]) => call(name!),
  });
  const joined = (change: (text: Text) => Text) =>
    yamlText(
      map(
        [...files.values()].map((file) => [baseName(file.name), { value: change(textOf(file)) }]),
        'map[string]string',
      ),
    );
  const methods = new Map<string, TemplateFunction>([
    ['Get', named(contentOf)],
    ['GetBytes', named((name) => bytes(bytesOfText(contentOf(name).text)))],
    [
      'Glob',
      named((pattern) => {
        const test = globTest(pattern.kind === 'string' ? pattern.text : '');
        return filesMap(new Map([...files].filter(([name]) => test(name))));
      }),
    ],
    ['Lines', named((name) => linesOf(contentOf(name)))],
    ['AsConfig', { parameters: [], call: () => joined((text) => text) }],
    [
      'AsSecrets',
      { parameters: [], call: () => joined((text) => Text.of(encodeBase64(bytesOfText(text.text)), text.origin)) },
    ],
  ]);
  return {
    kind: 'map',
    type: 'engine.files',
    entries: new LazyEntries(files),
    methods,
  };
}

/** The files as bytes, which are made only when a template reads them as a map. */
class LazyEntries extends Map<string, Entry> {
  constructor(files: ReadonlyMap<string, ChartFile>) {
    super();
    for (const [name, file] of files) {
      this.set(name, new FileEntry(file));
    }
  }
}

class FileEntry implements Entry {
  readonly #file: ChartFile;
  #value: Value | undefined;

  constructor(file: ChartFile) {
    this.#file = file;
  }

  get value(): Value {
    this.#value ??= bytes(bytesOfText(this.#file.text), textOf(this.#file).origin);
    return this.#value;
  }
}

function textOf({ path, text }: ChartFile): Text {
  return Text.of(text, { sort: 'text', source: { path, text }, start: 0, end: text.length });
}

function linesOf(text: Text): Value {
  if (text.text === '') {
    return list([], '[]string');
  }
  const whole = text.text.endsWith('\n') ? text.slice(0, text.text.length - 1) : text;
  return list(whole.split('\n'), '[]string');
}
