import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { rules } from '../../server/src/core/rules/list.ts';

const root = new URL('../../', import.meta.url);
const readme = readFileSync(new URL('README.md', root), 'utf8');
const manifest = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));

test('the README names every rule', () => {
  const named = [...readme.matchAll(/^\| \[`([a-z-]+)`\]/gm)].map(([, code]) => code);
  assert.deepEqual(named.sort(), rules.map(({ code }) => code).sort());
});

test('the README names every setting with its default', () => {
  const named = [...readme.matchAll(/^\| `(podwire\.[\w.]+)` \| `([^`]+)` \|/gm)].map(([, key, value]) => [key, value]);
  const properties: Record<string, { default: unknown }> = manifest.contributes.configuration.properties;
  const stated = Object.entries(properties).map(([key, { default: value }]) => [
    key,
    typeof value === 'string' && value !== '' ? value : JSON.stringify(value),
  ]);
  assert.deepEqual(named.sort(), stated.sort());
});

test('the README leads nowhere that is not there', () => {
  const targets = [...readme.matchAll(/\]\(([^)#:]+)\)/g)].map(([, target]) => target!);
  assert.deepEqual(
    targets.filter((target) => !existsSync(new URL(target, root))),
    [],
  );
});
