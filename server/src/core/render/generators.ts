import type { DocumentFacts } from '../model/document.ts';
import type { KustomizationProblem } from '../model/kustomization.ts';
import { baseName, resolvePath } from '../text/path.ts';
import type { Range } from '../text/range.ts';
import { utf8 } from '../text/sha256.ts';
import type { Mapping, Node, Pair } from '../yaml/node.ts';
import { annotateOrigins } from './annotateOrigins.ts';
import { listAt } from './configuration.ts';
import { inWords, isSame } from './identity.ts';
import { allIdentities, type Entry, entryOf, type Generated, withRoot } from './renderedObject.ts';
import type { RenderSource } from './source.ts';
import {
  at,
  type MadePlace,
  madeAt,
  mappingAt,
  owned,
  pairOf,
  plainAt,
  scalarTextAt,
  stringAt,
  withPair,
  withValue,
} from './tree.ts';

/** An item of `configMapGenerator` or `secretGenerator` with its position. */
export interface GeneratorInput {
  readonly kind: 'ConfigMap' | 'Secret';
  readonly item: Mapping;
  /** `generatorOptions` of the kustomization. */
  readonly options: Node | undefined;
  readonly directory: string;
  readonly document: DocumentFacts;
}

/** Reports why kustomize would refuse. `excuse` is set if the input does not exist. */
type FailInput = (at: Node, reason: string, excuse?: KustomizationProblem['excuse']) => void;

/**
 * The ConfigMap or Secret that a generator creates. Unreadable data is noted, and the rest is generated.
 * Source: sigs.k8s.io/kustomize/api/internal/generators, api/kv.
 */
export function generate(input: GeneratorInput, source: RenderSource, fail: FailInput): Entry | undefined {
  const { kind, item, options: globalOptions, document } = input;
  const place = madeAt(item, document);
  const name = at(item, 'name');
  if (name?.type !== 'scalar' || name.text === '') {
    fail(item, 'a configmap must have a name');
    return undefined;
  }
  const { pairs, complete, hasAllKeys } = dataOf(input, source, fail);
  const local = at(item, 'options');
  // An item cannot reset an option of the kustomization. Source: types.MergeGlobalOptionsIntoLocal.
  const flag = (key: string) => scalarTextAt(local, key) === 'true' || scalarTextAt(globalOptions, key) === 'true';
  const meta: Pair[] = [pairOf('name', { ...stringAt(name.text, name), document })];
  const namespace = at(item, 'namespace');
  if (namespace?.type === 'scalar' && namespace.text !== '') {
    meta.push(pairOf('namespace', stringAt(namespace.text, { ...namespace, document })));
  }
  for (const key of ['labels', 'annotations']) {
    // The options of the item override the options of the kustomization.
    const merged = [at(globalOptions, key), at(local, key)].flatMap((each) =>
      each?.type === 'mapping' ? each.pairs : [],
    );
    if (merged.length > 0) {
      const map = merged.reduce(withPair, mappingAt(place));
      meta.push(pairOf(key, map, place));
    }
  }
  const encoded = pairs.map(([key, { value, at: keyAt }]) =>
    pairOf(key, stringAt(kind === 'Secret' ? base64(utf8(value)) : value, place), madeAt(keyAt, document)),
  );
  const type = scalarTextAt(item, 'type') || 'Opaque';
  const root = mappingAt(place, [
    pairOf('apiVersion', plainAt('v1', place)),
    pairOf('kind', plainAt(kind, place)),
    pairOf('metadata', mappingAt(place, meta)),
    ...(kind === 'Secret' ? [pairOf('type', stringAt(type, place))] : []),
    ...(encoded.length > 0 || kind === 'Secret' ? [pairOf('data', mappingAt(place, encoded))] : []),
    ...(flag('immutable') ? [pairOf('immutable', plainAt('true', place))] : []),
  ]);
  const behavior = scalarTextAt(item, 'behavior');
  const generated: Generated = {
    behavior: behavior === 'merge' || behavior === 'replace' ? behavior : 'create',
    needsHash: !flag('disableNameSuffixHash'),
    complete,
    hasAllKeys,
  };
  return entryOf(root, document, generated);
}

