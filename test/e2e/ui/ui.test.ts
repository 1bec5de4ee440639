import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { launchChromium, type RunningBrowser } from '../../harness/vscode/chromium.ts';
import { copyOfExample } from '../../harness/vscode/project.ts';
import { type RunningServer, startServer } from '../../harness/vscode/start-server.ts';
import { browserAndServer } from '../../harness/vscode/visual-studio-code.ts';
import { openWorkbench } from '../../harness/vscode/workbench.ts';

const tools = await browserAndServer();

describe('in a window of VS Code', { skip: 'absent' in tools ? tools.absent : false }, () => {
  let server: RunningServer;
  let browser: RunningBrowser;

  before(async () => {
    if ('absent' in tools) return;
    [server, browser] = await Promise.all([startServer(tools.server), launchChromium(tools.chromium)]);
  });

  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  test('the example opens', async () => {
    const example = copyOfExample('family-assistant');
    const window = await openWorkbench(browser, server, example.folder, { file: 'service-nodeport.yaml' });
    assert.match(await window.editorText(), /^ {4}app: family-assistant/m);
    await window.close();
    example.remove();
  });
});
