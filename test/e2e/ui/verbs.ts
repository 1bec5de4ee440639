import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { eventually } from '../../harness/vscode/eventually.ts';
import type { Workbench } from '../../harness/vscode/workbench.ts';
import { deploymentFile, exampleText, inExample, type Session, serviceFile } from './session.ts';

/**
 * A Service is written with completion, so that it never selects nothing; then F12, Shift+F12, F2, hover and the
 * outline.
 */
export function verbs(session: () => Session): void {
  test('completion, definition, references, rename and outline', async (context) => {
    // The Service before its selector was written.
    const withoutSelector = exampleText(serviceFile).replace(/^ +selector:\n +app:.*\n/m, '');
    const options = {
      file: serviceFile,
      theme: 'Default Light Modern',
      prepare: (folder: string) => fs.writeFileSync(path.join(folder, serviceFile), withoutSelector),
    } as const;
    await inExample(context, session(), options, async (window, step) => {
      const { keyboard } = window.page;
      await step('typing selector and taking the first completion selects the Deployment', async () => {
        await window.placeCursor('ports:');
        await keyboard.type('selector:');
        await keyboard.press('Enter');
        await keyboard.press('ArrowUp');
        await keyboard.press('End');
        // Until Podwire has started, VS Code lists the words of the file.
        await eventually(async () => {
          await keyboard.press('Escape');
          assert.match((await suggestions(window))[0] ?? '', /family-assistant-backend/);
        });
        await window.screenshot('completion-light');
        await keyboard.press('Enter');
        await eventually(async () =>
          assert.match(
            await window.editorText(),
            / {2}selector:\n {4}app: family-assistant-backend\n {4}component: familyai-v3\n {2}ports:/,
          ),
        );
        await eventually(async () => assert.deepEqual(await window.squiggles(), []));
        await eventually(async () =>
          assert.equal((await window.lenses())[0], 'selects Deployment family-assistant-backend'),
        );
        await window.screenshot('completed-light');
      });
      await step('the hover over a label says what is selected', async () => {
        await window.placeCursor('family-assistant-backend', 'selector:');
        const hover = await window.hover();
        assert.match(hover, /Selects Deployment "family-assistant-backend"/);
        await window.screenshot('hover-label-light');
        await keyboard.press('Escape');
      });
      await step('F12 goes to the labels of the pods', async () => {
        await keyboard.press('F12');
        await window.page.locator(`.editor-instance[aria-label*="${deploymentFile}"] .view-line`).first().waitFor();
        await eventually(async () => assert.match(await place(window), /^Ln 18, Col 9/));
      });
      await step('Shift+F12 shows everything that refers to the label', async () => {
        await keyboard.press('Shift+F12');
        const rows = window.page.locator('.reference-zone-widget .monaco-list-row');
        await eventually(async () => assert.ok((await rows.count()) >= 2));
        await window.screenshot('references-light');
        await keyboard.press('Escape');
        await keyboard.press('Escape');
      });
      await step('F2 renames the label in both files', async () => {
        await window.openFile(deploymentFile);
        await window.placeCursor('familyai-v3', 'template:');
        const box = window.page.locator('.rename-box input');
        await eventually(async () => {
          await keyboard.press('F2');
          await box.waitFor({ timeout: 2000 });
        });
        await box.fill('assistant');
        await box.press('Enter');
        const question = window.page.locator('.notification-toast', { hasText: 'The selector of Deployment' });
        await question.waitFor();
        await window.screenshot('rename-light');
        await question.getByRole('button', { name: 'Rename' }).click();
        await eventually(async () => assert.match(await window.editorText(), /component: assistant/));
        await window.openFile(serviceFile);
        await eventually(async () => assert.match(await window.editorText(), /component: assistant/));
        await eventually(async () => assert.deepEqual(await window.squiggles(), []));
      });
      await step('the outline lists the objects of a file', async () => {
        await keyboard.press('Control+Shift+O');
        const rows = window.page.locator('.quick-input-widget .monaco-list-row');
        await eventually(async () =>
          assert.match((await rows.allInnerTexts()).join('\n'), /Service family-assistant-nodeport/),
        );
        await window.screenshot('outline-light');
        await keyboard.press('Escape');
      });
    });
  });
}

/** The items of the completion list at the cursor, the first of which Enter takes. */
export async function suggestions(window: Workbench): Promise<string[]> {
  const rows = window.page.locator('.suggest-widget.visible .monaco-list-row');
  await eventually(async () => {
    await window.page.keyboard.press('Control+Space');
    await rows.first().waitFor({ timeout: 2000 });
  });
  return rows.allInnerTexts();
}

async function place(window: Workbench): Promise<string> {
  return ((await window.page.locator('[id="status.editor.selection"]').textContent()) ?? '').trim();
}
