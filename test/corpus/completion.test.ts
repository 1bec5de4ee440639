import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { analyse, emptyAnalysis, fileOf } from '../../server/src/core/analysis.ts';
import { completions } from '../../server/src/core/features/completion.ts';
import { readFile } from '../../server/src/core/kinds/documents.ts';
import { entriesOf } from '../../server/src/core/text/versionedMap.ts';
import { decode } from '../../server/src/sources/decode.ts';
import { randomFrom, shuffled } from './breaks/random.ts';
import { analysisOfFolder } from './measure.ts';
import { corpus, corpusIsNotHere } from './unpack.ts';

const root = corpus();
const here = root ? {} : { skip: corpusIsNotHere };

test('a list at any place of a manifest that is cut off anywhere: nothing is thrown', here, (context) => {
  const random = randomFrom('cut off');
  const times: number[] = [];
  for (const repository of shuffled(readdirSync(root!).sort(), random).slice(0, 5)) {
    const folder = path.join(root!, repository);
    const analysis = analysisOfFolder(folder);
    const files = [...entriesOf(analysis.index.files).keys()].filter((file) => existsSync(path.join(folder, file)));
    for (const file of shuffled(files.sort(), random).slice(0, 100)) {
      const decoded = decode(readFileSync(path.join(folder, file)));
      const whole = 'text' in decoded ? decoded.text : '';
      const text = whole.slice(0, Math.floor(random() * whole.length));
      const change = { files: new Map([[file, readFile(file, text, fileOf(analysis, file))]]), last: true };
      const cut = analyse(analysis, change, []).analysis;
      for (const offset of [text.length, Math.floor(random() * text.length)]) {
        const start = performance.now();
        const { items } = completions(cut, file, text, offset);
        times.push(performance.now() - start);
        for (const { range } of items) {
          assert.ok(range.start <= offset && offset <= range.end, `${repository}/${file} at ${offset}`);
        }
      }
    }
  }
  times.sort((a, b) => a - b);
  const p95 = times[Math.floor(times.length * 0.95)]!;
  context.diagnostic(`${times.length} lists, 95 % within ${p95.toFixed(1)} ms`);
  assert.ok(p95 < 200, `95 % within ${p95} ms`);
});

test('a list in a file of 100,000 lines costs less than reading the file', (context) => {
  const one = (at: number) =>
    `apiVersion: v1\nkind: Service\nmetadata:\n  name: web-${at}\nspec:\n  selector:\n    app: web-${at}\n  ports:\n  - port: 80\n---\n`;
  const text = Array.from({ length: 10_000 }, (_, at) => one(at)).join('');
  const reading = process.cpuUsage();
  const files = new Map([['all.yaml', readFile('all.yaml', text)]]);
  const { analysis } = analyse(emptyAnalysis, { files, complete: true });
  const read = millisecondsSince(reading);
  const end = text.indexOf('app: web-5000\n') + 'app: '.length;
  const listing = process.cpuUsage();
  completions(analysis, 'all.yaml', text, end);
  const listed = millisecondsSince(listing);
  context.diagnostic(`${listed.toFixed(0)} ms beside ${read.toFixed(0)} ms to read and judge the file`);
  assert.ok(listed < read, `${listed} ms beside ${read} ms`);
});

/** Of processor time, which other programs do not change much. */
function millisecondsSince(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}
