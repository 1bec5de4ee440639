import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type Analysis, analyse, emptyAnalysis, fileOf } from '../../server/src/core/analysis.ts';
import { fixesFor } from '../../server/src/core/features/fixes.ts';
import { placeOf, problemsOf } from '../../server/src/core/findings.ts';
import { isSameName } from '../../server/src/core/index/names.ts';
import { portsOfService, reachablePorts, targetsOf } from '../../server/src/core/index/ports.ts';
import { IndexReader } from '../../server/src/core/index/reader.ts';
import { proximityIn } from '../../server/src/core/index/scope.ts';
import { decideServiceSelector, resolveServiceSelector } from '../../server/src/core/index/selectorResolution.ts';
import { entriesOf, lookUp } from '../../server/src/core/index/versionedMap.ts';
import { withDocumentText } from '../../server/src/core/kinds/documents.ts';
import type { DocumentFacts, SourceFile } from '../../server/src/core/model/document.ts';
import { originOf } from '../../server/src/core/model/origin.ts';
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
  /**
   * `matched`: some pod template in scope still is what the selector says, so nothing is broken. `elsewhere`: something is
   * said, at a line that is not the one to look at.
   */
  readonly outcome: 'noticed' | 'elsewhere' | 'missed' | 'matched';
  /** Why nothing was said. */
  readonly because?: string;
  /** What the preferred fix made of it. */
  readonly mended?: 'as before' | 'otherwise' | 'no fix';
  readonly inFixture: boolean;
}

export type EditName =
  | 'change a letter'
  | 'extend a value'
  | 'cut at the last -'
  | 'rename a key'
  | 'drop a label'
  /** Breaks nothing that a person could mend: what is said then is wrong. */
  | 'take the workload away';

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

/** What came of exchanging the selectors of two Services that stand beside each other. */
export interface Swapped {
  readonly file: string;
  /** Both Services with the workloads that they select now. */
  readonly text: string;
  /** Whether ports or names say that the selectors belong to the other Service each. */
  readonly contradicted: 'by ports' | 'by names' | 'by nothing';
  readonly noticed: boolean;
  readonly inFixture: boolean;
}

/** Exchanges the selectors of Services, one pair at a time, each Service with the next one beside it that asks for the same keys. */
export function* swapsIn(root: string, repository: string, every = 1): Generator<Swapped> {
  const folder = path.join(root, repository);
  const world = worldOfFolder(folder);
  const before = world.analysis(folder) ?? emptyAnalysis;
  const groups = new Map<string, { service: Resource; target: Resource }[]>();
  for (const service of servicesOf(before)) {
    const target = onlyTarget(before, service);
    const keys = service.service?.selector?.pairs.map(({ key }) => key.value).join();
    if (target) {
      const key = `${service.bundle ?? ''} ${path.posix.dirname(service.document.file)} ${keys}`;
      groups.set(key, [...(groups.get(key) ?? []), { service, target }]);
    }
  }
  const done = new Set<string>();
  let count = 0;
  for (const group of groups.values()) {
    for (const [position, a] of group.entries()) {
      const b = group.slice(position + 1).find(({ target }) => target !== a.target);
      const edits = b ? exchange(a.service, b.service) : [];
      const place = edits.map(({ document, edit }) => `${document.file} ${edit.range.start}`).join();
      if (!b || edits.length === 0 || done.has(place) || count++ % every !== 0) {
        continue;
      }
      done.add(place);
      const files = new Map<string, PlacedEdit[]>();
      for (const edit of edits) {
        files.set(edit.document.file, [...(files.get(edit.document.file) ?? []), edit]);
      }
      const texts = [...files].map(([file, of]) => ({ file, text: textWith(folder, before, ...of) }));
      if (texts.every(({ text }) => text !== undefined)) {
        for (const { file, text } of texts) {
          world.apply({ type: 'TextChanged', folder, path: file, text });
        }
        const swapped = judgedSwap(before, world.analysis(folder)!, a, b);
        if (swapped) {
          yield { ...swapped, file: `${repository}/${a.service.document.file}` };
        }
        for (const { file } of texts) {
          world.apply({ type: 'TextChanged', folder, path: file, text: undefined });
        }
      }
    }
  }
}

