import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { test } from 'node:test';
import { launchChromium } from '../../harness/vscode/chromium.ts';
import { eventually } from '../../harness/vscode/eventually.ts';
import { projectRoot } from '../../harness/vscode/project.ts';
import { browserAndServer } from '../../harness/vscode/visual-studio-code.ts';
import { openWorkbench } from '../../harness/vscode/workbench.ts';

const tools = await browserAndServer();

// What a newcomer sees first. What npm start does before, installing and building, is done when tests run.
test('npm start prints an address at which the example is open, underlined, and no question is asked', {
  skip: 'absent' in tools ? tools.absent : false,
}, async (context) => {
  if ('absent' in tools) return;
  const script = path.join(projectRoot, 'scripts/open-example.ts');
  const started = spawn(process.execPath, [script, '--browser', '--no-open'], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  started.stdout.on('data', (text: Buffer) => {
    output += text;
  });
  const ended = once(started, 'close');
  try {
    const address = await new Promise<string>((resolve, reject) => {
      started.stdout.on('data', () => {
        const printed = /^ {2}(http:\/\/127\.0\.0\.1:\d+\/\S+)$/m.exec(output)?.[1];
        if (printed && output.includes('Ctrl+C')) resolve(printed);
      });
      started.once('close', (status) => reject(new Error(`it ended with ${status}\n${output}`)));
    });
    context.diagnostic(/^VS Code .* is ready after .* s/m.exec(output)?.[0] ?? output);
    const browser = await launchChromium(tools.chromium);
    try {
      const server = { address: () => address, authority: '' };
      const window = await openWorkbench(browser, server, path.join(projectRoot, 'examples/family-assistant'));
      await eventually(async () =>
        assert.deepEqual(await window.squiggles(), [{ severity: 'warning', text: 'family-assistant' }]),
      );
      await eventually(async () => assert.equal((await window.lenses())[0], 'selects nothing here'));
      // What VS Code asks on its own account it asks once it has been idle: after it has run a command, for one.
      await window.showOutput('Podwire: Show Output');
      assert.deepEqual(await window.notifications(), []);
      await window.screenshot('start');
    } finally {
      await browser.close();
    }
  } finally {
    started.kill('SIGTERM');
    assert.deepEqual(await ended, process.platform === 'win32' ? [null, 'SIGTERM'] : [0, null]);
  }
});
