import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { applyEdits } from '../../server/src/core/text/range.ts';
import {
  type DocumentText,
  type Edit,
  insertPair,
  removePair,
  replaceMapping,
  setScalar,
  setValue,
} from '../../server/src/core/yaml/edit.ts';
import type { Mapping, Node, Scalar } from '../../server/src/core/yaml/node.ts';
import { read } from '../../server/src/core/yaml/read.ts';
import { resolveKey, resolveScalar } from '../../server/src/core/yaml/scalar.ts';
import type { NewMapping, NewValue } from '../../server/src/core/yaml/write.ts';
import { document, word } from './yamlText.ts';

const seed = Number(process.env.PODWIRE_SEED ?? Date.now() % 2 ** 31);
const runs = Number(process.env.PODWIRE_RUNS ?? 1500);

// After an edit the text reads as expected, and everything outside the edit is unchanged, letter by letter.

test(`a pair is put in (PODWIRE_SEED=${seed})`, () => {
  everywhere(fc.tuple(newKey, newValue, fc.nat(9)), (at, mapping, [key, value, behind]) => {
    const after = mapping.pairs[behind - 1];
    const edit = insertPair(at, mapping, key, value, after);
    const index = after === undefined ? 0 : mapping.pairs.indexOf(after) + 1;
    const pairs = [...mapping.pairs];
    return { edit, expected: { pairs: pairs.map(same).toSpliced(index, 0, { key, value }) } };
  });
});

test(`a pair is taken out, other comments stay (PODWIRE_SEED=${seed})`, () => {
  everywhere(fc.nat(9), (at, mapping, index) => {
    const pair = mapping.pairs[index % Math.max(1, mapping.pairs.length)];
    if (pair === undefined) {
      return undefined;
    }
    const comments = commentsOf(at.text.slice(0, pair.start)) + commentsOf(at.text.slice(lineEnd(at.text, pair.end)));
    const pairs = mapping.pairs.filter((each) => each !== pair);
    return { edit: removePair(at, mapping, pair), expected: { pairs: pairs.map(same) }, comments };
  });
});

test(`a pair gets another value (PODWIRE_SEED=${seed})`, () => {
  everywhere(fc.tuple(newValue, fc.nat(9)), (at, mapping, [value, index]) => {
    const pair = mapping.pairs[index % Math.max(1, mapping.pairs.length)];
    if (pair === undefined) {
      return undefined;
    }
    const pairs = mapping.pairs.map((each) => (each === pair ? { key: pair.key, value } : same(each)));
    return { edit: setValue(at, mapping, pair, value), expected: { pairs } };
  });
});

test(`a mapping is replaced, its comments stay (PODWIRE_SEED=${seed})`, () => {
  const wanted = fc.uniqueArray(fc.tuple(fc.oneof(word, newKey), newText), { selector: ([key]) => key, maxLength: 4 });
  everywhere(wanted, (at, mapping, pairs) => {
    const edit = replaceMapping(at, mapping, pairs);
    return { edit, expected: { pairs: pairs.map(([key, value]) => ({ key, value })), anyOrder: true } };
  });
});

test(`a scalar gets another text (PODWIRE_SEED=${seed})`, () => {
  fc.assert(
    fc.property(document, fc.nat(50), fc.oneof(newText, fc.nat()), ({ text }, which, value) => {
      const at = open(text);
      const values = nodesOf(at.root).filter((node) => node.type === 'scalar' && !isKey(at.root, node)) as Scalar[];
      const scalar = values[which % Math.max(1, values.length)];
      if (scalar === undefined) {
        return;
      }
      const edit = setScalar(at, scalar, value);
      const after = applied(at, edit);
      check(at.root, after.root, scalar, (found) => hasValue(found, value), text, after.text);
      assert.equal(commentsOf(after.text), commentsOf(text) - commentsOf(text.slice(scalar.start, scalar.end)));
    }),
    { seed, numRuns: runs },
  );
});

