import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Analysis, analyse, emptyAnalysis } from '../../server/src/core/analysis.ts';
import type { ChartContent } from '../../server/src/core/chart/files.ts';
import { readChartFile, readFile } from '../../server/src/core/kinds/documents.ts';
import type { ClusterFacts } from '../../server/src/core/live/facts.ts';
import type { SourceFile } from '../../server/src/core/model/document.ts';
import type { Origin } from '../../server/src/core/model/origin.ts';
import { documentNow, problemsOf, unknownOf } from '../../server/src/core/problems.ts';
import { rules } from '../../server/src/core/rules/list.ts';
import type { Rule } from '../../server/src/core/rules/rule.ts';
import { defaultSettings, type Settings } from '../../server/src/core/settings.ts';
import { directoryOf, isBelow } from '../../server/src/core/text/path.ts';
import { entriesOf } from '../../server/src/core/text/versionedMap.ts';

/**
 * A fixture is one string that holds a small workspace and its expected problems:
 *
 * ```
 * === deployment.yaml
 * apiVersion: apps/v1
 * …
 * === services/web.yaml
 * spec:
 *   selector:
 *     app: wbe
 * #        ^^^ warning service-selects-nothing: no pod template has app=wbe
 * ```
 *
 * - A line `=== path` begins a file. Text before the first such line belongs to `manifest.yaml`. The path may be
 *   followed by `| outside` (ignored, but open) or `| unread: because` (a text that is not read).
 * - A line of carets under a text line draws a squiggle: `^^^ [severity] code[: part of the message]`. It is removed
 *   before the text is read, and may begin with `#`. A range of several lines is drawn under its first line; an empty
 *   range is one caret. Hints may be left out.
 * - `^^^ unknown code: part of the reason` expects that the rule reports an unknown. Unknowns may be left out.
 * - `^^^ related: part of the message` expects a related location of some problem. They may be left out.
 * - `<|>` marks places, for features that need a cursor.
 */
export type Fixture = string | ({ readonly text: string } & FixtureOptions);

export interface FixtureOptions {
  readonly settings?: Partial<Settings>;
  /** Instead of all. */
  readonly rules?: readonly Rule[];
  readonly lineEnd?: '\n' | '\r\n' | '\r';
  /** False for a workspace that is still being read. */
  readonly complete?: boolean;
  /** The cluster, if one is connected. */
  readonly cluster?: ClusterFacts;
}

export interface FixtureFile {
  readonly path: string;
  /** Without the drawn lines and cursors. */
  readonly text: string;
  readonly outside: boolean;
  readonly unread: string | undefined;
  readonly expected: readonly Squiggle[];
  /** Offsets of `<|>` in `text`. */
  readonly cursors: readonly number[];
}

/** An expectation under a line of the text. Line and column from 0. */
interface Squiggle {
  readonly line: number;
  readonly column: number;
  readonly length: number;
  readonly kind: 'problem' | 'unknown' | 'related';
  readonly severity: string | undefined;
  readonly code: string;
  readonly message: string;
}

/** Analyses the fixture and fails, printing the text, unless squiggles expected and found match one to one. */
export function check(fixture: Fixture, options: FixtureOptions = {}): void {
  const files = parseFixture(fixture, options);
  const analysis = analysisOf(fixture, options);
  const failures: string[] = [];
  for (const file of files) {
    const found = squigglesIn(analysis, file);
    const unmatched = [...found];
    const missed = file.expected.filter((expected) => {
      const at = unmatched.findIndex((each) => fits(expected, each));
      if (at >= 0) {
        unmatched.splice(at, 1);
      }
      return at < 0;
    });
    const surplus = unmatched.filter((each) => each.kind === 'problem' && each.severity !== 'hint');
    if (missed.length > 0 || surplus.length > 0) {
      const drawn = found.filter((each) => each.kind === 'problem' || missed.some((other) => other.kind === each.kind));
      failures.push(
        `=== ${file.path}: found\n${draw(file.text, drawn)}`,
        ...(missed.length > 0 ? [`=== ${file.path}: expected, not found\n${draw(file.text, missed)}`] : []),
        ...(surplus.length > 0 ? [`=== ${file.path}: found, not expected\n${draw(file.text, surplus)}`] : []),
      );
    }
  }
  if (failures.length > 0) {
    assert.fail(`squiggles differ\n\n${failures.join('\n')}`);
  }
}

