import { readdirSync } from 'node:fs';
import path from 'node:path';
import { type Analysis, analyse, fileOf } from '../../server/src/core/analysis.ts';
import { fingerprintOf } from '../../server/src/core/fingerprint.ts';
import { withDocumentText } from '../../server/src/core/kinds/documents.ts';
import type { DocumentFacts } from '../../server/src/core/model/document.ts';
import type { Problem } from '../../server/src/core/model/problem.ts';
import { documentNow, eachProblemOf } from '../../server/src/core/problems.ts';
import { entriesOf } from '../../server/src/core/text/versionedMap.ts';
import { randomNumbers } from './renames.ts';

/** What random edits do to the fingerprints of problems. */
export interface Fingerprinted {
  /** Edits elsewhere in the file after which the problem is still at its place, in the same object. */
  readonly elsewhere: number;
  readonly kept: number;
  /** The edits after which the problem is gone, or in an object of another name: no answer is right. */
  readonly gone: number;
  /** Edits of the text at the place after which there is a problem of the rule. */
  readonly changed: number;
  readonly different: number;
  /** One line for each fingerprint that should have been kept, or should have changed. */
  readonly wrong: readonly string[];
}

/** @param count how many edits are made elsewhere, in all repositories together */
export function editAtRandom(root: string, count: number, analysisOf: (folder: string) => Analysis): Fingerprinted {
  const result = { elsewhere: 0, kept: 0, gone: 0, changed: 0, different: 0 };
  const wrong: string[] = [];
  const next = randomNumbers(1);
  const pick = <T>(all: readonly T[]): T | undefined => all[Math.floor(next() * all.length)];
  const repositories = readdirSync(root).sort();
  for (const [position, repository] of repositories.entries()) {
    const analysis = analysisOf(path.join(root, repository));
    const problems = [...entriesOf(analysis.index.files)].flatMap(([file]) => eachProblemOf(analysis, file));
    // What earlier repositories could not give is made up for by the others.
    const wanted = Math.ceil((count - result.elsewhere) / (repositories.length - position));
    const before = result.elsewhere;
    for (let tried = 0; problems.length > 0 && result.elsewhere - before < wanted && tried < 4 * wanted; tried++) {
      const problem = pick(problems)!;
      const where = `${repository}/${problem.at.document.file} ${problem.at.range.start} ${problem.code}`;
      const elsewhere = editElsewhere(analysis, problem, pick);
      const moved = elsewhere && sameProblem(analysis, problem, elsewhere);
      if (!moved) {
        result.gone += elsewhere ? 1 : 0;
      } else {
        result.elsewhere++;
        const isKept = fingerprintOf(moved) === fingerprintOf(problem);
        result.kept += isKept ? 1 : 0;
        wrong.push(...(isKept ? [] : [`another one after an edit elsewhere (${elsewhere.kind}): ${where}`]));
      }
      const there = editThere(problem);
      const other = there && sameProblem(analysis, problem, there);
      if (other) {
        result.changed++;
        const isDifferent = fingerprintOf(other) !== fingerprintOf(problem);
        result.different += isDifferent ? 1 : 0;
        wrong.push(...(isDifferent ? [] : [`the same one after an edit of the place: ${where}`]));
      }
    }
  }
  return { ...result, wrong };
}

interface Edit {
  readonly kind: string;
  readonly document: DocumentFacts;
  readonly text: string;
  /** How far the place moves. */
  readonly shift: number;
}

/** An edit of a line of the file that the place of the problem does not touch. */
function editElsewhere(
  analysis: Analysis,
  { at }: Problem,
  pick: <T>(all: readonly T[]) => T | undefined,
): Edit | undefined {
  const documents = fileOf(analysis, at.document.file)?.documents ?? [];
  const document = pick(documents)?.facts;
  if (!document) {
    return undefined;
  }
  const lines = [...document.text.matchAll(/[^\n]*(?:\n|$)/g)].filter(([line]) => line !== '');
  const isFree = ({ index, 0: line }: RegExpExecArray) =>
    document !== at.document || index + line.length <= lineStart(at) || index > at.range.end;
  const line = pick(lines.filter((each) => isFree(each as RegExpExecArray)));
  if (!line) {
    return undefined;
  }
  const kind = pick(Object.keys(kinds))!;
  const [text] = line;
  const changed = kinds[kind]!(text);
  if (changed === text) {
    return undefined;
  }
  const isBefore =
    documents.findIndex(({ facts }) => facts === document) <
      documents.findIndex(({ facts }) => facts === at.document) ||
    (document === at.document && line.index < at.range.start);
  return {
    kind,
    document,
    text: document.text.slice(0, line.index) + changed + document.text.slice(line.index + text.length),
    shift: isBefore ? changed.length - text.length : 0,
  };
}

/** Each keeps the text if it does not fit. */
const kinds: Readonly<Record<string, (line: string) => string>> = {
  'a blank line': (line) => `\n${line}`,
  'a comment': (line) => `${/^ */.exec(line)![0]}# A comment.\n${line}`,
  'a comment at the end': (line) => (/^[^#|>"']*\w\n$/.test(line) ? line.replace(/\n$/, ' # A comment.\n') : line),
  'another value': (line) => line.replace(/(?<=: [\w.-]*\w)\n$/, 'x\n'),
  quotes: (line) => line.replace(/: ([a-z]\w*)\n$/, ': "$1"\n'),
  'a line removed': () => '',
};

function lineStart({ document, range }: Problem['at']): number {
  return document.text.lastIndexOf('\n', range.start - 1) + 1;
}

/** Another last letter of the text at the place, if that is one word. */
function editThere({ at: { document, range } }: Problem): Edit | undefined {
  const text = document.text.slice(range.start, range.end);
  return /^[\w.-]*[a-z]$/.test(text)
    ? {
        kind: 'the place',
        document,
        text: `${document.text.slice(0, range.end)}q${document.text.slice(range.end)}`,
        shift: 0,
      }
    : undefined;
}

/** The problem of the same rule and object at the place after an edit; undefined if there is none. */
function sameProblem(analysis: Analysis, problem: Problem, { document, text, shift }: Edit): Problem | undefined {
  const { file } = problem.at.document;
  const files = new Map([[file, withDocumentText(fileOf(analysis, file)!, document, text)]]);
  const after = analyse(analysis, { files }).analysis;
  const place = placeOf(analysis, problem) + shift;
  const { group, kind, namespace, name, bundle } = problem.resource;
  return eachProblemOf(after, file).find(
    ({ code, at, resource }) =>
      code === problem.code &&
      placeOf(after, { at }) === place &&
      resource.group === group &&
      resource.kind === kind &&
      resource.namespace?.value === namespace?.value &&
      resource.name === name &&
      resource.bundle === bundle,
  );
}

function placeOf(analysis: Analysis, { at }: Pick<Problem, 'at'>): number {
  return (documentNow(analysis, at.document)?.start ?? 0) + at.range.start;
}
