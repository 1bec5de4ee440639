import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFile } from '../../../server/src/core/kinds/documents.ts';
import { withoutSecretData } from '../../../server/src/core/kinds/secretData.ts';
import { read } from '../../../server/src/core/yaml/read.ts';
import { analysisOf } from '../fixture.ts';

const value = 'HUSH';
const header = 'apiVersion: v1\nkind: Secret\nmetadata:\n  name: db\n';

/** Secrets in every form, each with two keys; every value, and every comment in its data, contains `HUSH`. */
const secrets: Readonly<Record<string, string>> = {
  plain: `${header}data:\n  a: HUSH\n  b: HUSH # HUSH\n`,
  quoted: `${header}stringData:\n  a: "HUSH HUSH"\n  # HUSH\n  b: 'HUSH'\n`,
  block: `${header}stringData:\n  a: |-\n    HUSH: HUSH\n    # HUSH\n  b: >\n    HUSH\n\n    HUSH`,
  'below the key': `${header}stringData:\n  a:\n    HUSH\n    HUSH\n  b:\n    # HUSH\n    HUSH\n`,
  'several lines': `${header}stringData:\n  a: HUSH\n    HUSH\n  b: "HUSH\n    HUSH"\nimmutable: true\n`,
  'before the header': `data:\n  a: HUSH\n  b: HUSH\n# c\nimmutable: true\n${header}`,
  flow: `${header}data: {a: HUSH, b: "HUSH"}\n`,
  anchor: `${header}stringData:\n  a: &x HUSH\n  b: *x\n`,
  merge: `${header}stringData:\n  <<: {a: HUSH}\n  b: HUSH\n`,
  json: '{"kind": "Secret", "apiVersion": "v1", "metadata": {"name": "db"}, "data": {"a": "HUSH", "b": "HUSH\\n"}}',
  list: 'apiVersion: v1\nkind: List\nitems:\n- kind: Secret\n  apiVersion: v1\n  metadata: {name: db}\n  data:\n    a: HUSH\n    b: HUSH\n',
  windows: `${header}data:\n  a: HUSH\n  b: |\n    HUSH\n`.replaceAll('\n', '\r\n'),
};

/** Every string that an object holds, however deep. */
function stringsIn(root: unknown): readonly string[] {
  const found: string[] = [];
  const known = new Set<unknown>();
  const open = [root];
  while (open.length > 0) {
    const each = open.pop();
    if (typeof each === 'string') {
      found.push(each);
    } else if (typeof each === 'object' && each !== null && !known.has(each)) {
      known.add(each);
      open.push(...(each instanceof Map ? [...each].flat() : each instanceof Set ? each : Object.values(each)));
    }
  }
  return found;
}

for (const [name, text] of Object.entries(secrets)) {
  test(`the keys of a Secret are read, and none of its values is kept: ${name}`, () => {
    const { documents } = readFile('secret.yaml', text);
    const [resource] = documents[0]!.facts.resources;
    assert.deepEqual(resource?.data?.keys.map((key) => key.value).sort(), ['a', 'b']);
    assert.equal(resource?.data?.open, undefined);
    for (const key of resource!.data!.keys) {
      assert.equal(text.slice(key.start, key.end).replace(/["']/g, ''), key.value);
    }
    const kustomization = 'resources: [secret.yaml]\nnamePrefix: x-\npatches: [{path: patch.yaml}]\n';
    const patch = `${header}data:\n  c: HUSH\n`;
    const fixture = `=== a/secret.yaml\n${text}\n=== b/kustomization.yaml\n${kustomization}\n=== b/secret.yaml\n${text}\n=== b/patch.yaml\n${patch}`;
    const analysis = analysisOf(fixture);
    const strings = stringsIn(analysis);
    assert.ok(strings.some((each) => each.includes('metadata')));
    assert.deepEqual(
      strings.filter((each) => each.includes(value)),
      [],
    );
  });

  test(`the text without values has the same keys at the same places: ${name}`, () => {
    const hidden = withoutSecretData(text);
    assert.equal(hidden.length, text.length);
    assert.ok(!hidden.includes(value), hidden);
    assert.deepEqual(read(hidden).errors, []);
    const keys = (each: string) => readFile('a.yaml', each).documents[0]!.facts.resources[0]!.data!.keys;
    assert.deepEqual(keys(hidden), keys(text));
  });

  test(`an edit of a value keeps the facts, and one of a key does not: ${name}`, () => {
    const before = readFile('a.yaml', text);
    const edited = readFile('a.yaml', text.replace('HUSH', 'LOUD'), before);
    assert.equal(edited.documents[0]!.facts, before.documents[0]!.facts);
    const renamed = text.replace(/\ba(?="?:)/, 'c');
    assert.notEqual(renamed, text);
    assert.notEqual(readFile('a.yaml', renamed, before).documents[0]!.facts, before.documents[0]!.facts);
  });
}

test('no value of a Secret that does not parse, or that a template fills in, is kept', () => {
  for (const text of [
    `${header}stringData:\n  a: "HUSH\n  b: HUSH\n`,
    `${header}stringData:\n  a: HUSH\n  b: [HUSH\n  c: |\n   HUSH\n`,
    `${header}stringData:\n  a: HUSH\n  {{ if x }}\n  b: HUSH\n  {{ end }}\n`,
  ]) {
    const strings = stringsIn(analysisOf(`=== secret.yaml\n${text}`));
    assert.deepEqual(
      strings.filter((each) => each.includes(value)),
      [],
    );
  }
});

test('other kinds keep their text', () => {
  for (const text of [
    'kind: Role\napiVersion: rbac/v1\nrules: [{resources: [Secret]}]\n',
    'kind: SecretStore\nspec: {a: b}\n',
  ]) {
    assert.equal(withoutSecretData(text), text);
  }
});
