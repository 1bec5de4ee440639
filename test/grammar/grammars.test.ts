import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createRegistry, type IGrammarConfig } from 'vscode-tmgrammar-test/dist/common/index.js';
import { parseGrammarTestCase, runGrammarTestCase, type TestFailure } from 'vscode-tmgrammar-test/dist/unit/index.js';

const root = path.resolve(import.meta.dirname, '../..');
const fixtures = path.join(root, 'test/grammar/fixtures');
const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));

// The grammars of VS Code's own YAML extension, as the project that packs it for the Monaco editor publishes them.
const builtIn = builtInGrammars();
const contributed: IGrammarConfig[] = manifest.contributes.grammars.map((grammar: IGrammarConfig) => ({
  ...grammar,
  path: path.join(root, grammar.path),
}));

describe('grammars', () => {
  for (const file of readdirSync(fixtures)) {
    test(file, async () => {
      const text = readFileSync(path.join(fixtures, file), 'utf8');
      const testCase = parseGrammarTestCase(text);
      assert.ok(testCase.assertions.length > 0, 'the fixture asserts something');
      const failures = await runGrammarTestCase(createRegistry([...builtIn, ...contributed]), testCase);
      assert.equal(failures.map((failure) => explain(failure, testCase.source)).join('\n'), '');
    });
  }

  test('the injection grammar is what scripts/grammar.mjs writes', async () => {
    const script = pathToFileURL(path.join(root, 'scripts/grammar.mjs')).href;
    const { wiringGrammar } = (await import(script)) as { wiringGrammar: () => object };
    const written = JSON.parse(readFileSync(path.join(root, 'syntaxes/kubernetes-wiring.tmLanguage.json'), 'utf8'));
    assert.deepEqual(written, JSON.parse(JSON.stringify(wiringGrammar())), 'run: node scripts/grammar.mjs');
  });

  test('every other scope stays as VS Code gives it', async () => {
    const texts = readdirSync(fixtures)
      .filter((file) => file.endsWith('.yaml'))
      .map((file) => parseGrammarTestCase(readFileSync(path.join(fixtures, file), 'utf8')).source.join('\n'));
    let pairs = 0;
    for (const text of [...texts, ...unfinished]) {
      const expected = await scopes(text, builtIn);
      const found = await scopes(text, [...builtIn, ...contributed]);
      pairs += found.filter((line) => line.some((scope) => scope.includes('label-key'))).length;
      assert.deepEqual(found.map(withoutOurs), expected.map(withoutOurs), text);
    }
    assert.ok(pairs > 20, 'the texts hold label pairs');
  });
});

// Text in an editor during typing, and text that is not YAML at all.
const unfinished = [
  'metadata:\n  labels:\n  name: x\n',
  'metadata:\n  labels:\n',
  'metadata:\n  labels:\n    app\n    app:\n    app: "un\n    tier: closed"\n  name: x\n',
  'metadata:\n  labels: {app: web,\n  name: x\n',
  'metadata:\n  labels: {app: web\n---\nkind: x\n',
  'labels:\n  app: web\n tier: front\nkind: x\n',
  'labels:\n\tapp: web\n\ttier: front\nkind: x\n',
  'metadata:\n  labels:\n    app: web\n    tier\n    zone: a\n    last key  \n  name: x\n',
  'a:\n- selector:\n    app: web\n  b: c\n- selector:\n  - app: web\n  b: c\n',
  'a:\n- - labels:\n      app: web\n    b: c\n',
  '? labels:\n    app: web\n: selector:\n    app: web\nb: c\n',
  'a:\n  labels: !!map\n    app: web\n  b: c\n',
  'a:\n  labels:\n    app: >-\n      folded\n      labels:\n    tier: |\n      selector:\n        x: y\n  b: c\n',
  'a:\n  labels:\n    app: several\n      lines\n    tier: front\n  b: c\n',
  'a:\n  labels:\n{{- if .Values.x }}\n    app: web\n{{- end }}\n    tier: front\n  b: c\n',
  'a:\n  labels:\n    app: {{ if .x }}web{{ else }}"other"{{ end }} # comment\n    {{ .key }}: value\n  b: c\n',
  'a:\n  nodePort:\n  nodePort: {{ .Values.port }}\n  nodePort: 30801.5\n  nodePort: 30801 30802\n  nodePort: 30801#\n',
  '%YAML 1.1\n---\nmetadata:\n  labels:\n    app: web\n...\n---\nkind: x\n',
  'text: "labels:\n    app: web"\nother: \'\n  selector:\n    app: web\'\n',
  '# labels:\n#   app: web\na: b # selector:\n',
];

function builtInGrammars(): IGrammarConfig[] {
  const entry = fileURLToPath(import.meta.resolve('@codingame/monaco-vscode-yaml-default-extension'));
  const resources = path.join(path.dirname(entry), 'resources');
  return readdirSync(resources)
    .filter((file) => file.endsWith('.tmLanguage.json'))
    .map((file) => ({
      scopeName: JSON.parse(readFileSync(path.join(resources, file), 'utf8')).scopeName,
      path: path.join(resources, file),
    }));
}

/** The scopes of each character of each line, joined by spaces. */
async function scopes(text: string, grammars: IGrammarConfig[]): Promise<string[][]> {
  const grammar = await createRegistry(grammars).loadGrammar('source.yaml');
  let state: Parameters<NonNullable<typeof grammar>['tokenizeLine']>[1] = null;
  return text.split('\n').map((line) => {
    const { tokens, ruleStack } = grammar!.tokenizeLine(line, state);
    state = ruleStack;
    return [...line].map((character, index) =>
      character.trim() === ''
        ? ' '
        : tokens.find((token) => token.startIndex <= index && index < token.endIndex)!.scopes.join(' '),
    );
  });
}

/** Leaves what themes colour: no structure, and plain scalars inside and outside a flow map alike. */
function withoutOurs(line: string[]): string[] {
  return line.map((scopes) =>
    scopes
      .split(' ')
      .filter((scope) => !scope.startsWith('meta.') && !scope.endsWith('.podwire'))
      .join(' ')
      .replace(/plain\.(?:in|out)\./, 'plain.'),
  );
}

function explain(failure: TestFailure, source: string[]): string {
  const line = source[failure.srcLine] ?? '';
  const marked = `${' '.repeat(failure.start)}${'^'.repeat(failure.end - failure.start)}`;
  return [
    line,
    marked,
    `missing: ${failure.missing.join(' ')}`,
    `unexpected: ${failure.unexpected.join(' ')}`,
    `found: ${failure.actual.join(' ')}`,
  ].join('\n');
}
