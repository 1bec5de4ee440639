import { readdirSync } from 'node:fs';
import path from 'node:path';
import { type Analysis, analyse, fileOf } from '../../server/src/core/analysis.ts';
import { placesOf } from '../../server/src/core/cursor/places.ts';
import { rename } from '../../server/src/core/features/rename.ts';
import { IndexReader } from '../../server/src/core/index/reader.ts';
import { withDocumentText } from '../../server/src/core/kinds/documents.ts';
import type { SourceFile } from '../../server/src/core/model/document.ts';
import type { Origin } from '../../server/src/core/model/origin.ts';
import type { DocumentChange } from '../../server/src/core/model/problem.ts';
import type { Edge, TargetIdentity } from '../../server/src/core/model/wiring.ts';
import { resourcesOf } from '../../server/src/core/problems.ts';
import { applyEdits } from '../../server/src/core/text/range.ts';
import { wiring } from '../../server/src/core/wiring.ts';
import { timed } from './references.ts';

/** What came of renaming random labels, names and ports, and of renaming them back. */
export interface Renamed {
  readonly tried: number;
  readonly renamed: number;
  /** Of those, renamed to several files. */
  readonly inSeveralFiles: number;
  /** Why the others were refused, with the name that was refused left out, and how often. */
  readonly refused: ReadonlyMap<string, number>;
  /** One line for each rename after which the wiring of the whole workspace differs. */
  readonly different: readonly string[];
  /** One line for each rename that cannot be reverted byte for byte. */
  readonly notReverted: readonly string[];
  /** Of processor time. */
  readonly milliseconds: readonly number[];
}

/**
 * @param count how many texts are renamed, in all repositories together
 * @param whole after one rename in this many, the wiring of the whole workspace is made from scratch and compared
 */
export function renameAtRandom(
  root: string,
  count: number,
  whole: number,
  analysisOf: (folder: string) => Analysis,
): Renamed {
  const result = {
    tried: 0,
    renamed: 0,
    inSeveralFiles: 0,
    refused: new Map<string, number>(),
    different: [] as string[],
  };
  const [notReverted, milliseconds]: [string[], number[]] = [[], []];
  const next = randomNumbers(1);
  const repositories = readdirSync(root).sort();
  for (const [position, repository] of repositories.entries()) {
    const analysis = analysisOf(path.join(root, repository));
    const texts = textsOf(analysis);
    // Every repository has its share, and a small one gives what it has.
    const share = Math.min(texts.length, Math.ceil((count - result.tried) / (repositories.length - position)));
    const before = new Map<Analysis, string>();
    for (let time = 0; time < share; time++) {
      const { origin, newName } = texts[Math.floor(next() * texts.length)]!;
      const where = `${repository}/${origin.document.file} ${origin.range.start}`;
      result.tried++;
      const found = timed(milliseconds, () => rename(analysis, ...at(analysis, origin), newName));
      if ('because' in found) {
        // What is named in it differs each time.
        const reason = found.because
          .replace(/^\S+ "[^"]*"|^\S*[./]\S*|(?<=may use |reads here has |fills in )[^,]*/g, '…')
          .replace(/ \(.*\)$/, '');
        result.refused.set(reason, (result.refused.get(reason) ?? 0) + 1);
        continue;
      }
      result.renamed++;
      result.inSeveralFiles += Number(new Set(found.changes.map(({ document }) => document.file)).size > 1);
      const after = changed(analysis, found.changes);
      if (result.renamed % whole === 0) {
        before.set(analysis, before.get(analysis) ?? shapeOf(analysis));
        if (shapeOf(after) !== before.get(analysis)) {
          result.different.push(where);
        }
      }
      if (!isReverted(analysis, after, found.changes, origin)) {
        notReverted.push(where);
      }
    }
  }
  return { ...result, notReverted, milliseconds };
}

/** Whether the same text, renamed back, gives every byte of every changed file. */
function isReverted(
  before: Analysis,
  after: Analysis,
  changes: readonly DocumentChange[],
  { document, range }: Origin,
): boolean {
  const [file, number] = at(before, { document, range });
  const edits = changes.find((each) => each.document === document)?.edits ?? [];
  const shift = edits
    .filter((edit) => edit.range.end <= range.start)
    .reduce((sum, { range: replaced, newText }) => sum + newText.length - (replaced.end - replaced.start), 0);
  const oldName = document.text.slice(range.start, range.end).replace(/^(["'])(.*)\1$/, '$2');
  const back = rename(after, file, number, range.start + shift, oldName);
  if ('because' in back) {
    return false;
  }
  const restored = changed(after, back.changes);
  return changes.every((change) => {
    const documents = fileOf(restored, change.document.file)?.documents ?? [];
    return fileOf(before, change.document.file)!.documents.every(
      ({ facts }, at) => documents[at]?.facts.text === facts.text,
    );
  });
}

function changed(analysis: Analysis, changes: readonly DocumentChange[]): Analysis {
  const files = new Map<string, SourceFile>();
  for (const { document, edits } of changes) {
    const file = files.get(document.file) ?? fileOf(analysis, document.file)!;
    files.set(document.file, withDocumentText(file, document, applyEdits(document.text, edits)));
  }
  return analyse(analysis, { files }).analysis;
}

/** All edges of a workspace by position, so that new names change nothing. */
function shapeOf(analysis: Analysis): string {
  const { resources } = wiring(analysis);
  const numbers = new Map<TargetIdentity, number>(resources.map((each, number) => [each, number]));
  const shapeOfEdge = ({ role, targets }: Edge) => `${role} ${targets.map((each) => numbers.get(each)).join()}`;
  return resources.map(({ file, edges }) => `${file} ${edges.map(shapeOfEdge).sort().join('; ')}`).join('\n');
}

/** Every text that may be renamed, with a word that occurs nowhere. */
function textsOf(analysis: Analysis): readonly { readonly origin: Origin; readonly newName: string }[] {
  const index = new IndexReader(analysis.index);
  const found = new Map<string, { readonly origin: Origin; readonly newName: string }>();
  for (const resource of resourcesOf(analysis)) {
    for (const { part, start, end, document = resource.document, thing } of placesOf(
      resource,
      index,
      analysis.settings,
    )) {
      const isNamespace =
        thing.type === 'usage' && thing.usage.written.type === 'name' && thing.usage.written.kind === 'Namespace';
      if ((part === 'name' || part === 'key' || part === 'value') && end > start && !isNamespace) {
        const origin = { document, range: { start, end } };
        found.set(at(analysis, origin).join(' '), { origin, newName: 'zq-renamed' });
      }
    }
  }
  return [...found.values()];
}

function at(analysis: Analysis, { document, range }: Origin): [string, number, number] {
  const number = fileOf(analysis, document.file)!.documents.findIndex(({ facts }) => facts === document);
  return [document.file, number, range.start];
}

/** Numbers from 0 to 1, the same for the same seed. Source: mulberry32. */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
