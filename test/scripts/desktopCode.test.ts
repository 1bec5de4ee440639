import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { projectRoot } from '../harness/vscode/project.ts';
import { run } from '../harness/vscode/run.ts';

const shell = process.platform === 'win32' ? 'the stand-in for `code` is a shell script' : false;

test('npm start opens the example in the desktop\u2019s VS Code where there is one', {
  skip: shell,
}, async (context) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'podwire-code-'));
  context.after(() => fs.rmSync(folder, { recursive: true, force: true }));
  const given = path.join(folder, 'given');
  const script = `#!/bin/sh
if [ "$1" = --version ]; then printf '1.120.0\\n0123456789\\nx64\\n'; else printf '%s\\n' "$@" > '${given}'; fi
`;
  fs.writeFileSync(path.join(folder, 'code'), script, { mode: 0o755 });

  const env = { ...process.env, DISPLAY: ':0', PATH: `${folder}${path.delimiter}${process.env.PATH}` };
  const { status, output } = await run(process.execPath, [path.join(projectRoot, 'scripts/open-example.ts')], { env });

  assert.equal(status, 0, output);
  assert.match(output, /is open in VS Code, with the extension/);
  const args = fs.readFileSync(given, 'utf8').split('\n');
  const [example = '', first = '', end] = args.slice(-3);
  context.after(() => fs.rmSync(path.dirname(example), { recursive: true, force: true }));
  assert.ok(args.includes(`--extensionDevelopmentPath=${projectRoot}`), args.join(' '));
  assert.deepEqual(
    [path.basename(example), first, end],
    ['family-assistant', path.join(example, 'service-nodeport.yaml'), ''],
  );
  // A fix that is tried there leaves the clone as it is.
  assert.ok(path.relative(projectRoot, example).startsWith('..'), example);
  const original = path.join(projectRoot, 'examples/family-assistant/service-nodeport.yaml');
  assert.deepEqual(fs.readFileSync(first), fs.readFileSync(original));
});
