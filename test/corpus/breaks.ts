import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type Analysis, analyse, emptyAnalysis, fileOf, placeOf, problemsOf } from '../../server/src/core/analysis.ts';
import { fixesFor } from '../../server/src/core/features/fixes.ts';
import { entriesOf, lookUp } from '../../server/src/core/index/layeredMap.ts';
import { IndexReader } from '../../server/src/core/index/reader.ts';
import { resolveServiceSelector } from '../../server/src/core/index/selectorResolution.ts';
import { withDocumentText } from '../../server/src/core/kinds/documents.ts';
import type { DocumentFacts, SourceFile } from '../../server/src/core/model/document.ts';
import type { DocumentChange, Problem } from '../../server/src/core/model/problem.ts';
import type { Resource } from '../../server/src/core/model/resource.ts';
import type { LabelPair } from '../../server/src/core/model/written.ts';
import { applyEdits, type TextEdit } from '../../server/src/core/text/range.ts';
import { decode } from '../../server/src/sources/decode.ts';
import type { World } from '../../server/src/world.ts';
import { isFixturePath, worldOfFolder } from './measure.ts';

/** What one edit did to a Service that selected exactly one workload. */
export interface Broken {
  readonly edit: EditName;
  /** `owner+repository/path`, of the text that was edited. */
  readonly file: string;
  readonly service: string;
  /** As it was and as it is, e.g. `app: web → app: wea`. */
  readonly text: string;
  /** `matched`: some pod template still is what the selector says, so nothing is broken. */
  readonly outcome: 'noticed' | 'elsewhere' | 'missed' | 'matched';
  /** Why nothing was said. */
  readonly because?: string;
  /** What the preferred fix made of it. */
  readonly mended?: 'as before' | 'otherwise' | 'no fix';
  readonly inFixture: boolean;
}

export type EditName = 'change a letter' | 'extend a value' | 'cut at the last -' | 'rename a key' | 'drop a label';

/**
 * Breaks what is right, one edit at a time, and takes it back: every Service of a repository that selects exactly one
 * workload, as it stands or as a kustomization renders it. `every` looks at each so-and-so-manieth Service only.
 */
export function* breaksIn(root: string, repository: string, every = 1): Generator<Broken> {
  const folder = path.join(root, repository);
  const world = worldOfFolder(folder);
  const before = world.analysis(folder) ?? emptyAnalysis;
  const done = new Set<string>();
  let count = 0;
  for (const service of servicesOf(before)) {
    const target = onlyTarget(before, service);
    if (!target || count++ % every !== 0) {
      continue;
    }
    for (const edit of editsFor(service, target)) {
      const place = `${edit.name} ${edit.document.file} ${placeOf(before, edit.document)?.start} ${edit.edit.range.start}`;
      const text = done.has(place) ? undefined : textWith(folder, before, edit);
      if (text !== undefined) {
        done.add(place);
        const file = edit.document.file;
        world.apply({ type: 'TextChanged', folder, path: file, text });
        yield { ...judged(world, folder, before, service, target, edit), file: `${repository}/${file}` };
        world.apply({ type: 'TextChanged', folder, path: file, text: undefined });
      }
    }
  }
}

interface Edit {
  readonly name: EditName;
  readonly document: DocumentFacts;
  readonly edit: TextEdit;
  readonly text: string;
}

/** Services as they are judged: those of a bundle as it renders them, the others as they stand. */
function* servicesOf(analysis: Analysis): Generator<Resource> {
  for (const [resource] of entriesOf(analysis.judgements)) {
    if (resource.service?.selector) {
      yield resource;
    }
  }
}

function onlyTarget(analysis: Analysis, service: Resource): Resource | undefined {
  const resolution = resolveServiceSelector(service, new IndexReader(analysis.index), analysis.settings);
  return resolution.type === 'found' && resolution.targets.length === 1 ? resolution.targets[0] : undefined;
}