/** The edits that give each of two Services the values that the other asks for; none where they are not in one piece. */
function exchange(a: Resource, b: Resource): readonly PlacedEdit[] {
  const edits: PlacedEdit[] = [];
  const pairs = a.service?.selector?.pairs ?? [];
  for (const [position, left] of pairs.entries()) {
    const right = b.service!.selector!.pairs[position]!;
    if (left.value.value !== right.value.value) {
      const both = [
        ...valueEdit('change a letter', a, left, right.value.value),
        ...valueEdit('change a letter', b, right, left.value.value),
      ];
      if (both.length < 2 || left.shared || right.shared) {
        return [];
      }
      edits.push(...both);
    }
  }
  return edits;
}

interface Selecting {
  readonly service: Resource;
  readonly target: Resource;
}

/** Undefined where the two do not select each other's workload now. */
function judgedSwap(before: Analysis, now: Analysis, a: Selecting, b: Selecting): Swapped | undefined {
  const isOf = (target: Resource | undefined, other: Resource) =>
    target?.kind === other.kind && target.name === other.name && target.document.file === other.document.file;
  const [left, right] = [sameIn(now, before, a.service), sameIn(now, before, b.service)];
  if (!left || !right || !isOf(onlyTarget(now, left), b.target) || !isOf(onlyTarget(now, right), a.target)) {
    return undefined;
  }
  const known = new Set(
    [...problemsIn(before, a.service, a.target), ...problemsIn(before, b.service, b.target)].map(textOf),
  );
  const found = [...problemsIn(now, left, a.target), ...problemsIn(now, right, b.target)].filter(
    ({ code, resource }) => swapCodes.has(code) && (resource.name === left.name || resource.name === right.name),
  );
  const { file } = a.service.document;
  return {
    file,
    text: `${left.name} → ${b.target.kind} ${b.target.name}, ${right.name} → ${a.target.kind} ${a.target.name}`,
    contradicted:
      portsTell(a.service, a.target, b.target) || portsTell(b.service, b.target, a.target)
        ? 'by ports'
        : isSameName(a.service.name, a.target.name) &&
            isSameName(b.service.name, b.target.name) &&
            !isSameName(a.service.name, b.service.name)
          ? 'by names'
          : 'by nothing',
    noticed: found.some((problem) => !known.has(textOf(problem))),
    inFixture: isFixturePath(file),
  };
}

const swapCodes: ReadonlySet<string> = new Set([
  'service-selects-nothing',
  'service-selects-strangers',
  'service-port-missing',
]);

/** Whether a workload declares a port of the Service, and the other one declares ports, and none of the Service's. */
function portsTell(service: Resource, own: Resource, other: Resource): boolean {
  const has = ({ podTemplate }: Resource) =>
    portsOfService(service).some((port) => podTemplate && targetsOf(port, podTemplate).length > 0);
  return has(own) && !has(other) && other.podTemplate !== undefined && reachablePorts(other.podTemplate).length > 0;
}

interface Edit {
  readonly name: EditName;
  readonly document: DocumentFacts;
  readonly edit: TextEdit;
  readonly text: string;
  /** Of a label that is dropped, its key, which does not stand in a JSON patch's line of the value. */
  readonly key?: string;
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
  if (target.document.resources.length === 1 && target.document !== service.document) {
    yield {
      name: 'take the workload away',
      document: target.document,
      edit: { range: { start: 0, end: target.document.text.length }, newText: somethingElse },
      text: `${target.kind} ${target.name}`,
    };
  }
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
  // Where a kustomization puts it on selectors and pods alike, both lose it, and no label of a template is dropped.
  const isOneText =
    label?.key.document !== undefined && label.key.document === key.document && label.key.start === key.start;
  if (label && !label.shared && !isOneText && !target.podTemplate?.labels?.flow) {
    const document = label.key.document ?? target.document;
    yield {
      name: 'drop a label',
      document,
      edit: { range: lineOf(document.text, label), newText: '' },
      text: `${label.key.value}: ${label.value.value} of ${target.kind} ${target.name}`,
      key: label.key.value,
    };
  }
}