const newKey = fc.constantFrom('component', 'new key', 'a: b', '12', 'yes', "o'clock", 'ключ', '#', 'k"k');

const newText = fc.oneof(
  word,
  fc.constantFrom(
    '',
    ' ',
    'a b',
    'a: b',
    'x #y',
    '#',
    '1.10',
    'true',
    '- a',
    "'",
    '"',
    '\\',
    'a\nb',
    '{',
    'x,y',
    '~',
    '日本',
  ),
);

const newValue: fc.Arbitrary<NewValue> = fc.oneof(
  { weight: 3, arbitrary: newText },
  { weight: 1, arbitrary: fc.nat(65_535) },
  {
    weight: 1,
    arbitrary: fc.uniqueArray(
      fc.tuple(newKey, fc.oneof<fc.Arbitrary<NewValue>[]>(newText, fc.constant([['a', [['b', 'c']]]] as NewMapping))),
      {
        selector: ([key]) => key,
        maxLength: 3,
      },
    ),
  },
);

interface ExpectedPair {
  readonly key: Scalar | string;
  /** A node that stays as it was, or a value that is new. */
  readonly value: Node | NewValue;
}

interface Expected {
  readonly pairs: readonly ExpectedPair[];
  readonly anyOrder?: boolean;
}

const same = ({ key, value }: { key: Scalar; value: Node }): ExpectedPair => ({ key, value });

/** Tries an edit on some mapping of some document, and checks what became of both. */
function everywhere<T>(
  argument: fc.Arbitrary<T>,
  change: (
    at: DocumentText,
    mapping: Mapping,
    value: T,
  ) => { edit: Edit; expected: Expected; comments?: number } | undefined,
): void {
  fc.assert(
    fc.property(document, fc.nat(50), argument, ({ text }, which, value) => {
      const at = open(text);
      const mappings = nodesOf(at.root).filter((node) => node.type === 'mapping');
      const mapping = mappings[which % mappings.length]!;
      const changed = change(at, mapping, value);
      if (changed === undefined) {
        return;
      }
      const { edit, expected, comments } = changed;
      const after = applied(at, edit);
      check(at.root, after.root, mapping, (found) => hasPairs(found, expected), text, after.text);
      if (comments !== undefined) {
        assert.ok(commentsOf(after.text) >= comments, `comments lost:\n${text}\n=>\n${after.text}`);
      }
    }),
    { seed, numRuns: runs },
  );
}

function open(text: string): DocumentText {
  const { root, errors } = read(text);
  assert.deepEqual(errors, []);
  assert.ok(root);
  return { text, root };
}

function applied(at: DocumentText, edit: Edit): DocumentText {
  assert.equal(edit.shared, false);
  const ordered = [...edit.edits].sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
  ordered.slice(1).forEach(({ range }, index) => {
    assert.ok(ordered[index]!.range.end <= range.start, `overlapping edits in\n${at.text}`);
  });
  const text = applyEdits(at.text, edit.edits);
  assert.ok(!isJson(at.text) || isJson(text), `JSON no more:\n${at.text}\n=>\n${text}`);
  const { root, errors } = read(text);
  assert.deepEqual(errors, [], `does not parse any more:\n${at.text}\n=>\n${text}`);
  assert.ok(root);
  if (at.text.includes('\n')) {
    const other = at.text.includes('\r\n') ? /(?<!\r)\n/ : /\r/;
    assert.doesNotMatch(text, other, 'line ends of another kind');
  }
  return { text, root };
}

