// A real VS Code on the example, with a real API server behind it.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { backendLabels, incidentService } from '../../harness/control-plane/incident.ts';
import { create, namespace, node, patchStatus, runningPod } from '../../harness/control-plane/objects.ts';
import { findPrograms } from '../../harness/control-plane/programs.ts';
import { type ControlPlane, programsFor, startControlPlane } from '../../harness/control-plane/start.ts';
import { eventually } from '../../harness/vscode/eventually.ts';
import { browserAndServer } from '../../harness/vscode/visual-studio-code.ts';
import { packExtension } from '../../harness/vscode/vsix.ts';
import { inExample, type Session, serviceFile, startSession } from '../ui/session.ts';

const tools = await browserAndServer();
const options = { controllers: true, audit: true };
const programs = findPrograms(programsFor(options));
const skip = 'absent' in tools ? tools.absent : 'because' in programs ? programs.because : false;
const patience = 120_000;

const pods = [1, 2].map((number) =>
  runningPod({
    name: `family-assistant-backend-${number}`,
    namespace: 'homelab',
    labels: backendLabels,
    ips: [`10.42.3.${number}`],
  }),
);

describe('connected to a cluster', { skip }, () => {
  let session: Session;
  let controlPlane: ControlPlane;
  before(async () => {
    if ('absent' in tools || 'because' in programs) return;
    controlPlane = await startControlPlane(programs.folder, options);
    await create(controlPlane, node('node'), namespace('homelab'), ...pods);
    // As it was applied before, from an editor.
    const place = '/api/v1/namespaces/homelab/services/family-assistant-nodeport?fieldManager=podwire';
    const applied = await controlPlane.request(
      'PATCH',
      place,
      JSON.stringify(incidentService),
      'application/apply-patch+yaml',
    );
    assert.equal(applied.status, 201, applied.body);
    const before = process.env.KUBECONFIG;
    process.env.KUBECONFIG = controlPlane.kubeconfig;
    try {
      session = await startSession(tools, [await packExtension()]);
    } finally {
      if (before === undefined) delete process.env.KUBECONFIG;
      else process.env.KUBECONFIG = before;
    }
  });
  after(async () => {
    await session?.stop();
    await controlPlane?.stop();
  });

  test('from the squiggle to endpoints that are ready', async (context) => {
    const example = { file: serviceFile, theme: 'Default Light Modern' } as const;
    const probe = 'Probe NodePort 30801';
    await inExample(context, session, example, async (window, step) => {
      const bar = window.page.locator('.statusbar-item', { hasText: 'test' });
      await step('nothing connects by itself', async () => {
        await eventually(
          async () => assert.deepEqual(await window.lenses(), ['selects nothing here', probe]),
          patience,
        );
        assert.equal(await bar.count(), 0);
        assert.deepEqual(own(), []);
      });
      await step('Podwire: Connect to Cluster', async () => {
        await window.palette('Podwire: Connect to Cluster');
        await bar.waitFor();
        await eventually(
          async () => assert.deepEqual(await window.lenses(), ['selects nothing here · 0 endpoints · test', probe]),
          patience,
        );
        await eventually(
          async () => assert.deepEqual(await window.squiggles(), [{ severity: 'error', text: 'family-assistant' }]),
          patience,
        );
        await window.screenshot('cluster-no-endpoints-light');
      });
      await step('the fix', async () => {
        await window.placeCursor('family-assistant #');
        const fixes = await window.openQuickFixes();
        assert.equal(fixes[0], 'Copy pod labels from Deployment "family-assistant-backend"');
        await window.page.keyboard.press('Enter');
        await eventually(
          async () => assert.match((await window.lenses())[0]!, /^selects Deployment family-assistant-backend · /),
          patience,
        );
      });
      await step('Podwire: Apply Manifest shows what would change, and asks', async () => {
        await window.palette('Podwire: Apply Manifest');
        const dialog = window.page.locator('.monaco-dialog-box');
        await dialog.waitFor();
        const question = (await dialog.textContent()) ?? '';
        assert.match(question, /Apply to test\?/);
        assert.match(question, /Service "family-assistant-nodeport" in namespace homelab: will be changed/);
        await window.page.locator('.monaco-diff-editor').waitFor();
        await window.screenshot('cluster-apply-light');
        const writes = own().filter(({ verb, uri }) => verb === 'patch' && !uri.includes('dryRun=All'));
        assert.deepEqual(writes, [], 'nothing is written before the yes');
        await dialog.locator('.monaco-button', { hasText: 'Apply' }).click();
        await window.page.locator('.notification-toast', { hasText: '2 of 2 endpoints ready' }).waitFor();
        // What was compared is applied, so nobody wants to look at it any more.
        await window.page.locator('.monaco-diff-editor').waitFor({ state: 'detached' });
      });
      await step('the lens turns by itself', async () => {
        await window.openFile(serviceFile);
        await eventually(
          async () =>
            assert.deepEqual(await window.lenses(), [
              'selects Deployment family-assistant-backend · 2 of 2 endpoints ready · test',
              probe,
            ]),
          patience,
        );
        await eventually(async () => assert.deepEqual(await window.squiggles(), []), patience);
        await window.screenshot('cluster-endpoints-ready-light');
      });
      await step('a pod that is no longer ready', async () => {
        await patchStatus(controlPlane, pods[1]!, { conditions: [{ type: 'Ready', status: 'False' }] });
        await eventually(
          async () => assert.match((await window.lenses())[0]!, / · 1 of 2 endpoints ready · test$/),
          patience,
        );
      });
      await step('what changes in the cluster is soon on screen', async (inner) => {
        const times: number[] = [];
        for (let change = 1; change <= 10; change += 1) {
          const isReady = change % 2 === 1;
          const shown = window.lensDrawn(
            `selects Deployment family-assistant-backend · ${isReady ? 2 : 1} of 2 endpoints ready · test`,
          );
          const begin = Date.now();
          await patchStatus(controlPlane, pods[1]!, {
            conditions: [{ type: 'Ready', status: isReady ? 'True' : 'False' }],
          });
          times.push((await shown) - begin);
        }
        times.sort((a, b) => a - b);
        // Within are the request, the controller of EndpointSlices, and what VS Code waits for before it draws.
        inner.diagnostic(`a pod changes → the lens is drawn: median ${times[5]} ms, longest ${times.at(-1)} ms`);
      });
      await step('the hover over the selector lists the pods, and why one is not ready', async () => {
        await window.placeCursor('family-assistant-backend #');
        let hover = '';
        await eventually(async () => {
          hover = await window.hover();
          assert.match(hover, /1 of 2 endpoints ready/);
        }, patience);
        assert.match(hover, /✗ family-assistant-backend-2: not ready — on node node/);
        assert.match(hover, /✓ family-assistant-backend-1: ready — on node node/);
        await window.screenshot('cluster-hover-light');
        await window.page.keyboard.press('Escape');
      });
      await step('a server that is gone', async () => {
        await controlPlane.killServer();
        await eventually(
          async () =>
            assert.match((await window.lenses())[0]!, / · 1 of 2 endpoints ready · test · stale since \d\d:\d\d$/),
          patience,
        );
        await window.screenshot('cluster-stale-light');
        await controlPlane.restartServer();
        await eventually(
          async () => assert.match((await window.lenses())[0]!, / · 1 of 2 endpoints ready · test$/),
          patience,
        );
      });
      await step('Podwire: Select Context, Off', async () => {
        await window.palette('Podwire: Select Context');
        const row = window.page.locator('.quick-input-widget .monaco-list-row', { hasText: 'No cluster' });
        await row.waitFor();
        await window.screenshot('cluster-select-context-light');
        await row.click();
        await eventually(
          async () =>
            assert.deepEqual(await window.lenses(), [
              'selects Deployment family-assistant-backend',
              'Probe NodePort 30801',
            ]),
          patience,
        );
        await bar.waitFor({ state: 'detached' });
      });
      await step('only what it is about was asked for, and only what was said yes to was written', () => {
        const asked = own();
        const written = asked.filter(({ verb }) => !['get', 'list', 'watch'].includes(verb));
        assert.deepEqual(
          written.map(({ verb, uri }) => `${verb} ${uri.includes('dryRun=All') ? 'dry run' : 'for good'}`),
          ['patch dry run', 'patch for good'],
        );
        assert.deepEqual(
          asked.filter(({ verb, uri }) => verb !== 'get' && !uri.includes('/namespaces/homelab/')),
          [],
        );
        return Promise.resolve();
      });
    });
  });

  test('a kubeconfig that lies in the workspace is used after a question, where the Kubernetes extension names it', async (context) => {
    const example = {
      file: serviceFile,
      prepare: (folder: string) => {
        const file = path.join(folder, 'kubeconfig.json');
        const config = fs.readFileSync(controlPlane.kubeconfig, 'utf8').replaceAll('"test"', '"inside"');
        fs.writeFileSync(file, config);
        fs.mkdirSync(path.join(folder, '.vscode'), { recursive: true });
        // The option `theme` would overwrite this theme.
        const theme = { 'workbench.colorTheme': 'Default Light Modern' };
        const settings = { ...theme, 'vs-kubernetes': { 'vs-kubernetes.kubeconfig': file } };
        fs.writeFileSync(path.join(folder, '.vscode/settings.json'), JSON.stringify(settings));
      },
    } as const;
    await inExample(context, session, example, async (window, step) => {
      const bar = window.page.locator('.statusbar-item', { hasText: 'inside' });
      const dialog = window.page.locator('.monaco-dialog-box');
      const asked = own().length;
      await step('nothing is asked of it before the yes, and a no is one', async () => {
        await eventually(async () => assert.equal((await window.lenses())[0], 'selects nothing here'), patience);
        await window.palette('Podwire: Connect to Cluster');
        await dialog.waitFor();
        const question = (await dialog.textContent()) ?? '';
        assert.match(question, /Connect to inside\?/);
        assert.match(question, /kubeconfig\.json is part of this workspace\./);
        await window.screenshot('cluster-kubeconfig-of-the-workspace-light');
        await dialog.locator('.monaco-button', { hasText: 'Cancel' }).click();
        await dialog.waitFor({ state: 'detached' });
        assert.equal(await bar.count(), 0);
        assert.equal(own().length, asked);
      });
      await step('the yes', async () => {
        await window.palette('Podwire: Connect to Cluster');
        await dialog.locator('.monaco-button', { hasText: 'Use It' }).click();
        await bar.waitFor();
        await eventually(async () => assert.match((await window.lenses())[0]!, / · inside$/), patience);
        assert.ok(own().length > asked);
      });
    });
  });

  function own() {
    return controlPlane.audited().filter(({ userAgent }) => userAgent.startsWith('podwire'));
  }
});
