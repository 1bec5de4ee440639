import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { eventually } from '../../harness/vscode/eventually.ts';
import type { Workbench } from '../../harness/vscode/workbench.ts';
import { deploymentFile, exampleText, fixedService, inExample, message, type Session, serviceFile } from './session.ts';

/** See the squiggle, read the reason, fix it with two keys, break it from the other file; and the commands. */
export function firstLoop(session: () => Session, nativeAddons: boolean): void {
  test('in the Service', async (context) => {
    const options = { file: serviceFile, theme: 'Default Light Modern' } as const;
    await inExample(context, session(), options, async (window, step, folder) => {
      await step('one squiggle, under the value of the selector', async () => {
        await window.showProblems();
        await eventually(async () =>
          assert.deepEqual(await window.squiggles(), [{ severity: 'warning', text: 'family-assistant' }]),
        );
      });
      await step('one row in Problems, with the whole message', async () => {
        await eventually(async () =>
          assert.deepEqual(await window.problems(), [
            {
              file: serviceFile,
              text: message,
              source: 'podwire',
              code: 'service-selects-nothing',
              place: '10:10',
            },
          ]),
        );
      });
      await step('the place that is related to it jumps to the labels of the Deployment', async () => {
        await window.openRelated('Labels of Deployment "family-assistant-backend"', deploymentFile);
        assert.equal(await window.copySelected(), labelsOfTemplate());
        await window.screenshot('related-light');
        await window.openFile(serviceFile);
      });
      await step('the lens says that it selects nothing', async () => {
        await eventually(async () =>
          assert.deepEqual(await window.lenses(), ['selects nothing here', 'Probe NodePort 30801']),
        );
        await window.screenshot('squiggle-light');
        await window.setTheme('Default Dark Modern');
        await window.screenshot('squiggle-dark');
      });
      await step('the hover says the same as the row', async () => {
        await window.placeCursor('family-assistant #');
        const hover = await window.hover();
        assert.ok(hover.includes(message), hover);
        await window.screenshot('hover-dark');
        await window.page.keyboard.press('Escape');
      });
      await step('Podwire: Verify Service shows the checklist', async () => {
        await window.palette('Podwire: Verify Service');
        await eventually(async () => {
          const text = await window.webviewText();
          assert.match(text, /family-assistant-nodeport/);
          assert.match(text, /app=family-assistant/);
          assert.match(text, /\d of \d checks failed/);
        });
        await window.screenshot('verify-service-dark');
        await window.openFile(serviceFile);
      });
      await step('Podwire: Restart Server ends with the same squiggle, and says nothing', async () => {
        const wereGone = await window.watchSquiggles();
        await window.palette('Podwire: Restart Server');
        await eventually(async () => assert.ok(await wereGone(), 'the squiggle of the server before is still there'));
        await eventually(async () => assert.equal((await window.squiggles()).length, 1));
        assert.deepEqual(await window.notifications(), []);
      });
      await step('Podwire: Show Output shows what the server says', async () => {
        await window.showOutput('Podwire: Show Output');
        // Output channels are written by one of VS Code's native addons.
        if (nativeAddons) await eventually(async () => assert.match(await window.outputText(), /\[info\]/));
        await window.screenshot('output');
      });
      await step('Ctrl+. offers to copy the labels of the pods first', async () => {
        await window.showProblems();
        await window.placeCursor('family-assistant #');
        const [first] = await window.openQuickFixes();
        assert.equal(first, 'Copy pod labels from Deployment "family-assistant-backend"');
        await window.screenshot('quick-fix-dark');
      });
      await step('Enter fixes the selector, and nothing else changes', async () => {
        await window.page.keyboard.press('Enter');
        await eventually(async () => assert.equal((await window.editorText()).trimEnd(), fixedService().trimEnd()));
        await eventually(async () => assert.deepEqual(await window.squiggles(), []));
        await eventually(async () => assert.deepEqual(await window.problems(), []));
        await eventually(async () =>
          assert.deepEqual(await window.lenses(), [
            'selects Deployment family-assistant-backend',
            'Probe NodePort 30801',
          ]),
        );
        await window.screenshot('fixed-dark');
        await window.save();
        await eventually(() => assert.equal(fs.readFileSync(path.join(folder, serviceFile), 'utf8'), fixedService()));
      });
      await step('Verify Again shows what holds now', async () => {
        await window.clickInWebview('Verify Again');
        await eventually(async () => assert.match(await window.webviewText(), /All 2 checks passed/));
        await window.screenshot('verified-dark');
      });
    });
  });

  test('in the Deployment', async (context) => {
    await inExample(context, session(), { file: deploymentFile }, async (window, step, folder) => {
      await step('the lens says that no Service selects it', async () => {
        await eventually(async () => assert.deepEqual(await window.lenses(), ['no Service selects this']));
        await window.screenshot('deployment');
      });
      await step('Podwire: Copy Pod Labels copies the labels that a selector would need', async () => {
        await window.placeCursor('replicas');
        await window.palette('Podwire: Copy Pod Labels');
        await eventually(async () =>
          assert.equal((await window.clipboard()).trim(), 'app: family-assistant-backend\ncomponent: familyai-v3'),
        );
      });
      await step('an unsaved label breaks the Service in a file that is not open, and undo fixes it', async (inner) => {
        await window.watched();
        fs.writeFileSync(path.join(folder, serviceFile), fixedService());
        await eventually(async () =>
          assert.deepEqual(await window.lenses(), ['selected by Service family-assistant-nodeport']),
        );
        await window.showProblems();
        await eventually(async () => assert.deepEqual(await serviceProblems(window), []));
        const begin = performance.now();
        await window.replaceText('familyai-v3', 'familyai-v4', 'template:');
        await eventually(async () => assert.equal((await serviceProblems(window)).length, 1));
        inner.diagnostic(`typing a label → Problems: ${Math.round(performance.now() - begin)} ms with the typing`);
        await window.undo();
        await eventually(async () => assert.deepEqual(await serviceProblems(window), []));
      });
      await step('and in a file that is open', async () => {
        await window.openFile(serviceFile);
        await eventually(async () =>
          assert.deepEqual(await window.lenses(), [
            'selects Deployment family-assistant-backend',
            'Probe NodePort 30801',
          ]),
        );
        assert.deepEqual(await window.squiggles(), []);
        await window.openFile(deploymentFile);
        await window.replaceText('familyai-v3', 'familyai-v4', 'template:');
        await window.openFile(serviceFile);
        await eventually(async () => assert.equal((await window.squiggles()).length, 1));
        await window.screenshot('broken-from-the-other-file');
        await window.openFile(deploymentFile);
        await window.undo();
        await window.openFile(serviceFile);
        await eventually(async () => assert.deepEqual(await window.squiggles(), []));
      });
      await step('nothing was saved', async () => {
        assert.equal(fs.readFileSync(path.join(folder, deploymentFile), 'utf8'), exampleText(deploymentFile));
      });
    });
  });
}

async function serviceProblems(window: Workbench) {
  return (await window.problems()).filter(({ file }) => file === serviceFile);
}

/** The text between `labels:` of the pod template and its neighbour, without the indentation before the first key. */
function labelsOfTemplate(): string {
  const [, labels] = /template:\n +metadata:\n +labels:\n +([\s\S]*?)\n +spec:/.exec(exampleText(deploymentFile)) ?? [];
  return labels ?? '';
}
