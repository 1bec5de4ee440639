import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type Analysis, analyse, fileOf } from '../../server/src/core/analysis.ts';
import { completions } from '../../server/src/core/features/completion.ts';
import { IndexReader } from '../../server/src/core/index/reader.ts';
import { readFile } from '../../server/src/core/kinds/documents.ts';
import type { FileDocument } from '../../server/src/core/model/document.ts';
import type { Resource } from '../../server/src/core/model/resource.ts';
import type { LabelPair, Labels } from '../../server/src/core/model/written.ts';
import { resolveSelector } from '../../server/src/core/resolve/labelSelector.ts';
import { variantsOf } from '../../server/src/core/resolve/scope/overlayVariants.ts';
import { resolveServiceSelector } from '../../server/src/core/resolve/serviceSelector.ts';
import { directoryOf } from '../../server/src/core/text/path.ts';
import { applyEdits, type TextEdit } from '../../server/src/core/text/range.ts';
import { entriesOf } from '../../server/src/core/text/versionedMap.ts';
import { decode } from '../../server/src/sources/decode.ts';
import { randomFrom, shuffled } from './breaks/random.ts';
import { analysisOfFolder } from './measure.ts';

/** A label of a selector that reaches something. */
interface Position {
  readonly repository: string;
  readonly file: string;
  /** The number of its document in the file. */
  readonly document: number;
  readonly pair: LabelPair;
  /** `service` or the role of the selector. */
  readonly sort: string;
}

interface Count {
  asked: number;
  first: number;
  amongThree: number;
}

export interface MeasuredCompletion {
  readonly tables: string;
  /** How long the lists took, in words: it depends on the machine. */
  readonly times: string;
  /** Each position at which the value is not the first, with what is. */
  readonly wrong: readonly string[];
}

/**
 * Takes the value of a random label of a selector out and counts how often completion offers it again, first and among
 * the first three. Then the same where the values of all selectors of the directory are out.
 *
 * @param most how many positions are tried.
 */
export function measureCompletion(root: string, most: number): MeasuredCompletion {
  const repositories = readdirSync(root).sort();
  const all = repositories.flatMap((repository) => positionsIn(path.join(root, repository), repository));
  const chosen = shuffled(all, randomFrom('completion')).slice(0, most);
  const counts = new Map<string, Count>();
  const times: number[] = [];
  const wrong: string[] = [];
  for (const repository of repositories) {
    const of = chosen.filter((each) => each.repository === repository);
    if (of.length === 0) {
      continue;
    }
    const folder = path.join(root, repository);
    const before = analysisOfFolder(folder);
    for (const position of of) {
      for (const scenario of ['one value', 'all values of the directory'] as const) {
        const edits = scenario === 'one value' ? [editOf(before, position)] : editsIn(before, position);
        const texts = textsWith(folder, before, edits);
        if (!texts) {
          continue;
        }
        const files = new Map([...texts].map(([file, text]) => [file, readFile(file, text, fileOf(before, file))]));
        // No problems are asked for, so no rule has to judge.
        const { analysis } = analyse(before, { files, last: true }, []);
        const start = performance.now();
        const { items } = completions(analysis, position.file, texts.get(position.file)!, offsetOf(position, edits));
        times.push(performance.now() - start);
        const place = items.findIndex(({ label }) => label === position.pair.value.value);
        for (const sort of [position.sort, 'all']) {
          const count = counts.get(`${scenario}, ${sort}`) ?? { asked: 0, first: 0, amongThree: 0 };
          count.asked++;
          count.first += Number(place === 0);
          count.amongThree += Number(place >= 0 && place < 3);
          counts.set(`${scenario}, ${sort}`, count);
        }
        if (place !== 0) {
          const offered = items.slice(0, 3).map(({ label, detail }) => `${label} (${detail})`);
          const { key, value } = position.pair;
          wrong.push(
            `${scenario}\t${position.sort}\t${place}\t${repository}/${position.file}\t${key.value}: ${value.value}\t${offered.join(', ')}`,
          );
        }
      }
    }
  }
  return { tables: tablesOf(counts, all.length), times: timesInWords(times), wrong };
}

function positionsIn(folder: string, repository: string): readonly Position[] {
  const analysis = analysisOfFolder(folder);
  const index = new IndexReader(analysis.index);
  const found: Position[] = [];
  for (const [file, { documents, outside }] of entriesOf(analysis.index.files)) {
    for (const [document, { facts }] of documents.entries()) {
      for (const resource of outside ? [] : facts.resources) {
        const variants = variantsOf(resource, index);
        for (const { labels, sort, isFound } of selectorsOf(resource, analysis)) {
          if (labels.pairs.every(isPlainPair) && variants.some((each) => isFound(each, index))) {
            found.push(...labels.pairs.map((pair) => ({ repository, file, document, pair, sort })));
          }
        }
      }
    }
  }
  return found;
}