/**
 * The tests that every rule has: fixtures that it reports, and that no longer hold when it is taken out of the list,
 * and fixtures in which nothing is reported. At least one of each.
 */
export function testRule(
  code: string,
  fixtures: {
    readonly reports: Readonly<Record<string, Fixture>>;
    readonly silent: Readonly<Record<string, Fixture>>;
  },
): void {
  test(`${code} is in the list and has fixtures of both sorts`, () => {
    assert.ok(rules.some((rule) => rule.code === code));
    assert.ok(Object.keys(fixtures.reports).length > 0, 'no fixture that reports');
    assert.ok(Object.keys(fixtures.silent).length > 0, 'no fixture that stays silent');
  });
  const others = rules.filter((rule) => rule.code !== code);
  for (const [name, fixture] of Object.entries(fixtures.reports)) {
    test(`${code} reports ${name}`, () => {
      check(fixture);
      assert.throws(() => check(fixture, { rules: others }), /squiggles differ/, 'the fixture holds without the rule');
    });
  }
  for (const [name, fixture] of Object.entries(fixtures.silent)) {
    test(`${code} is silent about ${name}`, () => {
      const drawn = parseFixture(fixture).flatMap((file) => file.expected);
      assert.ok(!drawn.some((each) => each.kind === 'problem' && each.code === code), 'the fixture draws a squiggle');
      check(fixture);
    });
  }
}

/** The analysis of the fixture's files. */
export function analysisOf(fixture: Fixture, options: FixtureOptions = {}): Analysis {
  const all = { ...(typeof fixture === 'string' ? {} : fixture), ...options };
  const parsed = parseFixture(fixture, options);
  const charts = chartsIn(parsed);
  const inCharts = new Set([...charts.values()].flatMap((chart) => chart.files.map(({ path }) => path)));
  const files = new Map(
    parsed.map((file) => [
      file.path,
      inCharts.has(file.path) ? readChartFile(file.path, file.text) : sourceFileOf(file),
    ]),
  );
  const settings = { ...defaultSettings, ...all.settings };
  const { cluster } = all;
  const change = { files, charts, settings, complete: all.complete ?? true, ...(cluster ? { cluster } : {}) };
  return analyse(emptyAnalysis, change, all.rules ?? rules).analysis;
}

/** The charts of a fixture: every file below a Chart.yaml that states its apiVersion. Other charts are not rendered. */
function chartsIn(files: readonly FixtureFile[]): ReadonlyMap<string, ChartContent> {
  const charts = files
    .filter(({ path, text }) => /(?:^|\/)Chart\.yaml$/.test(path) && text.includes('apiVersion'))
    .map(({ path }) => directoryOf(path));
  return new Map(
    charts.map((directory) => [
      directory,
      {
        files: files
          .filter(({ path }) => isBelow(directory, path))
          .map(({ path, text }) => ({ path, text, name: directory === '' ? path : path.slice(directory.length + 1) })),
        packed: new Map(),
        valuesFiles: [],
      },
    ]),
  );
}

export function sourceFileOf(file: FixtureFile): SourceFile {
  if (file.unread !== undefined) {
    return { path: file.path, documents: [], unread: { because: file.unread, text: file.text } };
  }
  const read = readFile(file.path, file.text);
  return file.outside ? { ...read, outside: true } : read;
}

/** The files that a fixture holds, in its order. */
export function parseFixture(fixture: Fixture, options: FixtureOptions = {}): readonly FixtureFile[] {
  const all = { ...(typeof fixture === 'string' ? {} : fixture), ...options };
  const lineEnd = all.lineEnd ?? '\n';
  const lines = (typeof fixture === 'string' ? fixture : fixture.text).replace(/^\n/, '').split('\n');
  const files: FixtureFile[] = [];
  let header = 'manifest.yaml';
  let textLines: string[] = [];
  let expected: Squiggle[] = [];
  let begun = false;
  const finish = () => {
    if (begun || textLines.some((line) => line.trim() !== '')) {
      files.push(fileOf(header, textLines, expected, lineEnd));
    }
    textLines = [];
    expected = [];
  };
  for (const line of lines) {
    const heading = /^=== (.+?)(?: ===)?$/.exec(line);
    if (heading) {
      finish();
      header = heading[1]!;
      begun = true;
      continue;
    }
    const drawn = drawnIn(line, textLines.length - 1);
    if (drawn) {
      expected.push(drawn);
    } else {
      textLines.push(line);
    }
  }
  finish();
  return files;
}

