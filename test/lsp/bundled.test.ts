import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Diagnostic } from 'vscode-languageserver/node';
import { connectToProcess } from './client.ts';
import { folderWith, mismatch } from './folder.ts';

const some = (shown: readonly Diagnostic[]) => shown.length > 0;
const built = (file: string) => fileURLToPath(new URL(`../../dist/${file}`, import.meta.url));
const skip = existsSync(built('server.mjs')) ? false : 'dist/ is not built';

for (const [what, parameters] of [
  ['the server that ships', [built('server.mjs'), '--stdio']],
  ['podwire lsp --stdio', [built('podwire.mjs'), 'lsp', '--stdio']],
] as const) {
  test(`${what} publishes, offers fixes and lenses, and leads to its pages`, { skip }, async () => {
    using folder = folderWith(mismatch);
    await using client = await connectToProcess({ folders: [folder.uri] }, [process.execPath, ...parameters]);
    const service = folder.uriOf('service.yaml');
    client.open(service, folder.read('service.yaml'));
    const [problem] = await client.until(service, some);
    assert.ok(existsSync(new URL(problem!.codeDescription!.href)), problem?.codeDescription?.href);
    const [fix] = await client.actions(service, problem!.range);
    assert.equal(fix?.isPreferred, true);
    assert.equal((await client.lenses(service))[0]?.command?.title, 'selects nothing here');
  });

  test(`${what} ends when the editor does`, { skip }, async () => {
    const child = spawn(process.execPath, parameters, { stdio: ['pipe', 'pipe', 'inherit'] });
    const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
    child.stdin.end();
    // Without a goodbye that is a failure. Source: LSP, `exit`.
    assert.equal(await ended, 1);
  });
}