/** That `after` is `before` with something else in the place of `changed`. */
function check(
  before: Node,
  after: Node,
  changed: Node,
  isWanted: (found: Node) => boolean,
  from: string,
  to: string,
): void {
  const equal = (old: Node, found: Node): boolean => {
    if (old === changed) {
      return isWanted(found);
    }
    if (old.type === 'mapping' && found.type === 'mapping') {
      return (
        old.pairs.length === found.pairs.length &&
        old.pairs.every(
          ({ key, value }, index) => equal(key, found.pairs[index]!.key) && equal(value, found.pairs[index]!.value),
        )
      );
    }
    if (old.type === 'sequence' && found.type === 'sequence') {
      return (
        old.items.length === found.items.length && old.items.every((item, index) => equal(item, found.items[index]!))
      );
    }
    return isSame(old, found);
  };
  assert.ok(equal(before, after), `not what was wanted:\n${from}\n=>\n${to}`);
}

function isSame(old: Node, found: Node): boolean {
  if (old.type === 'mapping' && found.type === 'mapping') {
    return (
      old.pairs.length === found.pairs.length &&
      old.pairs.every(
        ({ key, value }, index) => isSame(key, found.pairs[index]!.key) && isSame(value, found.pairs[index]!.value),
      )
    );
  }
  if (old.type === 'sequence' && found.type === 'sequence') {
    return (
      old.items.length === found.items.length && old.items.every((item, index) => isSame(item, found.items[index]!))
    );
  }
  return old.type === 'scalar' && found.type === 'scalar' && old.text === found.text && old.style === found.style;
}

function hasPairs(found: Node, { pairs, anyOrder }: Expected): boolean {
  if (found.type !== 'mapping' || found.pairs.length !== pairs.length) {
    return false;
  }
  return pairs.every((expected, index) => {
    const name = typeof expected.key === 'string' ? expected.key : expected.key.text;
    const pair = anyOrder ? found.pairs.find(({ key }) => key.text === name) : found.pairs[index];
    return pair !== undefined && hasKey(pair.key, expected.key) && hasValue(pair.value, expected.value);
  });
}

function hasKey(found: Scalar, expected: Scalar | string): boolean {
  if (typeof expected !== 'string') {
    return isSame(expected, found);
  }
  return found.text === expected && (isPlain(found) || resolveKey(found, 'kubectl').type === 'string');
}

/** A key that was there may be what it was; it was not asked to be anything else. */
const isPlain = (found: Scalar) => found.style === 'plain';

function hasValue(found: Node, expected: Node | NewValue): boolean {
  if (typeof expected === 'number') {
    return (
      found.type === 'scalar' && found.text === String(expected) && resolveScalar(found, 'kubectl').type === 'integer'
    );
  }
  if (expected === null) {
    return found.type === 'scalar' && resolveScalar(found, 'kubectl').type === 'null';
  }
  if (typeof expected === 'string') {
    return (
      found.type === 'scalar' &&
      found.text === expected &&
      resolveScalar(found, 'kubectl').type === 'string' &&
      resolveScalar(found, 'kustomize').type === 'string'
    );
  }
  if ('type' in expected) {
    return isSame(expected, found);
  }
  return (
    found.type === 'mapping' &&
    found.pairs.length === expected.length &&
    found.pairs.every(
      ({ key, value }, index) => key.text === expected[index]![0] && hasValue(value, expected[index]![1]),
    )
  );
}

function nodesOf(root: Node): Node[] {
  const nodes: Node[] = [];
  const visit = (node: Node) => {
    nodes.push(node);
    if (node.type === 'mapping') {
      for (const { key, value } of node.pairs) {
        visit(key);
        visit(value);
      }
    } else if (node.type === 'sequence') {
      node.items.forEach(visit);
    }
  };
  visit(root);
  return nodes;
}

function isKey(root: Node, scalar: Node): boolean {
  return nodesOf(root).some((node) => node.type === 'mapping' && node.pairs.some(({ key }) => key === scalar));
}

/** The generated comments. Each has a unique number. */
function commentsOf(text: string): number {
  return text.match(/# (?:above|on it) \d/g)?.length ?? 0;
}

function lineEnd(text: string, offset: number): number {
  const newline = text.indexOf('\n', offset);
  return newline < 0 ? text.length : newline;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
