import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { build } from 'esbuild';
import type { Page } from 'playwright-core';
import { reportHtml } from '../../../client/src/reportHtml.ts';
import type { PageState } from '../../../client/src/reportMessages.ts';
import type { Report } from '../../../server/src/lsp/protocol.ts';
import { findChromium, launchChromium, type RunningBrowser } from '../../harness/vscode/chromium.ts';
import { projectRoot } from '../../harness/vscode/project.ts';

const chromium = findChromium();
const service = {
  name: 'web',
  place: { textDocument: { uri: 'file:///service.yaml' }, position: { line: 1, character: 0 } },
};
const range = { start: { line: 1, character: 0 }, end: { line: 1, character: 4 } };
const report: Report = {
  title: 'Service "web"',
  rows: [
    { mark: 'ok', text: 'It is read', detail: 'service.yaml' },
    { mark: 'failed', text: 'It selects nothing', rows: [{ mark: 'unknown', text: 'A chart was not read' }] },
    { mark: 'note', text: 'No cluster was asked' },
  ],
};

describe('the page of a report', { skip: chromium ? false : 'no Chromium' }, () => {
  let browser: RunningBrowser;
  let script: string;
  before(async () => {
    browser = await launchChromium(chromium!);
    script = await bundledScript();
  });
  after(() => browser?.close());

  test('draws the report that it is sent, and keeps it', async () => {
    const page = await open();
    await send(page, report);
    assert.equal(
      await page.locator('main').ariaSnapshot(),
      [
        '- main:',
        '  - heading "Service \\"web\\"" [level=1]',
        '  - paragraph: 1 of 2 checks failed.',
        '  - button "Verify Again"',
        '  - list:',
        '    - listitem: "Passed: It is read service.yaml"',
        '    - listitem:',
        '      - text: "Failed: It selects nothing"',
        '      - list:',
        '        - listitem: "Unknown: A chart was not read"',
        '    - listitem: "Note: No cluster was asked"',
      ].join('\n'),
    );
    assert.deepEqual(await page.evaluate('kept'), { report, service });
  });

  test('draws a probe: the verdict on top, what to do, what was before, and its buttons', async () => {
    const page = await open();
    const probed = {
      report: { ...report, verdict: { mark: 'failed', text: 'no endpoints', advice: 'Fix it.' } },
      service,
      probe: {
        chosen: { as: 'web' },
        markdown: '### x',
        cause: { location: { uri: 'file:///x', range }, what: 'selector', isFixable: true },
        earlier: [{ mark: 'ok', text: '12:00: reachable' }],
      },
    } as const satisfies PageState;
    await page.evaluate((message) => window.postMessage(message), { type: 'report', ...probed });
    await page.locator('h1', { hasText: report.title }).waitFor();
    assert.equal(
      await page.locator('main').ariaSnapshot(),
      [
        '- main:',
        '  - heading "Service \\"web\\"" [level=1]',
        '  - text: "Failed:"',
        '  - strong: no endpoints',
        '  - text: Fix it.',
        '  - button "Fix the selector"',
        '  - button "Probe Again"',
        '  - button "Copy as Markdown"',
        '  - list:',
        '    - listitem: "Passed: It is read service.yaml"',
        '    - listitem:',
        '      - text: "Failed: It selects nothing"',
        '      - list:',
        '        - listitem: "Unknown: A chart was not read"',
        '    - listitem: "Note: No cluster was asked"',
        '  - heading "Earlier" [level=2]',
        '  - list:',
        '    - listitem: "Passed: 12:00: reachable"',
      ].join('\n'),
    );
    assert.deepEqual(await page.evaluate('kept'), probed);
    // With the keyboard only, in the order on the page.
    for (const key of ['Enter', 'Space', 'Enter']) {
      await page.keyboard.press('Tab');
      await page.keyboard.press(key);
    }
    assert.deepEqual(await page.evaluate('posted'), [
      { type: 'ready' },
      { type: 'open' },
      { type: 'again' },
      { type: 'copy' },
    ]);
  });

  test('a row leads to its place, and a checklist to its problem', async () => {
    const page = await open();
    const location = { uri: 'file:///deployment.yaml', range };
    const state: PageState = {
      report: { title: 'Service "web"', rows: [{ mark: 'failed', text: 'It selects nothing', location }] },
      service,
      cause: { location, what: 'selector', isFixable: true, fix: 'Copy pod labels from Deployment "web"' },
    };
    await page.evaluate((message) => window.postMessage(message), { type: 'report', ...state });
    await page.locator('h1', { hasText: 'web' }).waitFor();
    assert.match((await page.locator('.buttons').textContent()) ?? '', /Copy pod labels from Deployment "web"/);
    await page.getByRole('button', { name: 'Fix the selector' }).click();
    await page.getByRole('button', { name: 'It selects nothing' }).click();
    assert.deepEqual(await page.evaluate('posted'), [{ type: 'ready' }, { type: 'open' }, { type: 'show', location }]);
  });

  test('a screen reader is told what is done and what came of it, without a move of the focus', async () => {
    const page = await open();
    await send(page, report);
    const spoken = page.getByRole('status');
    assert.equal(await spoken.textContent(), '1 of 2 checks failed.');
    await page.getByRole('button').focus();
    await page.evaluate('window.postMessage({ type: "progress", text: "1 of 2, 10.0.0.1: refused" })');
    await page.locator('.progress', { hasText: '1 of 2' }).waitFor();
    assert.equal(await spoken.textContent(), '1 of 2, 10.0.0.1: refused');
    await send(page, {
      ...report,
      title: 'Again',
      verdict: { mark: 'failed', text: 'no endpoints', advice: 'Fix it.' },
    });
    assert.equal(await spoken.textContent(), 'no endpoints. Fix it.');
    assert.equal(await page.locator('.progress').textContent(), '');
    assert.equal(await page.evaluate('document.activeElement.textContent'), 'Verify Again');
  });

  test('is read without scrolling sideways in a narrow column', async () => {
    const page = await open();
    await page.setViewportSize({ width: 400, height: 800 });
    const long = `[fd7a:115c:a1e0:ab12:4843:cd96:6251:4c37]:30801  mesh  answered  ${'x'.repeat(300)}`;
    await send(page, {
      ...report,
      verdict: { mark: 'ok', text: long, advice: long },
      rows: [{ mark: 'ok', text: long, detail: long }],
    });
    assert.equal(await page.evaluate('document.documentElement.scrollWidth <= 400'), true);
  });

  test('draws what it kept when it comes back', async () => {
    const page = await open({ report, service });
    assert.equal(await page.locator('h1').textContent(), report.title);
  });

  test('asks for the report, and again on a click or by keyboard', async () => {
    const page = await open();
    await send(page, report);
    await page.locator('button').click();
    await page.locator('button').press('Enter');
    assert.deepEqual(await page.evaluate('posted'), [{ type: 'ready' }, { type: 'again' }, { type: 'again' }]);
    await send(page, { ...report, title: 'Again' });
    assert.equal(await page.evaluate('document.activeElement.tagName'), 'BUTTON', 'the focus stays');
  });

  test('takes no text for markup', async () => {
    const markup = '<img src=x onerror="hacked = true"><b>bold</b>';
    const page = await open();
    await send(page, { title: markup, rows: [{ mark: 'ok', text: markup, detail: markup }] });
    assert.equal(await page.locator('h1').textContent(), markup);
    assert.equal(await page.locator('img, b').count(), 0);
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
    assert.equal(await page.evaluate('getComputedStyle(document.body).lineHeight !== "normal"'), true, 'its own is');
  });

  /** Opens the page as VS Code does, which puts `acquireVsCodeApi` in front of the page's own script. */
  async function open(kept?: PageState): Promise<Page> {
    const page = await browser.context.newPage();
    await page.addInitScript(`
      globalThis.kept = ${JSON.stringify(kept)};
      globalThis.posted = [];
      globalThis.acquireVsCodeApi = () => ({
        postMessage: (message) => posted.push(message),
        getState: () => kept,
        setState: (state) => { kept = state; },
      });
    `);
    const address = 'http://127.0.0.1/page/';
    await page.route(`${address}**`, (route) =>
      route.request().url().endsWith('.js')
        ? route.fulfill({ body: script, contentType: 'text/javascript' })
        : route.fulfill({
            body: reportHtml({ cspSource: 'https://none.invalid', nonce: 'bm9uY2U=', script: 'report.js' }),
            contentType: 'text/html',
          }),
    );
    await page.goto(address);
    return page;
  }
});

async function send(page: Page, sent: Report): Promise<void> {
  await page.evaluate((message) => window.postMessage(message), { type: 'report', report: sent, service });
  await page.locator('h1', { hasText: sent.title }).waitFor();
}

async function bundledScript(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [path.join(projectRoot, 'client/webview/report.ts')],
    bundle: true,
    format: 'iife',
    write: false,
  });
  return outputFiles[0]!.text;
}