// A document in the place of another, so that the documents of the file keep their numbers.
const somethingElse = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: something-else\n';

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

type PlacedEdit = Pick<Edit, 'document' | 'edit'>;

/** The text of a file with edits of its documents; undefined where it is not on the disk what was read. */
function textWith(folder: string, analysis: Analysis, ...edits: readonly PlacedEdit[]): string | undefined {
  const decoded = decode(readFileSync(path.join(folder, edits[0]!.document.file)));
  const placed = edits.flatMap(({ document, edit: { range, newText } }): TextEdit[] => {
    const place = placeOf(analysis, document);
    return place && 'text' in decoded && decoded.text.startsWith(document.text, place.start)
      ? [{ range: { start: place.start + range.start, end: place.start + range.end }, newText }]
      : [];
  });
  return 'text' in decoded && placed.length === edits.length
    ? applyEdits(
        decoded.text,
        placed.sort((a, b) => a.range.start - b.range.start),
      )
    : undefined;
}

function judged(
  world: World,
  folder: string,
  before: Analysis,
  service: Resource,
  target: Resource,
  { name, document, edit, text, key }: Edit,
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
  if (!same) {
    return { ...broken, outcome: 'missed', because: 'it is not what it was' };
  }
  const { resolution, scope } = decideServiceSelector(same, new IndexReader(now.index), now.settings);
  if (resolution.type === 'found') {
    const index = new IndexReader(now.index);
    const isInScope = !scope || resolution.targets.some((each) => proximityIn(scope, each, index) !== 'elsewhere');
    return isInScope
      ? { ...broken, outcome: 'matched' }
      : { ...broken, outcome: 'missed', because: 'something elsewhere matches, in the same stated namespace' };
  }
  const known = new Set(problemsIn(before, service, target).map(textOf));
  const found = problemsIn(now, service, target).filter(
    (problem) => codes.has(problem.code) && !known.has(textOf(problem)),
  );
  if (name === 'take the workload away') {
    const own = found.find(({ resource }) => resource.name === service.name && resource.kind === service.kind);
    return own ? { ...broken, outcome: 'noticed', because: own.message } : { ...broken, outcome: 'missed' };
  }
  if (found.length === 0) {
    const because = resolution.type === 'unknown' ? resolution.because : 'it is far from everything';
    return { ...broken, outcome: 'missed', because };
  }
  const places =
    key !== undefined
      ? placesOfLabel(now, same, document, key)
      : [`${document.file} ${lineNumber(document.text, edit.range.start) + (placeOf(before, document)?.line ?? 0)}`];
  const isAtPlace = (each: Problem) => places.includes(`${each.at.document.file} ${lineAt(now, each)}`);
  const atPlace = found.find(isAtPlace);
  return {
    ...broken,
    outcome: atPlace ? 'noticed' : 'elsewhere',
    mended: mendedBy(now, atPlace ?? found[0]!, service, before, target),
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

/** Where a label is asked for that a template has lost: in the Service's selector, or in the workload's own. */
function placesOfLabel(analysis: Analysis, service: Resource, lost: DocumentFacts, key: string): string[] {
  const places: string[] = [];
  const add = (resource: Resource, pairs: readonly LabelPair[] | undefined) => {
    for (const pair of pairs ?? []) {
      if (pair.key.value === key) {
        const { document, range: at } = originOf(resource, pair.key);
        const line = (placeOf(analysis, document)?.line ?? 0) + lineNumber(document.text, at.start);
        places.push(`${document.file} ${line}`);
      }
    }
  };
  add(service, service.service?.selector?.pairs);
  for (const { facts } of fileOf(analysis, lost.file)?.documents ?? []) {
    for (const each of facts.resources) {
      add(each, each.workloadSelector?.matchLabels?.pairs);
    }
  }
  return places;
}

function lineAt(analysis: Analysis, { at }: Problem): number {
  return (placeOf(analysis, at.document)?.line ?? 0) + lineNumber(at.document.text, at.range.start);
}

function lineNumber(text: string, offset: number): number {
  return text.slice(0, offset).match(/\n/g)?.length ?? 0;
}