/** Reports why kustomize would refuse. `lacks` is set if the object to merge with does not exist. */
type FailAbsorbed = (reason: string, lacks?: true) => void;

/**
 * Appends the generated object, or merges it with or replaces an existing one. Source:
 * resWrangler.appendReplaceOrMerge.
 */
export function absorb(entries: readonly Entry[], made: Entry, fail: FailAbsorbed): readonly Entry[] {
  const matches = entries.filter((entry) => allIdentities(entry).some((each) => isSame(made.identity, each)));
  const behavior = made.generated?.behavior ?? 'create';
  const words = inWords(made.identity);
  if (matches.length > 1) {
    fail(`found multiple objects that could accept merge of ${words}`);
    return entries;
  }
  const [before] = matches;
  if (before === undefined) {
    if (behavior !== 'create') {
      fail(`id ${words} does not exist; cannot merge or replace`, true);
      return entries;
    }
    return [...entries, made];
  }
  if (behavior === 'create') {
    fail(`id ${words} exists; behavior must be merge or replace`);
    return entries;
  }
  const place = madeAt(made.root, made.document);
  const former = annotateOrigins(owned(before.root, before.document), made.document);
  const metadata = mergedMaps(at(former, 'metadata'), undefined, place);
  let own = mergedMaps(at(made.root, 'metadata'), undefined, place);
  for (const key of ['labels', 'annotations']) {
    const merged = mergedMaps(at(metadata, key), at(own, key), place);
    own = merged.pairs.length > 0 ? withValue(own, key, merged, pairOf(key, merged, place)) : own;
  }
  for (const key of ['name', 'namespace']) {
    const kept = at(metadata, key);
    own = kept === undefined ? own : withValue(own, key, kept, pairOf(key, kept));
  }
  let root = withValue(made.root, 'metadata', own);
  if (behavior === 'merge') {
    for (const key of ['data', 'binaryData']) {
      const merged = mergedMaps(at(former, key), at(root, key), place);
      root = merged.pairs.length > 0 ? withValue(root, key, merged, pairOf(key, merged, place)) : root;
    }
  }
  const { previous, prefixes, suffixes, variables } = before;
  const generated: Generated = {
    behavior,
    // The hash needs the request of both. Source: mergeStringMapsWithBuildAnnotations in api/resource.
    needsHash: made.generated?.needsHash === true && before.generated?.needsHash === true,
    complete: made.generated?.complete === true && (behavior === 'replace' || before.generated?.complete !== false),
    hasAllKeys:
      made.generated?.hasAllKeys === true && (behavior === 'replace' || before.generated?.hasAllKeys !== false),
  };
  const next: Entry = { ...withRoot(made, root), previous, prefixes, suffixes, variables, generated };
  return entries.map((entry) => (entry === before ? next : entry));
}

function mergedMaps(base: Node | undefined, over: Node | undefined, place: MadePlace): Mapping {
  const start = base?.type === 'mapping' ? base : mappingAt(place);
  return over?.type === 'mapping' ? over.pairs.reduce(withPair, start) : start;
}

