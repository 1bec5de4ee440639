import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { eventually } from '../../harness/vscode/eventually.ts';
import { projectRoot } from '../../harness/vscode/project.ts';
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
      await step('the filters leave out other namespaces, other kustomizations and what is right', async () => {
        await window.watched();
        for (const [file, text] of Object.entries(shop)) {
          fs.mkdirSync(path.dirname(path.join(window.folder, file)), { recursive: true });
          fs.writeFileSync(path.join(window.folder, file), text);
        }
        const shown = (present: readonly RegExp[], absent: readonly RegExp[]) =>
          eventually(async () => {
            const text = await window.webviewText();
            for (const each of present) assert.match(text, each);
            for (const each of absent) assert.doesNotMatch(text, each);
          });
        await shown([/Ingress front/, /Service family-assistant-nodeport/, /Service web/], []);
        await window.screenshotInThemes('wiring-shop-tree');
        const [namespace, bundle] = [window.inWebview('#namespace'), window.inWebview('#bundle')];
        await namespace.selectOption('prod');
        await shown([/Ingress front/], [/family-assistant-nodeport/, /overlays\/dev\n\d/]);
        await window.screenshot('wiring-filter-namespace');
        await namespace.selectOption('All namespaces');
        await bundle.selectOption('shop/overlays/dev');
        await shown([/Service web/], [/family-assistant-nodeport/]);
        await window.screenshot('wiring-filter-kustomization');
        await bundle.selectOption('All kustomizations');
        await window.inWebview('#only-broken').check();
        await shown(
          [/Ingress front/, /Service wbe/, /which does not exist/],
          [/family-assistant-nodeport/, /Service web\n/],
        );
        await window.screenshot('wiring-filter-broken');
        await window.inWebview('#only-broken').uncheck();
        await shown([/Service family-assistant-nodeport/], []);
      });
      await step('no text of the drawing is cut or covered, in the page or in the file', async (inner) => {
        await window.clickInWebview('Show Drawing');
        await window.inWebview('svg .box').first().waitFor();
        await window.screenshotInThemes('wiring-shop-drawing');
        assert.deepEqual(await window.inWebview('svg').evaluate(misplacedTexts), []);
        const file = path.join(window.folder, 'wiring.svg');
        await window.clickInWebview('Save as SVG');
        await window.acceptFileDialog();
        await eventually(() => assert.match(fs.readFileSync(file, 'utf8'), /<\/svg>\s*$/));
        const page = await window.page.context().newPage();
        try {
          await page.goto(pathToFileURL(file).href);
          assert.deepEqual(await page.locator('svg').evaluate(misplacedTexts), []);
          const { width, height } = (await page.locator('svg').boundingBox())!;
          inner.diagnostic(`the drawing has ${Math.round(width)} × ${Math.round(height)} pixels`);
          await page.setViewportSize({ width: Math.ceil(width), height: Math.ceil(height) });
          await page.screenshot({ path: path.join(projectRoot, '.cache/screenshots/wiring-file.png') });
        } finally {
          await page.close();
        }
      });
      await step('the keyboard reaches the filters and the tree', async () => {
        await window.clickInWebview('Show Tree');
        await window.inWebview('#namespace').focus();
        const reached: string[] = [];
        for (let times = 0; times < 6; times++) {
          await window.page.keyboard.press('Tab');
          reached.push(await window.focusInWebview());
        }
        assert.deepEqual(reached.slice(0, -1), [
          'select All kustomizationsshop/overlays/devshop/overlays/prod',
          'input ',
          'button Show Drawing',
          'button Save as SVG',
          'button Copy as Mermaid',
        ]);
        assert.match(reached.at(-1)!, /^li /);
      });
    });
  });
}

/** A shop with two overlays; the Ingress of one names no Service. */
const shop: Readonly<Record<string, string>> = {
  'shop/base/kustomization.yaml': 'resources: [web.yaml]\n',
  'shop/base/web.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - {name: web, image: example/web, ports: [{name: http, containerPort: 8080}]}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports: [{name: http, port: 80, targetPort: http}]
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web}
spec: {minAvailable: 1, selector: {matchLabels: {app: web}}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: only-from-the-ingress-controller-of-the-cluster}
spec:
  podSelector: {matchLabels: {app: web}}
  ingress: [{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ingress}}}]}]
`,
  'shop/overlays/dev/kustomization.yaml': 'namespace: dev\nresources: [../../base]\n',
  'shop/overlays/prod/kustomization.yaml': 'namespace: prod\nresources: [../../base, ingress.yaml]\n',
  'shop/overlays/prod/ingress.yaml': `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: front}
spec:
  rules:
  - host: shop.example
    http:
      paths:
      - {path: /, pathType: Prefix, backend: {service: {name: web, port: {name: http}}}}
      - {path: /api, pathType: Prefix, backend: {service: {name: wbe, port: {number: 80}}}}
`,
};

/** Runs in the page: the texts of a drawing that leave their box, or that another box or label covers. */
function misplacedTexts(svg: SVGElement | HTMLElement): readonly string[] {
  const rectOf = (element: Element) => element.getBoundingClientRect();
  const overlap = (a: DOMRect, b: DOMRect) =>
    a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
  const boxes = [...svg.querySelectorAll('.box')].map((box) => ({ box, rect: rectOf(box.querySelector('rect')!) }));
  const labels = [...svg.querySelectorAll('.label')];
  const found: string[] = [];
  for (const { box, rect } of boxes) {
    for (const text of box.querySelectorAll('text')) {
      const { left, right, top, bottom } = rectOf(text);
      if (left < rect.left || right > rect.right || top < rect.top || bottom > rect.bottom) {
        found.push(`${text.textContent} leaves its box`);
      }
    }
    for (const other of boxes) {
      if (other.box !== box && overlap(rect, other.rect))
        found.push(`${box.textContent} covers ${other.box.textContent}`);
    }
    for (const label of labels) {
      if (overlap(rect, rectOf(label))) found.push(`${box.textContent} covers ${label.textContent}`);
    }
  }
  for (const [at, label] of labels.entries()) {
    for (const other of labels.slice(at + 1)) {
      if (overlap(rectOf(label), rectOf(other))) found.push(`${label.textContent} covers ${other.textContent}`);
    }
  }
  return found;
}
