import assert from 'node:assert/strict';
import type { Analysis } from '../../../server/src/core/analysis.ts';
import { fixesFor } from '../../../server/src/core/features/fixes.ts';
import type { Fix, Problem } from '../../../server/src/core/model/problem.ts';
import { documentNow, problemsOf } from '../../../server/src/core/problems.ts';
import { applyEdits } from '../../../server/src/core/text/range.ts';
import { analysisOf, type Fixture, type FixtureOptions, parseFixture } from '../fixture.ts';

/** Every problem of a fixture, in the order of its files. */
export function problemsIn(fixture: Fixture, analysis: Analysis): readonly Problem[] {
  return parseFixture(fixture).flatMap((file) => problemsOf(analysis, file.path));
}

/** The titles of the fixes for the first problem with the code; the preferred one ends in a star. */
export function titlesFor(code: string, fixture: Fixture, options: FixtureOptions = {}): readonly string[] {
  const analysis = analysisOf(fixture, options);
  const problem = problemsIn(fixture, analysis).find((each) => each.code === code);
  assert.ok(problem, `no ${code} is reported`);
  return fixesFor(analysis, problem).map((fix) => fix.title + (fix.preferred ? ' *' : ''));
}

/**
 * Applies a fix of the first problem with the code (the preferred one, or the one whose title begins so) and compares
 * every file with the expected text; files that are not named must not change.
 */
export function checkFix(
  code: string,
  before: Fixture,
  after: string,
  title?: string,
  options: FixtureOptions = {},
): void {
  const analysis = analysisOf(before, options);
  const problem = problemsIn(before, analysis).find((each) => each.code === code);
  assert.ok(problem, `no ${code} is reported`);
  const fixes = fixesFor(analysis, problem);
  const fix = fixes.find((each) => (title === undefined ? each.preferred : each.title.startsWith(title)));
  assert.ok(fix, `no such fix: ${fixes.map((each) => each.title).join(' | ') || 'none at all'}`);
  const found = textsAfter(analysis, before, fix, options);
  const expected = new Map(parseFixture(after, options).map((file) => [file.path, file.text]));
  for (const { path, text } of parseFixture(before, options)) {
    assert.equal(withoutLastLineEnd(found.get(path)!), withoutLastLineEnd(expected.get(path) ?? text), path);
  }
}

/** A file that is followed by another ends without its line end. */
function withoutLastLineEnd(text: string): string {
  return text.replace(/(\r\n|\n|\r)$/, '');
}

/** Every file of the fixture with the fix made. */
export function textsAfter(
  analysis: Analysis,
  fixture: Fixture,
  fix: Pick<Fix, 'changes'>,
  options: FixtureOptions = {},
): ReadonlyMap<string, string> {
  const texts = new Map(parseFixture(fixture, options).map((file) => [file.path, file.text]));
  const byFile = new Map<string, { range: { start: number; end: number }; newText: string }[]>();
  for (const { document, edits } of fix.changes) {
    const { start } = documentNow(analysis, document)!;
    const moved = edits.map(({ range, newText }) => ({
      range: { start: range.start + start, end: range.end + start },
      newText,
    }));
    byFile.set(document.file, [...(byFile.get(document.file) ?? []), ...moved]);
  }
  for (const [file, edits] of byFile) {
    texts.set(file, applyEdits(texts.get(file)!, edits));
  }
  return texts;
}
