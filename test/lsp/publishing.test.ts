import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Diagnostic } from 'vscode-languageserver/node';
import { createPublisher } from '../../server/src/lsp/publishing.ts';
import { createTimeSlices, sliceLength } from '../../server/src/lsp/timeSlices.ts';
import { eventually } from '../harness/vscode/eventually.ts';
import { pause } from './client.ts';

const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } };
const problem = (message: string): Diagnostic => ({ range, message });

/**
 * A publisher over texts that a test sets, and what it sent: `file: message`, or `file:` for an empty list.
 *
 * @param looked called before a file is looked at
 */
function publisher(looked: (uri: string) => void = () => {}) {
  const now = new Map<string, string>();
  const sent: string[] = [];
  const failures: string[] = [];
  let rounds = 0;
  const created = createPublisher({
    current: (uri) => {
      looked(uri);
      const message = now.get(uri);
      if (message === 'throw') {
        throw new Error(message);
      }
      return { uri, diagnostics: message === undefined ? [] : [problem(message)] };
    },
    send: ({ uri, diagnostics }) => sent.push(`${uri}: ${diagnostics.map((each) => each.message).join()}`.trimEnd()),
    emit: () => rounds++,
    failed: (uri) => failures.push(uri),
  });
  return { ...created, now, sent, failures, rounds: () => rounds };
}

test('what is sent is what holds when it is sent', async () => {
  const { concern, now, sent } = publisher();
  now.set('a', 'one');
  concern(['a']);
  now.set('a', 'two');
  await pause(80);
  assert.deepEqual(sent, ['a: two']);
  now.set('a', 'three');
  concern(['a', 'b']);
  now.set('a', 'two');
  await pause(80);
  assert.deepEqual(sent, ['a: two']);
});

test('without end of events something is sent all the same', async () => {
  const { concern, now, rounds } = publisher();
  let events = 0;
  // It never becomes quiet; without a longest delay there would be no round at all.
  await eventually(() => {
    now.set('a', String(++events));
    concern(['a']);
    assert.ok(rounds() >= 2, `${rounds()} rounds after ${events} events`);
  }, 30_000);
});

test('slices of background work that follow each other do not keep the timer from ending', async () => {
  const { concern, now, sent } = publisher();
  const slicesUntilSent = (text: string): Promise<number> => {
    now.set('typed', text);
    concern(['typed']);
    let slices = 0;
    return new Promise((done) => {
      const slice = (): void => {
        for (const end = performance.now() + sliceLength; performance.now() < end; );
        concern([`found ${slices}`]);
        concern([]);
        slices++;
        if (sent.includes(`typed: ${text}`) || slices === 50) {
          done(slices);
        } else {
          setImmediate(slice);
        }
      };
      slice();
    });
  };
  // 100 milliseconds are 13 slices. A timer that every slice starts again may end in time by chance.
  for (const text of ['one', 'two', 'three', 'four', 'five']) {
    const slices = await slicesUntilSent(text);
    assert.ok(slices < 20, `${slices} slices`);
  }
});

test('what changed last is sent first', async () => {
  const looked: string[] = [];
  const { concern } = publisher((uri) => looked.push(uri));
  concern(['a', 'b', 'c']);
  concern(['d', 'b']);
  await pause(150);
  assert.deepEqual(looked, ['d', 'b', 'a', 'c']);
});

test('while paused nothing is sent, for two seconds at most', async () => {
  const { concern, setPaused, now, sent } = publisher();
  setPaused(true);
  now.set('a', 'half');
  concern(['a']);
  await pause(150);
  setPaused(true);
  await pause(150);
  assert.deepEqual(sent, []);
  now.set('a', 'whole');
  setPaused(false);
  await pause(80);
  assert.deepEqual(sent, ['a: whole']);

  setPaused(true);
  now.set('a', 'late');
  concern(['a']);
  await pause(1000);
  // It is paused since before, not since now.
  setPaused(true);
  await pause(900);
  assert.deepEqual(sent, ['a: whole']);
  await pause(400);
  assert.deepEqual(sent, ['a: whole', 'a: late']);
});