function dataOf(
  { kind, item, directory }: GeneratorInput,
  source: RenderSource,
  fail: FailInput,
): { pairs: readonly (readonly [key: string, source: KeySource])[]; complete: boolean; hasAllKeys: boolean } {
  const pairs = new Map<string, KeySource>();
  let complete = true;
  let hasAllKeys = true;
  const add = (node: Node, key: string, value: string) => {
    if (pairs.has(key)) {
      fail(node, `${kind.toLowerCase()} ${scalarTextAt(item, 'name')} illegally repeats the key \`${key}\``);
    } else {
      pairs.set(key, { value, at: placeOfKey(node, key) });
    }
  };
  const load = (node: Node, path: string): string | undefined => {
    // Kustomize fetches a URL. Source: api/internal/loader FileLoader.Load.
    const resolved = /^https?:\/\//.test(path) ? undefined : resolvePath(directory, path);
    const found = resolved === undefined ? 'unknown' : source.text(resolved);
    if (found === 'missing' && source.isDirectory(resolved!)) {
      fail(node, `'${path}' must resolve to a file`);
    } else if (found === 'missing') {
      fail(node, `evalsymlink failure on '${path}' : no such file or directory`, 'input');
    } else if (resolved !== undefined && directory !== '' && !resolved.startsWith(`${directory}/`)) {
      fail(node, `security; file '${path}' is not in or below '${directory}'`, 'restriction');
    }
    if (typeof found === 'string') {
      complete = false;
      return undefined;
    }
    return found.text;
  };
  const env = at(item, 'env');
  for (const node of [...listAt(item, 'envs'), ...(env === undefined ? [] : [env])]) {
    const text = node.type === 'scalar' ? load(node, node.text) : undefined;
    hasAllKeys &&= text !== undefined;
    for (const line of (text ?? '').replace(/^\ufeff/, '').split(/\r?\n/)) {
      const content = line.trimStart();
      if (!/^(?:$|#|=)/.test(content)) {
        const equals = content.indexOf('=');
        add(node, equals < 0 ? content : content.slice(0, equals), equals < 0 ? '' : content.slice(equals + 1));
      }
    }
  }
  for (const node of listAt(item, 'literals')) {
    const text = node.type === 'scalar' ? node.text : '';
    const equals = text.indexOf('=');
    if (equals <= 0) {
      fail(node, `invalid literal source ${text}, expected key=value`);
      continue;
    }
    add(node, text.slice(0, equals), withoutQuotes(text.slice(equals + 1)));
  }
  for (const node of listAt(item, 'files')) {
    const written = node.type === 'scalar' ? node.text : '';
    const parts = written.split('=');
    if (parts.length > 2 || parts.some((part) => part === '')) {
      fail(node, `source "${written}" key name or file path contains '=' or is missing`);
      continue;
    }
    const path = parts.at(-1)!;
    const text = load(node, path);
    add(node, parts.length > 1 ? parts[0]! : baseName(path), text ?? '');
  }
  return { pairs: [...pairs], complete, hasAllKeys };
}

interface KeySource {
  readonly value: string;
  /** The text that states the key. */
  readonly at: Range;
}

/** The key in `key=value` or `key=file`; else the whole node. */
function placeOfKey(node: Node, key: string): Range {
  const { start, end } = node;
  const quote = node.type === 'scalar' && node.style !== 'plain' ? 1 : 0;
  const isStated =
    node.type === 'scalar' && /^(?:plain|single|double)$/.test(node.style) && node.text.startsWith(`${key}=`);
  return isStated && end - start === node.text.length + 2 * quote
    ? { start: start + quote, end: start + quote + key.length }
    : { start, end };
}

/** Source: api/kv removeQuotes. */
function withoutQuotes(text: string): string {
  const first = text[0];
  return text.length >= 2 && first === text.at(-1) && (first === '"' || first === "'") ? text.slice(1, -1) : text;
}

function base64(bytes: Uint8Array): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  let encoded = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const group = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    const digits = [18, 12, 6, 0].map((shift) => alphabet[(group >> shift) & 63]!);
    encoded += digits.map((digit, at) => (i + at - 1 < bytes.length ? digit : '=')).join('');
  }
  // Source: sigs.k8s.io/kustomize/kyaml/yaml encodeBase64.
  const lines = encoded.match(/.{1,70}/g) ?? [];
  return encoded.length < 70 ? encoded : lines.map((line) => `${line}\n`).join('');
}
