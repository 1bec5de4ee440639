import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually } from '../../harness/vscode/eventually.ts';
import { answering, serverThat } from '../../probe/servers.ts';
import { exampleText, inExample, type Session, serviceFile } from './session.ts';

/** A question names the addresses from the folder, and nothing connects to them before the answer is yes. */
export function untrusted(session: () => Session): void {
  test('a folder that is not trusted names addresses to probe', async (context) => {
    await using server = await serverThat(answering('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'));
    const options = {
      file: serviceFile,
      extra: {
        [serviceFile]: exampleText(serviceFile).replaceAll('30801', String(server.port)),
        'podwire.yaml': 'probe:\n  addresses: [127.0.0.1]\n',
        // A value of this setting is used only in a trusted workspace.
        '.vscode/settings.json': JSON.stringify({
          'podwire.probe.addresses': ['127.0.0.9'],
          'workbench.colorTheme': 'Default Light Modern',
        }),
      },
    };
    await inExample(context, session(), options, async (window, step) => {
      const lens = window.page.locator('.codelens-decoration a', { hasText: `Probe NodePort ${server.port}` });
      const dialog = window.page.locator('.monaco-dialog-box');
      await step('it is judged as any other', async () => {
        await window.page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).waitFor();
        await eventually(async () => assert.equal((await window.lenses())[0], 'selects nothing here'));
      });
      await step('the question names the address, and a no is one', async () => {
        await lens.click();
        await dialog.waitFor();
        const question = (await dialog.textContent()) ?? '';
        assert.match(question, /Probe Service "family-assistant-nodeport": try the address of the settings\?/);
        assert.match(question, /127\.0\.0\.1\s*The workspace is not trusted/);
        assert.ok(!question.includes('127.0.0.9'), question);
        await window.screenshot('probe-untrusted-light');
        await dialog.locator('.monaco-button', { hasText: 'Cancel' }).click();
        await dialog.waitFor({ state: 'detached' });
        assert.equal(server.accepted, 0);
      });
      await step('Try It', async () => {
        await lens.click();
        await dialog.locator('.monaco-button', { hasText: 'Try It' }).click();
        await eventually(async () => {
          const text = await window.webviewText();
          assert.match(text, /reachable by loopback/);
          assert.match(text, /127\.0\.0\.1:\d+ +loopback +answered +HTTP 200/);
          assert.match(text, /No cluster was asked: /);
        });
        assert.equal(server.accepted, 1);
        await window.screenshot('probe-untrusted-report-light');
      });
    });
  });
}
