import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Analysis, analyse, emptyAnalysis } from '../../../server/src/core/analysis.ts';
import { fixesFor } from '../../../server/src/core/features/fixes.ts';
import { readFile } from '../../../server/src/core/kinds/documents.ts';
import type { Origin } from '../../../server/src/core/model/origin.ts';
import { documentNow, problemsOf } from '../../../server/src/core/problems.ts';
import { markedManifests } from './reference-pairs/pairs.ts';

const path = 'manifest.yaml';
const mark = /«([^|»]*)\|([^|»]*)\|([a-z-]+)(\*?)»/g;

const pairs = markedManifests.flatMap(({ name, text }) => {
  const right = text.replaceAll(mark, '$1');
  return [...text.matchAll(mark)].map((found, place) => {
    const [, is = '', wrong = '', code = '', elsewhere] = found;
    let at = 0;
    const broken = text.replaceAll(mark, (_, first: string, second: string) => (at++ === place ? second : first));
    const line = text.slice(0, found.index).split('\n').length;
    return { title: `${name}: ${is} → ${wrong}`, right, broken, code, line: elsewhere === '' ? line : undefined };
  });
});

test('there are at least 150 pairs of a right and a broken manifest', () => {
  assert.ok(pairs.length >= 150, `${pairs.length} pairs`);
});

test('nothing is reported for the right manifest', () => {
  const wrong = markedManifests.flatMap(({ name, text }) => {
    const { analysis, problems } = reportedIn(text.replaceAll(mark, '$1'));
    return problems.map(({ code, message, at }) => `${name}: ${code} in line ${lineOf(analysis, at)}: ${message}`);
  });
  assert.deepEqual(wrong, []);
});

test('each broken manifest is reported at the line of what is broken, and mostly fixed', (context) => {
  let references = 0;
  let fixed = 0;
  const missed = pairs.flatMap(({ title, broken, code, line }) => {
    const { analysis, problems } = reportedIn(broken);
    const found = problems.filter(
      (each) => each.code === code && (line === undefined || lineOf(analysis, each.at) === line),
    );
    const isFixed = found.some((each) => fixesFor(analysis, each).some(({ preferred }) => preferred));
    if (!isOfText(code)) {
      references++;
      fixed += isFixed ? 1 : 0;
    }
    const said = problems.map((each) => `${each.code} in line ${lineOf(analysis, each.at)}`).join(', ') || 'nothing';
    return found.length > 0 ? [] : [`${title}: ${code} in line ${line ?? 'another'} is missing, but ${said}`];
  });
  context.diagnostic(`${pairs.length} pairs; of ${references} broken references ${fixed} have a preferred fix`);
  assert.deepEqual(missed, []);
  assert.ok(fixed >= references * 0.95, `only ${fixed} of ${references} have a preferred fix`);
});

/** Whether the API server rejects the text by itself, so that often several texts would be right. */
function isOfText(code: string): boolean {
  return /-rejected$|^label-not-a-string$|^node-port/.test(code);
}

function reportedIn(text: string) {
  const files = new Map([[path, readFile(path, text)]]);
  const { analysis } = analyse(emptyAnalysis, { files, complete: true });
  return { analysis, problems: problemsOf(analysis, path).filter(({ severity }) => severity !== 'hint') };
}

/** From 1. */
function lineOf(analysis: Analysis, { document, range }: Origin): number {
  const { line } = documentNow(analysis, document)!;
  return line + document.text.slice(0, range.start).split('\n').length;
}
