import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually } from '../../harness/vscode/eventually.ts';
import type { Workbench } from '../../harness/vscode/workbench.ts';
import { answering, serverThat } from '../../probe/servers.ts';
import { exampleText, inExample, type Session, serviceFile } from './session.ts';

/** Click the lens, say which address, read why, mend it from the report; and again where something answers. */
export function probeNodePort(session: () => Session): void {
  test('a node port is probed', async (context) => {
    await using server = await serverThat(answering('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'));
    const lens = `Probe NodePort ${server.port}`;
    const options = {
      file: serviceFile,
      theme: 'Default Dark Modern',
      extra: { [serviceFile]: exampleText(serviceFile).replaceAll('30801', String(server.port)) },
    } as const;
    await inExample(context, session(), options, async (window, step) => {
      await step('the lens asks which address, where there is no cluster to ask', async () => {
        await eventually(async () => assert.ok((await window.lenses()).includes(lens)));
        await typeAddresses(window, lens, '127.0.0.1');
        await eventually(async () => {
          const text = await window.webviewText();
          assert.match(text, /reachable by loopback/);
          assert.match(text, /127\.0\.0\.1:\d+ +loopback +answered +HTTP 200/);
          assert.match(text, /The cluster was not asked: no kubeconfig/);
        });
      });
      await step('Probe Again tells what was before', async () => {
        await window.clickInWebview('Probe Again');
        await typeInBox(window, '127.0.0.1 127.0.0.2');
        await eventually(async () => {
          const text = await window.webviewText();
          assert.match(text, /Earlier/);
          assert.match(text, /127\.0\.0\.2:\d+ +loopback +refused/);
        });
        await window.screenshotInThemes('probe');
      });
      await step('the report is copied as Markdown', async () => {
        await window.clickInWebview('Copy as Markdown');
        await eventually(async () =>
          assert.match(await window.clipboard(), /^### Probe of Service homelab\/family-assistant-nodeport, node port/),
        );
      });
      await step('Verify Service tells it as its last line', async () => {
        await window.openFile(serviceFile);
        await window.palette('Podwire: Verify Service');
        await eventually(async () =>
          assert.match(await window.webviewText(), /Node port \d+, probed at .*reachable by 127\.0\.0\.1/),
        );
      });
      await step('where nothing answers it says why, and leads to the selector with its fixes', async () => {
        await window.openFile(serviceFile);
        await typeAddresses(window, lens, '127.0.0.2');
        await eventually(async () =>
          assert.match(await window.webviewText(), /in the files the selector matches no pod\s*Copy pod labels from/),
        );
        await window.screenshot('probe-refused');
        const [first] = await window.openQuickFixes(() => window.clickInWebview('Mend the selector'));
        assert.equal(first, 'Copy pod labels from Deployment "family-assistant-backend"');
        await window.screenshot('probe-mend');
        await window.page.keyboard.press('Escape');
      });
    });
  });
}

async function typeAddresses(window: Workbench, lens: string, addresses: string): Promise<void> {
  await window.page.locator('.codelens-decoration a', { hasText: lens }).click();
  await typeInBox(window, addresses);
}

async function typeInBox(window: Workbench, text: string): Promise<void> {
  const box = window.page.locator('.quick-input-widget input[type=text]');
  await box.waitFor();
  await window.page.locator('.quick-input-widget', { hasText: 'Addresses of nodes' }).waitFor();
  await box.fill(text);
  await box.press('Enter');
}
