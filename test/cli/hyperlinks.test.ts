import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hasHyperlinks, linksTo } from '../../server/src/cli/hyperlinks.ts';
import { type Io, useColor } from '../../server/src/cli/io.ts';
import { folderWith } from '../lsp/folder.ts';
import { brokenFolder } from './manifests.ts';
import { podwire } from './program.ts';

const has = (env: Record<string, string>, outputIsTerminal = true) => hasHyperlinks({ env, outputIsTerminal });

test('only terminals that are known to show links get some', () => {
  const known: readonly Record<string, string>[] = [
    { TERM_PROGRAM: 'iTerm.app', TERM_PROGRAM_VERSION: '3.4.16' },
    { TERM_PROGRAM: 'vscode', TERM_PROGRAM_VERSION: '1.107.0' },
    { TERM_PROGRAM: 'WezTerm' },
    { VTE_VERSION: '7600' },
    { KONSOLE_VERSION: '220401' },
    { WT_SESSION: 'x' },
    { TERM: 'xterm-kitty' },
  ];
  const others: readonly Record<string, string>[] = [
    {},
    { TERM: 'xterm-256color' },
    { TERM_PROGRAM: 'Apple_Terminal', TERM_PROGRAM_VERSION: '455' },
    { TERM_PROGRAM: 'iTerm.app', TERM_PROGRAM_VERSION: '3.0.15' },
    { TERM_PROGRAM: 'vscode', TERM_PROGRAM_VERSION: '1.71.2' },
    { VTE_VERSION: '5000' },
    { KONSOLE_VERSION: '180400' },
    { FORCE_HYPERLINK: '0', WT_SESSION: 'x' },
    { CI: 'true', WT_SESSION: 'x' },
  ];
  assert.deepEqual(
    known.filter((env) => !has(env)),
    [],
  );
  assert.deepEqual(
    others.filter((env) => has(env)),
    [],
  );
  assert.deepEqual(
    known.filter((env) => has(env, false)),
    [],
    'a file or a pipe',
  );
  assert.equal(has({ FORCE_HYPERLINK: '1' }, false), true);
});

test('a code leads to the page of its rule, if the package says where it is', async () => {
  const io = { env: { FORCE_HYPERLINK: '1' }, outputIsTerminal: true } as unknown as Io;
  const address = 'https://example.com/podwire';
  assert.equal(linksTo(io, address)?.('duplicate-key'), `${address}/blob/main/docs/rules/duplicate-key.md`);
  assert.equal(linksTo({ ...io, env: {} }, address), undefined);
  using folder = folderWith(brokenFolder('a'));
  const { stdout } = await podwire(['check'], { cwd: folder.path, env: { FORCE_HYPERLINK: '1' } });
  const link = linksTo(io)?.('service-selects-nothing');
  const code =
    link === undefined ? 'service-selects-nothing' : `\x1b]8;;${link}\x1b\\service-selects-nothing\x1b]8;;\x1b\\`;
  assert.ok(stdout.includes(`[${code}]`), stdout);
});

test('colors: the flag, then FORCE_COLOR, then NO_COLOR, then the terminal', () => {
  const color = (mode: 'auto' | 'always' | 'never', env: Record<string, string>, outputIsTerminal: boolean) =>
    useColor(mode, { env, outputIsTerminal } as unknown as Io);
  assert.equal(color('auto', {}, true), true);
  assert.equal(color('auto', {}, false), false);
  assert.equal(color('auto', { NO_COLOR: '1' }, true), false);
  assert.equal(color('auto', { NO_COLOR: '' }, true), true);
  assert.equal(color('auto', { NO_COLOR: '1', FORCE_COLOR: '1' }, false), true);
  assert.equal(color('auto', { FORCE_COLOR: '0' }, true), false);
  assert.equal(color('auto', { TERM: 'dumb' }, true), false);
  assert.equal(color('always', { NO_COLOR: '1' }, false), true);
  assert.equal(color('never', { FORCE_COLOR: '1' }, true), false);
});
