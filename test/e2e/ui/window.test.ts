import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { browserAndServer } from '../../harness/vscode/visual-studio-code.ts';
import { packEmptyExtension, packExtension } from '../../harness/vscode/vsix.ts';
import { withAnotherYamlExtension, withoutAnotherYamlExtension } from './anotherYamlExtension.ts';
import { charts } from './charts.ts';
import { fileOperations } from './fileOperations.ts';
import { firstLoop } from './firstLoop.ts';
import { probeManyAddresses, probeNodePort } from './probeNodePort.ts';
import { type Session, startSession } from './session.ts';
import { showWiring } from './showWiring.ts';
import { untrusted } from './untrusted.ts';
import { verbs } from './verbs.ts';
import { withoutManifest } from './withoutManifest.ts';

// Nothing of this machine's own clusters.
process.env.KUBECONFIG = path.join(import.meta.dirname, 'no-such-kubeconfig');
const tools = await browserAndServer();
const skip = 'absent' in tools ? tools.absent : false;
// One download over a slow line should not keep a person waiting.
const mostBytes = 3_000_000;

describe('in a window of VS Code', { skip }, () => {
  let session: Session;
  before(async () => {
    if (!('absent' in tools)) session = await startSession(tools, [await packExtension()]);
  });
  after(() => session?.stop());

  firstLoop(() => session, !('absent' in tools) && tools.server.nativeAddons);
  verbs(() => session);
  fileOperations(() => session);
  probeNodePort(() => session);
  probeManyAddresses(() => session);
  showWiring(() => session);
  charts(() => session);
  withoutManifest(() => session);
  withoutAnotherYamlExtension(() => session);
});

describe('in a window of VS Code with another YAML extension', { skip }, () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'podwire-vsix-'));
  let session: Session;
  before(async () => {
    if ('absent' in tools) return;
    session = await startSession(tools, [
      await packExtension(),
      await packEmptyExtension(folder, 'redhat.vscode-yaml'),
    ]);
  });
  after(async () => {
    await session?.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  withAnotherYamlExtension(() => session);
});

describe('in a window whose folder is not trusted', { skip }, () => {
  let session: Session;
  before(async () => {
    if (!('absent' in tools)) session = await startSession(tools, [await packExtension()], { isRestricted: true });
  });
  after(() => session?.stop());

  untrusted(() => session);
});

test('the .vsix is small', async (context) => {
  const { size } = fs.statSync(await packExtension());
  context.diagnostic(`.vsix: ${Math.round(size / 1000)} kB`);
  assert.ok(size < mostBytes, `${size} bytes`);
});
