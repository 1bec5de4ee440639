import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Io } from '../../server/src/cli/io.ts';
import { progressOn } from '../../server/src/cli/progress.ts';

test('a long command says on a terminal how far it is, and removes the line at its end', async () => {
  const shown: string[] = [];
  const io = { showProgress: (text: string) => void shown.push(text) } as unknown as Io;
  const short = progressOn(io);
  short.read(1);
  short.judge(1);
  short.end();
  assert.deepEqual(shown, [], 'a short command says nothing');

  const long = progressOn(io);
  await new Promise((resolve) => setTimeout(resolve, 550));
  long.read(3400);
  long.read(3401);
  assert.deepEqual(shown, ['Reading: 3400 files'], 'not for every file');
  long.judge(3500);
  long.end();
  assert.deepEqual(shown, ['Reading: 3400 files', 'Judging 3500 files', '']);

  const elsewhere = progressOn({} as unknown as Io);
  elsewhere.read(1);
  elsewhere.judge(1);
  elsewhere.end();
});
