import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  emptyMap,
  entriesOf,
  lookUp,
  type VersionedMap,
  withChanges,
} from '../../../server/src/core/text/versionedMap.ts';

type Model = ReadonlyMap<number, number>;

/** A map and its expected content, which must not change while somebody holds the map. */
interface Held {
  readonly map: VersionedMap<number, number>;
  readonly model: Model;
}

const keys = 8000;

test('every map holds what it held, whatever was made of it since, and in whatever branches', () => {
  const random = randomFrom(7);
  const held: Held[] = [{ map: emptyMap(), model: new Map() }];
  let newest = held[0]!;
  for (let step = 0; step < 80; step++) {
    // Mostly the newest goes on, as a workspace does; at times an earlier one branches off, as a trial of a fix does.
    const from = random() < 0.8 ? newest : held[Math.floor(random() * held.length)]!;
    const next = changed(from, sizes[Math.floor(random() * sizes.length)]!, random);
    held.push(next);
    newest = random() < 0.9 ? next : newest;
  }
  for (const { map, model } of held) {
    assert.deepEqual(new Map(entriesOf(map)), new Map(model));
    assert.equal([...entriesOf(map)].length, model.size);
    for (let key = 0; key < keys; key += 7) {
      assert.equal(lookUp(map, key), model.get(key));
    }
  }
});

test('an update costs what it changes: the table is shared, and nobody holds an earlier map for a later one', () => {
  const first = withChanges(emptyMap<number, number>(), new Map(range(keys).map((key) => [key, key])));
  const second = withChanges(first, new Map([[1, 2]]));
  assert.equal(second.table, first.table);
  assert.deepEqual(Object.values(second), [first.table]);
  assert.equal(first.update?.keys.length, 1);
});

test('an earlier map that is updated has its table again, and the trial that was made of it holds what it held', () => {
  const first = withChanges(emptyMap<number, number>(), new Map(range(keys).map((key) => [key, key])));
  const trial = withChanges(first, new Map([[1, undefined]]));
  const next = withChanges(first, new Map([[2, 5]]));
  assert.equal(next.table, first.table);
  assert.deepEqual(
    [1, 2, 3].map((key) => lookUp(trial, key)),
    [undefined, 2, 3],
  );
  assert.deepEqual(
    [1, 2, 3].map((key) => lookUp(next, key)),
    [1, 5, 3],
  );
  assert.equal(next.update, undefined);
});

test('a constant that is empty holds nothing of what is made of it', () => {
  const constant = emptyMap<number, number>();
  withChanges(constant, new Map([[1, 1]]));
  assert.deepEqual(constant, { table: new Map() });
});

test('what is gone through stays what it was, whatever is changed meanwhile', () => {
  const map = withChanges(emptyMap<number, number>(), new Map(range(4).map((key) => [key, key])));
  const seen: number[] = [];
  for (const [key] of entriesOf(map)) {
    seen.push(key);
    withChanges(
      map,
      new Map([
        [key + 1, undefined],
        [key + 10, 1],
      ]),
    );
  }
  assert.deepEqual(seen, [0, 1, 2, 3]);
});

const sizes = [1, 3, 40, 600, 2500];

function changed({ map, model }: Held, size: number, random: () => number): Held {
  const changes = new Map<number, number | undefined>();
  const next = new Map(model);
  for (let i = 0; i < size; i++) {
    const key = Math.floor(random() * keys);
    const value = random() < 0.3 ? undefined : Math.floor(random() * 1000);
    changes.set(key, value);
    if (value === undefined) {
      next.delete(key);
    } else {
      next.set(key, value);
    }
  }
  return { map: withChanges(map, changes), model: next };
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, at) => at);
}

/** A linear congruential generator: the same numbers every time. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}