test('a pause between two slices of a round keeps back the rest of the round', async () => {
  const { concern, setPaused, now, sent } = publisher((uri) => {
    if (uri === 'a') {
      setPaused(true);
      // Longer than a slice.
      for (const end = performance.now() + 20; performance.now() < end; );
    }
  });
  now.set('a', 'one');
  now.set('b', 'half');
  concern(['a', 'b']);
  await pause(150);
  assert.deepEqual(sent, ['a: one']);
  now.set('b', 'whole');
  setPaused(false);
  await pause(150);
  assert.deepEqual(sent, ['a: one', 'b: whole']);
});

test('a file that fails leaves the others', async () => {
  const { concern, now, sent, failures } = publisher();
  now.set('a', 'throw');
  now.set('b', 'fine');
  concern(['a', 'b']);
  await pause(80);
  assert.deepEqual(sent, ['b: fine']);
  assert.deepEqual(failures, ['a']);
});

test('after the goodbye nothing is sent', async () => {
  const { concern, setPaused, dispose, now, sent } = publisher();
  now.set('a', 'one');
  setPaused(true);
  concern(['a']);
  dispose();
  concern(['a']);
  setPaused(false);
  await pause(80);
  assert.deepEqual(sent, []);
});

test('work is done in order, and work that fails or is dropped leaves the rest', async () => {
  const done: string[] = [];
  const failures: unknown[] = [];
  const slices = createTimeSlices({ failed: (error) => failures.push(error), now: () => 0, messages: () => 0 });
  function* work(name: string, steps: number) {
    try {
      for (let step = 0; step < steps; step++) {
        if (name === 'fails' && step === 1) {
          throw new Error(name);
        }
        yield;
      }
      done.push(name);
    } finally {
      done.push(`end of ${name}`);
    }
  }
  const dropped = work('dropped', 10);
  dropped.next();
  slices.add(work('first', 3));
  slices.add(work('fails', 3));
  slices.add(dropped);
  slices.add(work('last', 3));
  slices.drop(dropped);
  await eventually(() => assert.equal(done.length, 6));
  assert.deepEqual(done, ['end of dropped', 'first', 'end of first', 'end of fails', 'last', 'end of last']);
  assert.equal(failures.length, 1);
});

test('work gives way after each slice', async () => {
  let now = 0;
  const slices = createTimeSlices({ failed: () => {}, now: () => now, messages: () => 0 });
  let steps = 0;
  slices.add(
    (function* () {
      for (; steps < 100; steps++) {
        now += 1;
        yield;
      }
    })(),
  );
  const seen: number[] = [];
  for (let turn = 0; turn < 3; turn++) {
    await new Promise((resolve) => setImmediate(resolve));
    seen.push(steps);
  }
  assert.deepEqual(
    seen,
    [sliceLength, 2 * sliceLength, 3 * sliceLength].map((each) => each - 1),
  );
  slices.dispose();
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(steps, seen.at(-1));
});

test('messages that follow each other go before work, but do not keep it from going on', async () => {
  let messages = 0;
  let now = 0;
  const slices = createTimeSlices({ failed: () => {}, now: () => now, messages: () => messages });
  let done = 0;
  slices.add(
    (function* () {
      for (;;) {
        now += sliceLength;
        done++;
        yield;
      }
    })(),
  );
  const turns = async (count: number, each: () => void): Promise<void> => {
    for (let turn = 0; turn < count; turn++) {
      each();
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  await turns(10, () => messages++);
  assert.equal(done, 0);
  await turns(90, () => messages++);
  assert.ok(done > 0 && done < 10, `${done} slices beside 100 messages`);
  const before = done;
  await turns(10, () => {});
  assert.ok(done >= before + 9);
  slices.dispose();
});
