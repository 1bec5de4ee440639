import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually } from '../../harness/vscode/eventually.ts';
import { inExample, type Session, serviceFile } from './session.ts';

/** VS Code activates the extension for a folder with a kustomization, whatever is shown. */
export function withoutManifest(session: () => Session): void {
  test('the problems of a folder with a kustomization are there before a manifest is shown', async (context) => {
    const extra = {
      'notes.txt': 'no manifest\n',
      'kustomization.yaml': `resources: [deployment.yaml, ${serviceFile}]\n`,
    };
    await inExample(context, session(), { file: 'notes.txt', extra }, async (window) => {
      await window.showProblems();
      await eventually(async () => {
        const rows = await window.problems();
        assert.deepEqual([...new Set(rows.map(({ file }) => file))], [serviceFile]);
      });
    });
  });
}
