import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  emptyMap,
  entriesOf,
  type LayeredMap,
  lookUp,
  seenWith,
  withChanges,
} from '../../../server/src/core/index/layeredMap.ts';

type Model = ReadonlyMap<number, number>;

/** A map and what it has to hold for as long as anybody holds it. */
interface Held {
  readonly map: LayeredMap<number, number>;
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

test('an update costs what it changes: what is below is shared', () => {
  const large = withChanges(emptyMap<number, number>(), new Map(range(keys).map((key) => [key, key])));
  const one = withChanges(large, new Map([[1, 2]]));
  assert.equal(one.base, large.base);
  assert.equal(one.log, large.log);
  const more = withChanges(one, new Map(range(1000).map((key) => [key, -key])));
  assert.equal(more.base, large.base);
  const evenMore = withChanges(more, new Map(range(1000).map((key) => [key, key])));
  assert.equal(evenMore.log, more.log);
});

test('what is only looked up in is as the map that is kept', () => {
  const random = randomFrom(11);
  let held: Held = { map: emptyMap(), model: new Map() };
  for (const size of [2500, 40, 600, 3]) {
    const { map } = held;
    const changes = new Map(range(size).map((key) => [key, random() < 0.3 ? undefined : key]));
    const [seen, kept] = [seenWith(map, changes), withChanges(map, changes)];
    for (const key of range(keys)) {
      assert.equal(lookUp(seen, key), lookUp(kept, key));
    }
    held = changed(held, size, random);
  }
});

test('what is only looked up in leaves the log to the next map, which else would have to copy it', () => {
  const large = withChanges(emptyMap<number, number>(), new Map(range(keys).map((key) => [key, key])));
  const logged = withChanges(large, new Map(range(1000).map((key) => [key, -key])));
  const layered = withChanges(logged, new Map([[1, 2]]));
  const many = new Map(range(1000).map((key) => [key, key]));
  assert.equal(lookUp(seenWith(layered, many), 999), 999);
  assert.equal(withChanges(layered, many).log, logged.log);
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