interface Selector {
  readonly labels: Labels;
  readonly sort: string;
  /** Whether the same selector of a variant reaches something in the files. */
  isFound(variant: Resource, index: IndexReader): boolean;
}

function selectorsOf({ service, selectors }: Resource, { settings }: Pick<Analysis, 'settings'>): readonly Selector[] {
  const own: Selector[] = (service?.selector ? [service.selector] : []).map((labels) => ({
    labels,
    sort: 'service',
    isFound: (variant, index) => {
      const resolution = resolveServiceSelector(variant, index, settings);
      return resolution.type === 'found' && resolution.targets.length > 0;
    },
  }));
  const others = selectors.flatMap(({ selector, role, path: at }): readonly Selector[] =>
    selector.matchLabels
      ? [
          {
            labels: selector.matchLabels,
            sort: role,
            isFound: (variant, index) => {
              const reference = variant.selectors.find((each) => each.path === at);
              const resolution = reference && resolveSelector(variant, reference, index, settings);
              return resolution?.type === 'found' && resolution.targets.length > 0;
            },
          },
        ]
      : [],
  );
  return [...own, ...others];
}

/** Whether a value can be taken out by itself. */
function isPlainPair({ shared, value }: LabelPair): boolean {
  return shared === undefined && value.document === undefined && value.end > value.start && value.type === 'string';
}

interface FileEdit {
  readonly file: string;
  /** The number of the document in the file. */
  readonly document: number;
  /** Of the value in the document. */
  readonly start: number;
  /** In the text of the file. */
  readonly edit: TextEdit;
}

function editOf(analysis: Analysis, { file, document, pair }: Position): FileEdit {
  return without(pair, file, document, documentsOf(analysis, file)[document]!);
}

/** Takes the values of all selectors in the directory out. */
function editsIn(analysis: Analysis, position: Position): readonly FileEdit[] {
  const directory = directoryOf(position.file);
  const edits: FileEdit[] = [];
  for (const [file, { documents }] of entriesOf(analysis.index.files)) {
    for (const [number, document] of directoryOf(file) === directory ? documents.entries() : []) {
      for (const { labels } of document.facts.resources.flatMap((each) => selectorsOf(each, analysis))) {
        edits.push(...labels.pairs.filter(isPlainPair).map((pair) => without(pair, file, number, document)));
      }
    }
  }
  return edits;
}

function without({ value }: LabelPair, file: string, document: number, { start }: FileDocument): FileEdit {
  const range = { start: start + value.start, end: start + value.end };
  return { file, document, start: value.start, edit: { range, newText: '' } };
}

function documentsOf(analysis: Analysis, file: string): readonly FileDocument[] {
  return fileOf(analysis, file)?.documents ?? [];
}

/** The texts with the edits; undefined if a file is not on the disk what was read. */
function textsWith(folder: string, analysis: Analysis, edits: readonly FileEdit[]): Map<string, string> | undefined {
  const texts = new Map<string, string>();
  for (const [file, of] of Map.groupBy(edits, (each) => each.file)) {
    const decoded = decode(readFileSync(path.join(folder, file)));
    const isRead =
      'text' in decoded &&
      documentsOf(analysis, file).every(({ start, facts }) => decoded.text.startsWith(facts.text, start));
    if (!isRead) {
      return undefined;
    }
    texts.set(
      file,
      applyEdits(
        decoded.text,
        of.map(({ edit }) => edit),
      ),
    );
  }
  return texts;
}

/** Where the value was, in the text after the edits. */
function offsetOf({ file, document, pair }: Position, edits: readonly FileEdit[]): number {
  const own = edits.filter((each) => each.file === file);
  const asked = own.find((each) => each.document === document && each.start === pair.value.start)!;
  const at = asked.edit.range.start;
  const before = own.filter(({ edit }) => edit.range.start < at);
  return at - before.reduce((sum, { edit: { range } }) => sum + range.end - range.start, 0);
}

function tablesOf(counts: ReadonlyMap<string, Count>, positions: number): string {
  const share = (number: number, of: number) => `${((100 * number) / of).toFixed(1)} %`;
  const rows = [...counts]
    .sort(([a], [b]) => (a < b ? 1 : -1))
    .map(([name, { asked, first, amongThree }]) => {
      const [scenario, sort] = name.split(', ');
      return `| ${scenario} | ${sort} | ${asked} | ${share(first, asked)} | ${share(amongThree, asked)} |`;
    });
  return [
    `${positions} labels of selectors that reach something can be taken out.`,
    '',
    '| taken out | selectors | positions | right value first | among the first three |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

function timesInWords(times: readonly number[]): string {
  const ordered = times.toSorted((a, b) => a - b);
  const quantile = (q: number) => ordered[Math.floor(ordered.length * q)]?.toFixed(1);
  return `Milliseconds for one list: median ${quantile(0.5)}, 95 % within ${quantile(0.95)}.`;
}