function fileOf(header: string, lines: readonly string[], expected: readonly Squiggle[], lineEnd: string): FixtureFile {
  const [path = '', ...words] = header.split('|').map((part) => part.trim());
  const parts = lines.join(lineEnd).split('<|>');
  let offset = 0;
  const cursors = parts.slice(0, -1).map((part) => {
    offset += part.length;
    return offset;
  });
  const unread = words.find((word) => word.startsWith('unread:'))?.slice('unread:'.length);
  return { path, text: parts.join(''), outside: words.includes('outside'), unread: unread?.trim(), expected, cursors };
}

function drawnIn(line: string, under: number): Squiggle | undefined {
  const match = /^(\s*(?:#\s*)?)(\^+) (?:(error|warning|information|hint|unknown) )?([\w-]+)(?:: (.*))?$/.exec(line);
  if (!match) {
    return undefined;
  }
  const [, before = '', carets = '', word, code = '', message = ''] = match;
  return {
    line: under,
    column: before.length,
    length: carets.length,
    kind: word === 'unknown' ? 'unknown' : code === 'related' ? 'related' : 'problem',
    severity: word === 'unknown' ? undefined : word,
    code,
    message,
  };
}

function squigglesIn(analysis: Analysis, file: FixtureFile): Squiggle[] {
  const squiggle = (at: Origin, rest: Omit<Squiggle, 'line' | 'column' | 'length'>): Squiggle[] => {
    const place = at.document.file === file.path ? documentNow(analysis, at.document) : undefined;
    if (!place) {
      return [];
    }
    const start = place.start + at.range.start;
    const before = file.text.slice(0, start).split(/\r\n|\n|\r/);
    const here = file.text.slice(start, place.start + at.range.end).split(/\r\n|\n|\r/)[0] ?? '';
    return [{ line: before.length - 1, column: before.at(-1)!.length, length: Math.max(1, here.length), ...rest }];
  };
  const found: Squiggle[] = [];
  for (const path of pathsOf(analysis)) {
    for (const { severity, code, message, at, related } of problemsOf(analysis, path)) {
      found.push(...squiggle(at, { kind: 'problem', severity, code, message }));
      for (const each of related) {
        found.push(
          ...squiggle(each.at, { kind: 'related', severity: undefined, code: 'related', message: each.message }),
        );
      }
    }
    for (const { code, because, at } of unknownOf(analysis, path)) {
      found.push(...squiggle(at, { kind: 'unknown', severity: undefined, code, message: because }));
    }
  }
  return found;
}

function pathsOf(analysis: Analysis): readonly string[] {
  return [...entriesOf(analysis.index.files)].map(([path]) => path).sort();
}

function fits(expected: Squiggle, found: Squiggle): boolean {
  return (
    expected.kind === found.kind &&
    expected.line === found.line &&
    expected.column === found.column &&
    expected.length === found.length &&
    expected.code === found.code &&
    (expected.severity === undefined || expected.severity === found.severity) &&
    found.message.includes(expected.message)
  );
}

/** The text with squiggles under its lines, as a fixture has them. */
function draw(text: string, squiggles: readonly Squiggle[]): string {
  const lines = text.split(/\r\n|\n|\r/);
  return lines
    .flatMap((line, number) => [
      line,
      ...squiggles
        .filter((each) => each.line === number)
        .sort((a, b) => a.column - b.column)
        .map((each) => {
          const indent = each.column > 0 ? `#${' '.repeat(each.column - 1)}` : '';
          const word = each.kind === 'unknown' ? 'unknown' : each.severity;
          const message = each.message === '' ? '' : `: ${each.message}`;
          return `${indent}${'^'.repeat(each.length)} ${word ? `${word} ` : ''}${each.code}${message}`;
        }),
    ])
    .join('\n');
}
