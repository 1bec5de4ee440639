import { type Analysis, fileOf } from '../../../server/src/core/analysis.ts';
import type { Origin } from '../../../server/src/core/model/origin.ts';
import { documentNow } from '../../../server/src/core/problems.ts';
import { analysisOf, type FixtureFile, parseFixture } from '../fixture.ts';

/** A workspace with cursors `<|>`, and functions that turn them into arguments and places into text. */
export interface Marked {
  readonly analysis: Analysis;
  /** File, number of the document and offset in it, of each cursor in order. */
  readonly cursors: readonly (readonly [path: string, document: number, offset: number])[];
  /** E.g. `a.yaml:7 app: web`. Lines count from 1. */
  shown(places: readonly Origin[]): readonly string[];
}

export function marked(fixture: string): Marked {
  const files = parseFixture(fixture);
  const analysis = analysisOf(fixture);
  return {
    analysis,
    cursors: files.flatMap((file) => file.cursors.map((offset) => cursorOf(file, offset, analysis))),
    shown: (places) =>
      places.map(({ document, range }) => {
        const { line } = documentNow(analysis, document)!;
        const before = document.text.slice(0, range.start).split('\n').length;
        const [text] = document.text.slice(range.start, range.end).split('\n');
        return `${document.file}:${line + before} ${text}`;
      }),
  };
}

function cursorOf({ path }: FixtureFile, offset: number, analysis: Analysis): readonly [string, number, number] {
  const documents = fileOf(analysis, path)?.documents ?? [];
  const number = documents.findLastIndex(({ start }) => start <= offset);
  return [path, number, offset - (documents[number]?.start ?? 0)];
}
