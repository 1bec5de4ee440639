import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually } from '../../harness/vscode/eventually.ts';
import { inExample, type Session, serviceFile } from './session.ts';
import { suggestions } from './verbs.ts';

// The file cannot be read. The row of the Service shows that everything has been judged.
const broken = { 'broken.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: "broken\n' };

/** One extension reports syntax errors of YAML, and one completes the settings by their schema. */
export function withoutAnotherYamlExtension(session: () => Session): void {
  test('syntax errors are reported and settings are completed where no other extension does it', async (context) => {
    const extra = { ...broken, 'podwire.yaml': '' };
    await inExample(context, session(), { file: 'broken.yaml', extra }, async (window) => {
      await window.showProblems();
      await eventually(async () => assert.deepEqual(await filesWithProblems(window), ['broken.yaml', serviceFile]));
      await window.openFile('podwire.yaml');
      await window.page.keyboard.type('sev');
      await eventually(async () => assert.match((await suggestions(window))[0] ?? '', /severity/));
    });
  });
}

/** The other extension has no content, so what is offered would be offered by Podwire. */
export function withAnotherYamlExtension(session: () => Session): void {
  test('syntax errors and the completion of settings are left to another YAML extension', async (context) => {
    const extra = { ...broken, 'podwire.yaml': '' };
    await inExample(context, session(), { file: 'broken.yaml', extra }, async (window) => {
      await window.showProblems();
      await eventually(async () => assert.deepEqual(await filesWithProblems(window), [serviceFile]));
      await window.openFile('podwire.yaml');
      await window.page.keyboard.type('sev');
      await window.page.keyboard.press('Control+Space');
      const list = window.page.locator('.suggest-widget.visible');
      await list.waitFor();
      assert.doesNotMatch((await list.textContent()) ?? '', /severity/);
    });
  });
}

async function filesWithProblems(window: Parameters<Parameters<typeof inExample>[3]>[0]): Promise<readonly string[]> {
  const rows = await window.problems();
  return [...new Set(rows.map(({ file }) => file))].sort();
}
