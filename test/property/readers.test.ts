import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { contains } from '../../server/src/core/text/range.ts';
import { readFull } from '../../server/src/core/yaml/full.ts';
import { readHeader } from '../../server/src/core/yaml/header.ts';
import type { Node, Tree } from '../../server/src/core/yaml/node.ts';
import { readPlain } from '../../server/src/core/yaml/plain.ts';
import { read } from '../../server/src/core/yaml/read.ts';
import { scan } from '../../server/src/core/yaml/scan.ts';
import { manifestText, mutated } from './yamlText.ts';

const seed = Number(process.env.PODWIRE_SEED ?? Date.now() % 2 ** 31);
const runs = Number(process.env.PODWIRE_RUNS ?? 1000);

test(`readers and scan hold on any text (PODWIRE_SEED=${seed})`, () => {
  fc.assert(fc.property(anyText, holds), { seed, numRuns: runs });
});

test(`readers and scan hold on manifests with mistakes in them (PODWIRE_SEED=${seed})`, () => {
  fc.assert(fc.property(mutated, holds), { seed, numRuns: runs });
});

test(`a manifest is read without errors, its header without the rest (PODWIRE_SEED=${seed})`, () => {
  fc.assert(
    fc.property(manifestText, (text) => {
      const { root, errors } = read(text);
      assert.deepEqual(errors, []);
      const header = readHeader(text);
      if (header !== undefined) {
        assert.ok(root?.type === 'mapping' && header.root?.type === 'mapping');
        const pairs = root.pairs.filter(({ key }) => ['apiVersion', 'kind', 'metadata'].includes(key.text));
        assert.deepEqual(header.root.pairs, pairs);
      }
    }),
    { seed, numRuns: runs },
  );
});

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.string({ unit: fc.constantFrom(...' \n\t\r:-#\'"{}[],&*!|>%@`?<~\\ab1.=+\ufeff\u2028é😀'), maxLength: 60 }),
);

function holds(text: string): void {
  const tree = read(text);
  checkTree(text, tree);
  const plain = readPlain(text);
  if (plain !== undefined) {
    assert.deepEqual(readFull(text), plain);
  }
  checkTree(text, readHeader(text) ?? { errors: [] });
  let end = 0;
  for (const document of scan(text)) {
    assert.ok(document.start >= end && document.start < document.end && document.end <= text.length);
    end = document.end;
    const lines = text.slice(0, document.start).match(/\r\n|\r|\n/g) ?? [];
    assert.equal(document.startLine, lines.length);
  }
}

/** Every range lies in the text and in that of its parent, in the order of the text. */
function checkTree(text: string, { root, errors }: Tree): void {
  const whole = { start: 0, end: text.length };
  for (const error of errors) {
    assert.ok(error.start <= error.end && contains(whole, error), `${JSON.stringify(error)}`);
    assert.ok(error.message.length > 0);
  }
  const open: [Node, { start: number; end: number }][] = root === undefined ? [] : [[root, whole]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [node, outer] = next;
    assert.ok(node.start <= node.end && contains(outer, node), `${node.type} ${node.start}-${node.end}`);
    if (node.type === 'mapping') {
      for (const pair of node.pairs) {
        assert.ok(contains(node, pair), 'a pair outside of its mapping');
        assert.ok(pair.start === pair.key.start && pair.key.end <= pair.end, 'a key outside of its pair');
        open.push([pair.key, pair], [pair.value, pair]);
      }
    } else if (node.type === 'sequence') {
      open.push(...node.items.map((item): [Node, Node] => [item, node]));
    }
  }
}
