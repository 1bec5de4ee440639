import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { mostEntries, usualEntries } from '../../server/src/formats/answers.ts';
import { type LanguageModelToolInput, languageModelTools } from '../../server/src/lsp/protocol.ts';

const root = new URL('../..', import.meta.url);
const configuration = readFileSync(new URL('docs/configuration.md', root), 'utf8');
const manifest = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));

test('docs/configuration.md names every setting with its default', () => {
  const named = [...configuration.matchAll(/^\| `(podwire\.[\w.]+)` \| `([^`]+)` \|/gm)].map(([, key, value]) => [
    key,
    value,
  ]);
  const properties: Record<string, { default: unknown }> = manifest.contributes.configuration.properties;
  const stated = Object.entries(properties).map(([key, { default: value }]) => [
    key,
    typeof value === 'string' && value !== '' ? value : JSON.stringify(value),
  ]);
  assert.deepEqual(named.sort(), stated.sort());
});

test('the code of the walkthrough fits beside its steps', () => {
  // VS Code gives it about half of a window, and cuts longer lines off.
  const folder = new URL('media/walkthrough/', root);
  const blocks = readdirSync(folder).flatMap((name) => {
    const text = readFileSync(new URL(name, folder), 'utf8');
    return [...text.matchAll(/^```\w*\n([\s\S]*?)^```/gm)].map(([, code = '']) => code);
  });
  assert.ok(blocks.length >= 2);
  const longest = Math.max(...blocks.flatMap((code) => code.split('\n').map((line) => line.length)));
  assert.ok(longest <= 44, `${longest} columns`);
});

test('a document of the extension opens after a reload of the window: its scheme activates the extension', () => {
  const events: readonly string[] = manifest.activationEvents;
  const source = readFileSync(new URL('client/src/extension.ts', root), 'utf8');
  const registered = [...source.matchAll(/registerTextDocumentContentProvider\((\w+)/g)].map(([, name]) => name);
  // The two sides of a comparison are not kept: the objects of the cluster may differ by then.
  assert.deepEqual(registered.sort(), ['comparedScheme', 'rulePageScheme']);
  assert.ok(events.includes('onFileSystem:podwire-docs'));
  assert.ok(events.includes('onFileSystem:podwire-rendered'));
});

test('the tools for language models are those that the client registers and the server answers', () => {
  const stated: readonly { name: string; inputSchema: { properties: Record<string, Record<string, unknown>> } }[] =
    manifest.contributes.languageModelTools;
  assert.deepEqual(
    stated.map(({ name }) => name),
    languageModelTools.map((tool) => `podwire_${tool}`),
  );
  const schemas = stated.map(({ inputSchema }) => inputSchema.properties);
  const read: Required<Record<keyof LanguageModelToolInput, true>> = {
    paths: true,
    about: true,
    kind: true,
    name: true,
    namespace: true,
    limit: true,
  };
  assert.deepEqual(
    [...new Set(schemas.flatMap((properties) => Object.keys(properties)))].sort(),
    Object.keys(read).sort(),
  );
  for (const { limit } of schemas) {
    assert.ok(!limit || (limit.maximum === mostEntries && limit.default === usualEntries));
  }
  const agents = readFileSync(new URL('docs/agents.md', root), 'utf8');
  assert.deepEqual(
    languageModelTools.filter((tool) => !agents.includes(`\`podwire_${tool}\``)),
    [],
  );
});