function* editsFor(service: Resource, target: Resource): Generator<Edit> {
  const pairs = service.service?.selector?.pairs ?? [];
  const number = [...service.name].reduce((sum, letter) => sum + letter.charCodeAt(0), pairs.length);
  const pair = pairs[number % Math.max(1, pairs.length)];
  if (!pair || pair.shared || pair.value.type !== 'string' || pair.value.value.length < 2) {
    return;
  }
  const { value } = pair.value;
  const at = 1 + (number % (value.length - 1));
  const letter = value[at] === 'z' ? 'a' : /[a-y0-8A-Y]/.test(value[at]!) ? after(value[at]!) : 'x';
  yield* valueEdit('change a letter', service, pair, value.slice(0, at) + letter + value.slice(at + 1));
  yield* valueEdit('extend a value', service, pair, value + ['-api', 's', '-v2', 'x', '-backend'][number % 5]);
  const cut = value.lastIndexOf('-');
  if (cut > 0) {
    yield* valueEdit('cut at the last -', service, pair, value.slice(0, cut));
  }
  const { key } = pair;
  const renamed = number % 2 === 0 ? `${key.value}s` : key.value === 'app' ? 'name' : 'app';
  if (!key.quoted && !pairs.some((each) => each.key.value === renamed)) {
    const document = key.document ?? service.document;
    yield {
      name: 'rename a key',
      document,
      edit: { range: { start: key.start, end: key.end }, newText: renamed },
      text: `${key.value} → ${renamed}`,
    };
  }
  const label = target.podTemplate?.labels?.pairs.find((each) => each.key.value === key.value);
  if (label && !label.shared && !target.podTemplate?.labels?.flow) {
    const document = label.key.document ?? target.document;
    yield {
      name: 'drop a label',
      document,
      edit: { range: lineOf(document.text, label), newText: '' },
      text: `${label.key.value}: ${label.value.value} of ${target.kind} ${target.name}`,
    };
  }
}

