// The incident of the example in a real VS Code. Its extension host is where the person was, in the mesh and in the
// LAN: in a separate network namespace, with a real API server, kube-proxy and a firewall behind the node port.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { backendLabels, incidentService } from '../../harness/control-plane/incident.ts';
import { findPrograms } from '../../harness/control-plane/programs.ts';
import { backendIn } from '../../harness/topology/backend.ts';
import { startTopologyCluster, type TopologyCluster, topologyPrograms } from '../../harness/topology/cluster.ts';
import { addresses, createTopology, type Topology, withoutTopology } from '../../harness/topology/namespaces.ts';
import { makeNode, makePod, nodeAddresses } from '../../harness/topology/objects.ts';
import { eventually } from '../../harness/vscode/eventually.ts';
import { browserAndServer } from '../../harness/vscode/visual-studio-code.ts';
import { packExtension } from '../../harness/vscode/vsix.ts';
import type { Workbench } from '../../harness/vscode/workbench.ts';
import { selfSigned } from '../../probe/certificates.ts';
import { inExample, type Session, serviceFile, startSession } from '../ui/session.ts';

const programs = findPrograms(topologyPrograms);
const certificate = selfSigned('backend');
const tools = await browserAndServer();
const skip =
  withoutTopology() ??
  ('because' in programs ? programs.because : 'absent' in tools ? tools.absent : !certificate && 'no openssl');
const title = 'Podwire: Probe NodePort';

describe('the incident, from the palette', { skip }, () => {
  let topology: Topology;
  let cluster: TopologyCluster;
  let session: Session;
  let folder: string;

  before(async () => {
    if ('absent' in tools || 'because' in programs || skip) return;
    folder = mkdtempSync(path.join(os.tmpdir(), 'podwire-incident-'));
    topology = createTopology();
    topology.firewall('iifname "lan-n" tcp dport 30801 drop');
    cluster = await startTopologyCluster(topology, programs.folder);
    cluster.start(topology.pod, 'app', backendIn(folder, certificate!));
    cluster.request('POST', '/api/v1/namespaces', { metadata: { name: 'homelab' } });
    makeNode(cluster, 'service-node', nodeAddresses);
    makePod(cluster, 'family-assistant-backend-1', backendLabels);
    await cluster.startKubeProxy('service-node', '0.0.0.0/0,::/0');
    // As it was applied before, from an editor.
    cluster.request(
      'PATCH',
      '/api/v1/namespaces/homelab/services/family-assistant-nodeport?fieldManager=podwire',
      incidentService,
      'application/apply-patch+yaml',
    );
    session = await startSession(tools, [await packExtension()], {
      env: { KUBECONFIG: cluster.kubeconfig },
      runBy: ['ip', 'netns', 'exec', topology.client],
    });
  });

  after(async () => {
    await session?.stop();
    await cluster?.[Symbol.asyncDispose]();
    topology?.[Symbol.dispose]();
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  test('refused by mesh and silent by LAN; fixed, it answers by mesh', async (context) => {
    const example = { file: serviceFile, theme: 'Default Light Modern' } as const;
    await inExample(context, session, example, async (window, step) => {
      await step('from the palette, after a question that names the cluster', async () => {
        await eventually(async () => assert.equal((await window.lenses())[0], 'selects nothing here'));
        await window.placeCursor('family-assistant-nodeport');
        await window.palette(title);
        const question = await answer(window, 'Ask the Cluster');
        assert.match(question, /Probe Service "family-assistant-nodeport": ask the cluster "homelab"\?/);
        assert.ok(question.includes(`https://${addresses.node.mesh}:6443`), question);
        assert.ok(question.includes(cluster.kubeconfig), question);
      });
      await step('mesh refuses, LAN is silent, and the verdict says that the selector matches no pod', async () => {
        await eventually(async () => {
          const text = await window.webviewText();
          assert.match(text, /no endpoints: the selector matches no pod\s+Copy pod labels from Deployment/);
          assert.match(text, /100\.81\.76\.55:30801 +mesh +refused/);
          assert.match(text, /192\.168\.8\.20:30801 +private +timeout/);
        });
        await pictures(window, 'incident-before');
      });
      await step('the button of the report leads to the selector, and offers its fixes', async () => {
        const [first] = await window.openQuickFixes((within) => window.clickInWebview('Fix the selector', within));
        assert.equal(first, 'Copy pod labels from Deployment "family-assistant-backend"');
        await window.screenshot('incident-fix');
        await window.page.keyboard.press('Enter');
        await eventually(async () => {
          assert.equal((await window.lenses())[0], 'selects Deployment family-assistant-backend');
          assert.match(await window.editorText(), /^ +component: familyai-v3$/m);
        });
        await window.save();
      });
      await step('the manifest is applied', async () => {
        await window.palette('Podwire: Connect to Cluster');
        await window.page.locator('.statusbar-item', { hasText: 'homelab' }).waitFor();
        await window.openFile(serviceFile);
        await window.palette('Podwire: Apply Manifest');
        await answer(window, 'Apply');
        await window.page.locator('.notification-toast', { hasText: '1 of 1 endpoint' }).waitFor();
      });
      await step(
        'Probe Again: mesh answers, LAN is silent as before, and the verdict says that it is filtered',
        async () => {
          await window.openFile(serviceFile);
          await window.placeCursor('family-assistant-nodeport');
          await window.palette(title);
          await eventually(async () => {
            const text = await window.webviewText();
            assert.match(text, /reachable by mesh; LAN is filtered\s+Use 100\.81\.76\.55, or open TCP 30801 for LAN/);
            assert.match(text, /100\.81\.76\.55:30801 +mesh +answered +HTTP 200/);
            assert.match(text, /192\.168\.8\.20:30801 +private +timeout/);
            assert.match(text, /Earlier\s.*no endpoints: the selector matches no pod/s);
          });
          await pictures(window, 'incident-after');
        },
      );
    });
  });
});

/** Clicks a button of the question that is asked, and returns the question. */
async function answer(window: Workbench, button: string): Promise<string> {
  const dialog = window.page.locator('.monaco-dialog-box');
  await dialog.waitFor();
  const question = (await dialog.textContent()) ?? '';
  await dialog.locator('.monaco-button', { hasText: button }).click();
  return question;
}

/** In each sort of theme, and in a window in which the report has 400 pixels. */
async function pictures(window: Workbench, name: string): Promise<void> {
  await window.screenshotInThemes(name);
  const size = window.page.viewportSize()!;
  const frame = window.page.locator('iframe.webview.ready');
  for (let width = size.width; ((await frame.boundingBox())?.width ?? 0) > 400 && width > 600; width -= 40) {
    await window.page.setViewportSize({ ...size, width });
  }
  await window.screenshot(`${name}-narrow`);
  await window.page.setViewportSize(size);
}
