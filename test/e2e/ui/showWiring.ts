import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually } from '../../harness/vscode/eventually.ts';
import { inExample, type Session, serviceFile } from './session.ts';

/** See what the Service reaches, as a tree and as a drawing, and fix it while the page follows. */
export function showWiring(session: () => Session): void {
  test('the wiring graph', async (context) => {
    await inExample(context, session(), { file: serviceFile }, async (window, step) => {
      await step('Podwire: Show Wiring shows what the Service selects', async () => {
        await eventually(async () => assert.equal((await window.squiggles()).length, 1));
        await window.palette('Podwire: Show Wiring');
        await eventually(async () => {
          const text = await window.webviewText();
          assert.match(text, /Service family-assistant-nodeport/);
          assert.match(text, /nothing/);
          assert.match(text, /selects no pods/);
        });
        await window.screenshotInThemes('wiring-tree');
      });
      await step('the drawing shows the same', async () => {
        await window.clickInWebview('Show Drawing');
        await eventually(async () => {
          const text = await window.webviewText();
          assert.match(text, /Show Tree/);
          assert.match(text, /service-selects-nothing/);
        });
        await window.screenshotInThemes('wiring-drawing');
      });
      await step('it follows an edit that is not saved', async () => {
        // The page has the focus; a file that is opened now would cover it.
        await window.page.keyboard.press('Control+1');
        await window.replaceText('app: family-assistant #', 'app: family-assistant-backend #');
        await eventually(async () => {
          const text = await window.webviewText();
          assert.match(text, /nothing is broken/);
          assert.doesNotMatch(text, /service-selects-nothing/);
        });
        await window.screenshot('wiring-fixed');
      });
      await step('an object opens its line', async () => {
        await window.clickInWebview('Show Tree');
        await window.clickTreeItem('Deployment family-assistant-backend');
        await eventually(async () => assert.match(await window.editorText(), /kind: Deployment/));
      });
    });
  });
}
