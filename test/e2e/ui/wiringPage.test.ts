import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { build } from 'esbuild';
import type { Page } from 'playwright-core';
import { wiringHtml } from '../../../client/src/wiringHtml.ts';
import type { PageGraph, ToWiringPage, WiringPageState } from '../../../client/src/wiringMessages.ts';
import { at, edge, graphOf, node, shop } from '../../client/wiringGraphs.ts';
import { findChromium, launchChromium, type RunningBrowser } from '../../harness/vscode/chromium.ts';
import { projectRoot } from '../../harness/vscode/project.ts';

const chromium = findChromium();

describe('the page of the wiring graph', { skip: chromium ? false : 'no Chromium' }, () => {
  let browser: RunningBrowser;
  let scripts: Readonly<Record<string, string>>;
  before(async () => {
    browser = await launchChromium(chromium!);
    scripts = { 'wiring.js': await bundled('wiring'), 'wiringLayout.js': await bundled('wiringLayout') };
  });
  after(() => browser?.close());

  test('is a tree that a screen reader reads', async () => {
    const page = await open();
    await send(page, shop, { namespaces: ['a'] });
    assert.equal(
      await page.locator('main').ariaSnapshot(),
      [
        '- main:',
        '  - heading "Wiring of shop" [level=1]',
        '  - text: Namespace',
        '  - combobox "Namespace":',
        '    - option "All namespaces" [selected]',
        '    - option "a"',
        '  - checkbox "Only broken"',
        '  - text: Only broken',
        '  - button "Show Drawing"',
        '  - button "Save as SVG"',
        '  - button "Copy as Mermaid"',
        '  - status: 5 objects · 2 broken · 1 unknown',
        '  - tree "Wiring of shop":',
        '    - treeitem "Ingress shop" [expanded] [level=1]:',
        '      - group:',
        '        - treeitem "80 Service web, a · NodePort 30801" [expanded] [level=2]:',
        '          - group:',
        '            - treeitem "80 → http (8080) Deployment pods" [expanded] [level=3]:',
        '              - group:',
        '                - treeitem "protected by PodDisruptionBudget two" [level=4]',
        '                - treeitem "Pod web-1" [level=4]',
        '        - treeitem "broken, 81 Service api, It is rejected." [expanded] [level=2]:',
        '          - group:',
        '            - treeitem "broken, 81 nothing, Service \\"api\\" selects no pods." [level=3]',
        '        - treeitem "unknown, Service far, a base is remote" [level=2]',
      ].join('\n'),
    );
    assert.deepEqual(await page.evaluate('kept'), { filter: {}, isDrawn: false });
    await screenshot(page, 'wiring-tree');
  });

  test('the keyboard walks the tree and opens lines', async () => {
    const page = await open();
    await send(page, shop);
    const focused = () => page.evaluate<string>('document.activeElement.getAttribute("aria-label")');
    const press = async (...keys: string[]) => {
      for (const key of keys) await page.keyboard.press(key);
      return focused();
    };
    await page.locator('[role=treeitem]').first().focus();
    assert.equal(await press('ArrowDown'), '80 Service web, a · NodePort 30801');
    assert.equal(await press('ArrowRight'), '80 → http (8080) Deployment pods');
    assert.equal(await press('ArrowLeft', 'ArrowLeft'), '80 Service web, a · NodePort 30801');
    assert.equal(await press('ArrowLeft'), '80 Service web, a · NodePort 30801', 'it closes');
    assert.equal(await press('ArrowDown'), 'broken, 81 Service api, It is rejected.');
    assert.equal(await press('Enter', 'End', 'Enter', 'Home'), 'Ingress shop');
    assert.equal(await press('f'), 'unknown, Service far, a base is remote');
    assert.equal(await press('ArrowUp', ' '), 'broken, 81 nothing, Service "api" selects no pods.');
    assert.deepEqual(await page.evaluate('posted.filter(({ type }) => type === "open")'), [
      { type: 'open', place: at(3) },
      { type: 'open', place: at(8) },
      { type: 'open', place: at(10) },
    ]);
    // Only one item is in the order of the tab key.
    assert.equal(await page.locator('[role=treeitem][tabindex="0"]').count(), 1);
  });

  test('an edit leaves the focus and what was closed as they are', async () => {
    const page = await open();
    await send(page, shop);
    await page.locator('[role=treeitem]').first().focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowLeft');
    await send(page, graphOf([node('first'), ...shop.nodes], shop.edges), { title: 'again' });
    assert.equal(
      await page.evaluate('document.activeElement.getAttribute("aria-label")'),
      '80 Service web, a · NodePort 30801',
    );
    assert.equal(await page.evaluate('document.activeElement.getAttribute("aria-expanded")'), 'false');
  });

  test('a click opens the line, and a click on the triangle closes the item', async () => {
    const page = await open();
    await send(page, shop);
    await page.locator('.name', { hasText: 'Deployment pods' }).click();
    await page.locator('.twist').nth(1).click();
    assert.equal(await page.locator('.name', { hasText: 'Deployment pods' }).count(), 0);
    assert.deepEqual(await page.evaluate('posted'), [{ type: 'ready' }, { type: 'open', place: at(4) }]);
  });

  test('the choices of the filter are sent, and are shown as they are sent back', async () => {
    const page = await open();
    const names = { namespaces: ['a', 'b'], bundles: ['', 'prod'] };
    await send(page, shop, names);
    await page.getByLabel('Namespace').selectOption('b');
    await page.getByLabel('Kustomization').selectOption('the folder itself');
    await page.getByLabel('Only broken').check();
    assert.deepEqual(await page.evaluate('posted.at(-1)'), {
      type: 'filter',
      filter: { namespace: 'b', bundle: '', onlyBroken: true },
    });
    await send(page, shop, {
      ...names,
      title: 'again',
      below: 'file:///x',
      filter: { namespace: 'gone', onlyBroken: true },
    });
    assert.equal(await page.getByLabel('Namespace').locator('option:checked').textContent(), 'gone');
    assert.equal(await page.getByLabel('Kustomization').locator('option:checked').textContent(), 'All kustomizations');
    assert.deepEqual(await page.evaluate('kept'), {
      below: 'file:///x',
      filter: { namespace: 'gone', onlyBroken: true },
      isDrawn: false,
    });
  });

  test('the drawing is made when it is wanted, follows the graph and opens lines', async () => {
    const page = await open();
    const loaded: string[] = [];
    page.on('request', (request) => loaded.push(request.url()));
    await send(page, shop);
    assert.deepEqual(loaded, []);
    await page.getByRole('button', { name: 'Show Drawing' }).click();
    await page.locator('svg .box').first().waitFor();
    assert.match(loaded.join(), /wiringLayout\.js$/);
    assert.equal(await page.locator('[role=tree]').isVisible(), false);
    assert.deepEqual(await page.locator('svg .box .first').allTextContents(), [
      ...['Ingress shop', 'Service web', 'Service api', 'Deployment pods', 'Pod web-1', 'nothing', 'Service far'],
    ]);
    assert.equal(await page.locator('svg .arrow.broken .line').count(), 1);
    const colorOf = (what: string) =>
      page.evaluate<string>(`getComputedStyle(document.querySelector(${JSON.stringify(what)})).stroke`);
    assert.equal(await colorOf('.arrow.broken .line'), 'rgb(255, 0, 0)');
    assert.deepEqual(await page.locator('svg .broken .label').allTextContents(), ['81', 'service-selects-nothing']);
    await screenshot(page, 'wiring-drawing');
    await page.locator('svg .box', { hasText: 'Service api' }).click();
    await page.locator('svg .arrow.broken .label').first().click();
    assert.deepEqual(await page.evaluate('posted.filter(({ type }) => type === "open")'), [
      { type: 'open', place: at(3) },
      { type: 'open', place: at(10) },
    ]);
    await page.getByRole('button', { name: 'Zoom in' }).click();
    await page.getByRole('button', { name: 'Zoom out' }).click();
    await page.getByRole('button', { name: 'Fit' }).click();
    const [width = 0] = await page.evaluate<number[]>('[document.querySelector("svg").width.baseVal.value]');
    assert.ok(width > 100 && width <= 1280, String(width));
    await send(page, graphOf([node('only')]), { title: 'again' });
    await page.waitForFunction('document.querySelectorAll("svg .box").length === 1');
    assert.deepEqual(await page.evaluate('kept.isDrawn'), true);
    await page.getByRole('button', { name: 'Show Tree' }).click();
    assert.equal(await page.locator('[role=tree]').isVisible(), true);
  });

  test('the first drawing has the width of the page, and no letters that are too small', async () => {
    const widthsOf = async (graph: PageGraph) => {
      const page = await open();
      await page.setViewportSize({ width: 500, height: 800 });
      await send(page, graph);
      await page.getByRole('button', { name: 'Show Drawing' }).click();
      await page.locator('svg .box').first().waitFor();
      return page.evaluate<[number, number, number]>(`(() => {
        const svg = document.querySelector('svg');
        return [svg.width.baseVal.value, svg.viewBox.baseVal.width, document.querySelector('#drawing').clientWidth];
      })()`);
    };
    const two = graphOf(
      [node('a long name of a Service'), node('b')],
      [edge('a long name of a Service', 'b', { ports: ['a long name of a port'] })],
    );
    const [width, whole, column] = await widthsOf(two);
    assert.ok(whole > column, `the whole drawing of ${whole} pixels is wider than the page`);
    assert.ok(Math.abs(width - column) < 1, `${width} of ${column} pixels`);
    const long = 'x'.repeat(40);
    const [small, all] = await widthsOf(graphOf([node(long), node('b')], [edge(long, 'b', { ports: [long] })]));
    assert.equal(Math.round((small / all) * 100), 60);
  });

  test('a drawing that was shown is shown again when the page comes back', async () => {
    const page = await open({ filter: {}, isDrawn: true });
    await send(page, shop);
    await page.locator('svg .box').first().waitFor();
  });

  test('the file of the drawing has the colours of the theme, and no drawing need be shown', async () => {
    const page = await open();
    await send(page, shop);
    await page.getByRole('button', { name: 'Save as SVG' }).click();
    await page.waitForFunction('posted.some(({ type }) => type === "saveSvg")');
    const svg = await page.evaluate<string>('posted.find(({ type }) => type === "saveSvg").svg');
    assert.match(svg, /stroke: rgb\(255, 0, 0\)|stroke: #f00/);
    const parsed = await page.evaluate<string>(
      `new DOMParser().parseFromString(${JSON.stringify(svg)}, 'image/svg+xml').documentElement.tagName`,
    );
    assert.equal(parsed, 'svg');
    await page.getByRole('button', { name: 'Copy as Mermaid' }).click();
    assert.deepEqual(await page.evaluate('posted.at(-1)'), { type: 'copyMermaid' });
  });

  test('takes no text for markup, in the tree or in the drawing', async () => {
    const page = await open();
    const markup = '<img src=x onerror="hacked = true"><b>bold</b>';
    await send(
      page,
      graphOf(
        [node(markup, { kind: markup, bundle: markup, namespace: markup, details: [markup] }), node('b')],
        [edge(markup, 'b', { ports: [markup], state: 'unknown', because: markup })],
        { bundles: [markup], namespaces: [markup] },
      ),
      { title: markup },
    );
    await page.getByRole('button', { name: 'Show Drawing' }).click();
    await page.locator('svg .box').first().waitFor();
    assert.equal(await page.locator('img, b').count(), 0);
    assert.equal(await page.evaluate('globalThis.hacked'), undefined);
  });

  test('runs no script and loads no style but its own', async () => {
    const page = await open();
    await page.evaluate(`
      const script = document.createElement('script');
      script.textContent = 'globalThis.hacked = true';
      document.body.append(script);
      const style = document.createElement('style');
      style.textContent = 'body { display: none }';
      document.body.append(style);
    `);
    assert.equal(await page.evaluate('globalThis.hacked'), undefined);
    assert.equal(await page.evaluate('getComputedStyle(document.body).display'), 'block');
  });

  test('is read without scrolling sideways in a narrow column', async () => {
    const page = await open();
    await page.setViewportSize({ width: 400, height: 800 });
    const long = 'x'.repeat(300);
    await send(page, graphOf([node(long, { namespace: long, details: [long] })]), { title: long });
    assert.equal(await page.evaluate('document.documentElement.scrollWidth <= 400'), true);
  });

  /** Opens the page as VS Code does, which puts `acquireVsCodeApi` and the colours of the theme in front of it. */
  async function open(kept?: WiringPageState): Promise<Page> {
    const page = await browser.context.newPage();
    await page.addInitScript(`
      globalThis.kept = ${JSON.stringify(kept)};
      globalThis.posted = [];
      globalThis.acquireVsCodeApi = () => ({
        postMessage: (message) => posted.push(message),
        getState: () => kept,
        setState: (state) => { kept = state; },
      });
      document.addEventListener('DOMContentLoaded', () => {
        for (const [name, color] of Object.entries({
          'testing-iconFailed': '#f00', 'editor-foreground': '#222', 'editor-background': '#fff',
          descriptionForeground: '#666', 'charts-yellow': '#b58900', focusBorder: '#00f', 'font-family': 'sans-serif',
        })) document.documentElement.style.setProperty('--vscode-' + name, color);
      });
    `);
    const address = 'http://127.0.0.1/page/';
    await page.route(`${address}**`, (route) => {
      const script = scripts[new URL(route.request().url()).pathname.slice('/page/'.length)];
      return route.fulfill(
        script
          ? { body: script, contentType: 'text/javascript' }
          : {
              body: wiringHtml({
                cspSource: 'https://none.invalid',
                nonce: 'bm9uY2U=',
                script: 'wiring.js',
                layout: 'wiringLayout.js',
              }),
              contentType: 'text/html',
            },
      );
    });
    await page.goto(address);
    return page;
  }
});

async function send(
  page: Page,
  graph: PageGraph,
  {
    namespaces = [],
    bundles = graph.bundles,
    ...rest
  }: Partial<Pick<PageGraph, 'namespaces' | 'bundles'> & ToWiringPage> = {},
): Promise<void> {
  const message = {
    type: 'graph',
    title: 'Wiring of shop',
    filter: {},
    ...rest,
    graph: { ...graph, namespaces, bundles },
  } satisfies ToWiringPage;
  await page.evaluate((sent) => window.postMessage(sent), message);
  await page.locator('h1', { hasText: message.title }).waitFor();
}

async function bundled(name: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [path.join(projectRoot, `client/webview/${name}.ts`)],
    bundle: true,
    format: 'iife',
    write: false,
  });
  return outputFiles[0]!.text;
}

async function screenshot(page: Page, name: string): Promise<void> {
  const folder = path.join(projectRoot, '.cache/screenshots');
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: path.join(folder, `${name}.png`), fullPage: true });
}
