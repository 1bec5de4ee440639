import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { eventually } from '../../harness/vscode/eventually.ts';
import { chartWithSelector } from '../../lsp/chart.ts';
import { inExample, type Session } from './session.ts';

const define = 'web/templates/_service.tpl';
const service = 'web/templates/service.yaml';
const values = 'web/values.yaml';

/** A chart whose selector and port are broken: in a define, which is plain text to VS Code, and in the values. */
export function charts(session: () => Session): void {
  test('a chart is fixed in a define and in its values', async (context) => {
    const extra = Object.fromEntries(
      chartWithSelector('web/', '-frontend')
        .split(/^=== /m)
        .slice(1)
        .map((part) => [part.slice(0, part.indexOf('\n')), part.slice(part.indexOf('\n') + 1)]),
    );
    const prepare = (folder: string) => {
      for (const file of ['service-nodeport.yaml', 'deployment.yaml']) {
        fs.rmSync(path.join(folder, file), { force: true });
      }
    };
    const options = { file: define, extra, prepare, theme: 'Default Light Modern' } as const;
    await inExample(context, session(), options, async (window, step) => {
      await step('one squiggle, under the text of the define that makes the selector differ', async () => {
        await window.showProblems();
        await eventually(async () =>
          assert.deepEqual(await window.squiggles(), [{ severity: 'warning', text: '-frontend' }]),
        );
        await window.screenshot('chart-squiggle-light');
      });
      await step('the lens above the Service in the template', async () => {
        await window.openFile(service);
        await eventually(async () => assert.equal((await window.lenses())[0], 'selects nothing here'));
        await window.screenshot('chart-lens-light');
      });
      await step('Ctrl+. fixes the selector', async () => {
        await window.openFile(define);
        await window.placeCursor('-frontend');
        const [first] = await window.openQuickFixes();
        assert.equal(first, 'Use the selector of Deployment "release-web"');
        await window.screenshot('chart-quick-fix-light');
        await window.page.keyboard.press('Enter');
        await eventually(async () => assert.deepEqual(await window.problems(), []));
        await window.openFile(service);
        await eventually(async () => assert.equal((await window.lenses())[0], 'selects Deployment release-web'));
        await window.screenshot('chart-fixed-light');
      });
      await step('a port that is typed in the values is reported there, and fixed there', async () => {
        await window.openFile(values);
        await window.placeCursor('targetPort');
        await window.page.keyboard.press('End');
        await window.page.keyboard.type('s');
        await eventually(async () =>
          assert.deepEqual(await window.squiggles(), [{ severity: 'warning', text: 'https' }]),
        );
        await window.screenshot('chart-values-light');
        await window.placeCursor('https');
        const fixes = await window.openQuickFixes();
        assert.match(fixes[0] ?? '', /http/);
        await window.screenshot('chart-values-fix-light');
        await window.page.keyboard.press('Enter');
        await eventually(async () => assert.deepEqual(await window.squiggles(), []));
        assert.match(await window.editorText(), /targetPort: http$/m);
      });
    });
  });
}