function* valueEdit(name: EditName, service: Resource, pair: LabelPair, value: string): Generator<Edit> {
  const written = pair.value;
  const document = written.document ?? service.document;
  const text = document.text.slice(written.start, written.end);
  // A value that is not in one piece in the text is none that a person mistypes.
  if (text.replace(/^["']|["']$/g, '') === written.value) {
    yield {
      name,
      document,
      edit: { range: { start: written.start, end: written.end }, newText: text.replace(written.value, value) },
      text: `${written.value} → ${value}`,
    };
  }
}

function after(letter: string): string {
  return String.fromCharCode(letter.charCodeAt(0) + 1);
}

function lineOf(text: string, { start, end }: { start: number; end: number }): { start: number; end: number } {
  const next = text.indexOf('\n', end);
  return { start: text.lastIndexOf('\n', start) + 1, end: next < 0 ? text.length : next + 1 };
}

function textWith(folder: string, analysis: Analysis, { document, edit }: Edit): string | undefined {
  const place = placeOf(analysis, document);
  const decoded = decode(readFileSync(path.join(folder, document.file)));
  if (!place || !('text' in decoded) || !decoded.text.startsWith(document.text, place.start)) {
    return undefined;
  }
  const range = { start: place.start + edit.range.start, end: place.start + edit.range.end };
  return applyEdits(decoded.text, [{ range, newText: edit.newText }]);
}

function judged(
  world: World,
  folder: string,
  before: Analysis,
  service: Resource,
  target: Resource,
  { name, document, edit, text }: Edit,
): Broken {
  const now = world.analysis(folder)!;
  const broken: Omit<Broken, 'outcome'> = {
    edit: name,
    file: document.file,
    service: service.name,
    text,
    inFixture: isFixturePath(document.file),
  };
  const same = sameIn(now, before, service);
  const resolution = same && resolveServiceSelector(same, new IndexReader(now.index), now.settings);
  if (!same || !resolution) {
    return { ...broken, outcome: 'missed', because: 'it is not what it was' };
  }
  if (resolution.type === 'found') {
    return { ...broken, outcome: 'matched' };
  }
  const known = new Set(problemsIn(before, service, target).map(textOf));
  const found = problemsIn(now, service, target).filter((problem) => !known.has(textOf(problem)));
  const [problem] = found.filter(({ code }) => codes.has(code));
  if (!problem) {
    const because = resolution.type === 'unknown' ? resolution.because : 'it is far from everything';
    return { ...broken, outcome: 'missed', because };
  }
  const isAtPlace =
    name === 'drop a label' ||
    (problem.at.document.file === document.file &&
      lineAt(now, problem) === lineNumber(document.text, edit.range.start) + (placeOf(before, document)?.line ?? 0));
  return {
    ...broken,
    outcome: isAtPlace ? 'noticed' : 'elsewhere',
    mended: mendedBy(now, problem, service, before, target),
  };
}

const codes: ReadonlySet<string> = new Set(['service-selects-nothing', 'selector-template-mismatch']);

function problemsIn(analysis: Analysis, service: Resource, target: Resource): readonly Problem[] {
  const files = new Set([service.document.file, target.document.file]);
  for (const each of [...(service.service?.selector?.pairs ?? []), ...(target.podTemplate?.labels?.pairs ?? [])]) {
    files.add((each.document ?? service.document).file);
  }
  return [...files].flatMap((file) => problemsOf(analysis, file));
}

function textOf({ code, resource, message }: Problem): string {
  return `${code} ${resource.bundle ?? ''} ${resource.document.file} ${resource.name} ${message}`;
}

/** The Service of another analysis of the same files. */
function sameIn(analysis: Analysis, before: Analysis, service: Resource): Resource | undefined {
  const isSame = (each: Resource) =>
    each.service !== undefined && each.name === service.name && each.namespace?.value === service.namespace?.value;
  if (service.bundle !== undefined) {
    return lookUp(analysis.index.bundles.byDirectory, service.bundle)?.resources.find(
      (each) => isSame(each) && each.document.file === service.document.file,
    );
  }
  const { file } = service.document;
  const number = objectsOf(before, file).indexOf(service.document);
  return objectsOf(analysis, file)[number]?.resources.find(isSame);
}

/** Without definitions, which are no documents where a file was read from the disk. */
function objectsOf(analysis: Analysis, file: string): readonly DocumentFacts[] {
  return (fileOf(analysis, file)?.documents ?? []).map(({ facts }) => facts).filter(({ depth }) => depth !== 'scan');
}

function mendedBy(
  analysis: Analysis,
  problem: Problem,
  service: Resource,
  before: Analysis,
  target: Resource,
): NonNullable<Broken['mended']> {
  const fix = fixesFor(analysis, problem).find(({ preferred }) => preferred);
  const files = fix && withChanges(analysis, fix.changes);
  if (!files) {
    return 'no fix';
  }
  const next = analyse(analysis, { files }).analysis;
  const same = sameIn(next, before, service);
  const selected = same && onlyTarget(next, same);
  return selected?.kind === target.kind &&
    selected.name === target.name &&
    selected.document.file === target.document.file
    ? 'as before'
    : 'otherwise';
}

function withChanges(analysis: Analysis, changes: readonly DocumentChange[]): ReadonlyMap<string, SourceFile> {
  const files = new Map<string, SourceFile>();
  for (const { document, edits } of changes) {
    const file = files.get(document.file) ?? fileOf(analysis, document.file);
    if (file) {
      files.set(document.file, withDocumentText(file, document, applyEdits(document.text, edits)));
    }
  }
  return files;
}

function lineAt(analysis: Analysis, { at }: Problem): number {
  return (placeOf(analysis, at.document)?.line ?? 0) + lineNumber(at.document.text, at.range.start);
}

function lineNumber(text: string, offset: number): number {
  return text.slice(0, offset).match(/\n/g)?.length ?? 0;
}
