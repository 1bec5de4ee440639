import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually } from '../../harness/vscode/eventually.ts';
import type { Workbench } from '../../harness/vscode/workbench.ts';
import { answering, serverThat } from '../../probe/servers.ts';
import { exampleText, inExample, type Session, serviceFile } from './session.ts';

/** Click the lens, enter an address, read the reason, apply the fix from the report; then again with an answer. */
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
          assert.match(text, /No cluster was asked: no kubeconfig/);
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
      await step('its buttons are reached and pressed by keyboard, and the focus is seen', async () => {
        const { keyboard } = window.page;
        await window.clickInWebview('Probe Again');
        await window.page.locator('.quick-input-widget').waitFor();
        await keyboard.press('Escape');
        await focusByTab(window, 'button Probe Again');
        await window.screenshot('probe-keyboard');
        await keyboard.press('Tab');
        await eventually(async () => assert.equal(await window.focusInWebview(), 'button Copy as Markdown'));
        await keyboard.press('Shift+Tab');
        await eventually(async () => assert.equal(await window.focusInWebview(), 'button Probe Again'));
        await keyboard.press('Enter');
        await window.page.locator('.quick-input-widget', { hasText: 'Addresses of nodes' }).waitFor();
        await keyboard.press('Escape');
        await window.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
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
        const [first] = await window.openQuickFixes((within) => window.clickInWebview('Fix the selector', within));
        assert.equal(first, 'Copy pod labels from Deployment "family-assistant-backend"');
        await window.screenshot('probe-fix');
        await window.page.keyboard.press('Escape');
      });
      await step('when the window comes back the report is there, and the next one knows what was before', async () => {
        // The page, and what the extension stores about it.
        const kept = ['memento/workbench.parts.editor', 'podwire.podwire'];
        await eventually(async () => assert.deepEqual(await window.keysThatHold('the selector matches no pod'), kept));
        await window.reload(serviceFile);
        await eventually(async () => assert.match(await window.webviewText(), /the selector matches no pod/));
        await window.screenshot('probe-restored');
        await window.clickInWebview('Probe Again');
        await typeInBox(window, '127.0.0.2');
        await eventually(async () => {
          const text = await window.webviewText();
          assert.match(
            text,
            /Earlier\s.*the selector matches no pod.*reachable by 127\.0\.0\.1.*reachable by loopback/s,
          );
        });
        await window.screenshot('probe-history');
      });
    });
  });
}

/** The settings name thirteen addresses: the question, and the effects of No and Yes. */
export function probeManyAddresses(session: () => Session): void {
  test('more than twelve addresses are tried after a question only', async (context) => {
    await using server = await serverThat(answering('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'), '0.0.0.0');
    const lens = `Probe NodePort ${server.port}`;
    const addresses = Array.from({ length: 13 }, (_, i) => `127.0.2.${i + 1}`);
    const extra = {
      [serviceFile]: exampleText(serviceFile).replaceAll('30801', String(server.port)),
      'podwire.yaml': `probe:\n  addresses: [${addresses.join(', ')}]\n`,
    };
    await inExample(context, session(), { file: serviceFile, extra }, async (window, step) => {
      const clickLens = () => window.page.locator('.codelens-decoration a', { hasText: lens }).click();
      await step('the question names them, and Cancel leaves them alone', async () => {
        await eventually(async () => assert.ok((await window.lenses()).includes(lens)));
        await clickLens();
        const question = window.page.locator('.monaco-dialog-box');
        await question.waitFor();
        const text = (await question.textContent()) ?? '';
        assert.match(text, /There are 13 addresses\. Try all of them\?/);
        assert.ok(text.includes(addresses.join(', ')), text);
        await window.screenshot('probe-many');
        await question.locator('.monaco-button', { hasText: 'Cancel' }).click();
        await question.waitFor({ state: 'hidden' });
        assert.equal(server.accepted, 0);
      });
      await step('after a Yes each is tried once', async () => {
        await clickLens();
        await window.page.locator('.monaco-dialog-box .monaco-button', { hasText: 'Try Them All' }).click();
        await eventually(async () => {
          const text = await window.webviewText();
          for (const address of addresses) assert.ok(text.includes(`${address}:${server.port}`), address);
        });
        assert.equal(server.accepted, addresses.length);
      });
    });
  });
}

/** From the editor next to it, as a person does: into the group, and then with Tab, which goes round. */
async function focusByTab(window: Workbench, wanted: string): Promise<void> {
  const { page } = window;
  await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  // The question returns the focus a little later, and in an editor Tab inserts a character.
  await eventually(async () => {
    await page.keyboard.press('Control+2');
    assert.equal(await page.evaluate(() => document.activeElement?.localName), 'iframe');
  });
  await eventually(async () => {
    if ((await window.focusInWebview()) === wanted) return;
    await page.keyboard.press('Tab');
    assert.equal(await window.focusInWebview(), wanted);
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
