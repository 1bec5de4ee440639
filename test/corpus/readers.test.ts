import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { readFull } from '../../server/src/core/yaml/full.ts';
import { readHeader } from '../../server/src/core/yaml/header.ts';
import { readPlain } from '../../server/src/core/yaml/plain.ts';
import { isCustomResourceDefinition, scan } from '../../server/src/core/yaml/scan.ts';
import { corpus, corpusIsNotHere } from './unpack.ts';

test('both readers agree on every document of the corpus', { skip: corpusIsNotHere ?? false }, () => {
  const root = corpus()!;
  const different: string[] = [];
  const wrongHeaders: string[] = [];
  let documents = 0;
  let answered = 0;
  let headers = 0;
  let milliseconds = 0;
  let characters = 0;
  for (const file of manifests(root)) {
    const bytes = readFileSync(file);
    for (const scanned of scan(bytes.toString('latin1'))) {
      if (scanned.empty || isCustomResourceDefinition(scanned)) {
        continue;
      }
      documents++;
      const text = bytes.toString('utf8', scanned.start, scanned.end);
      const before = performance.now();
      const plain = readPlain(text);
      milliseconds += performance.now() - before;
      characters += text.length;
      if (plain === undefined) {
        continue;
      }
      answered++;
      const place = `${relative(root, file)}:${scanned.startLine + 1}`;
      if (!isDeepStrictEqual(readFull(text), plain)) {
        different.push(place);
      }
      const header = readHeader(text)?.root;
      if (header?.type === 'mapping') {
        headers++;
        const whole = plain.root?.type === 'mapping' ? plain.root.pairs : [];
        const pairs = whole.filter(({ key }) => ['apiVersion', 'kind', 'metadata'].includes(key.text));
        if (!isDeepStrictEqual(header.pairs, pairs)) {
          wrongHeaders.push(place);
        }
      }
    }
  }
  const share = answered / documents;
  console.log(
    `${documents} documents; the plain reader answers for ${(share * 100).toFixed(1)} %,` +
      ` at ${(characters / milliseconds / 1000).toFixed(0)} million characters a second; ${headers} headers stand in plain view`,
  );
  assert.deepEqual(different, []);
  assert.deepEqual(wrongHeaders, []);
  assert.ok(share >= 0.99, 'the plain reader should answer for 99 % of the documents');
});

function* manifests(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isFile() && /\.(?:ya?ml|json)$/.test(entry.name)) {
      yield join(entry.parentPath, entry.name);
    }
  }
}
