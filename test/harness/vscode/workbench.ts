import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import type { RunningBrowser } from './chromium.ts';
import { eventually } from './eventually.ts';
import {
  editorLines,
  keysThatHold,
  lensesOf,
  problemRows,
  squigglesOf,
  squigglesWatch,
  timeOfLens,
} from './in-page.ts';
import { projectRoot } from './project.ts';
import type { RunningServer } from './start-server.ts';

export type { ProblemRow, Squiggle } from './in-page.ts';

export type Theme = 'Default Light Modern' | 'Default Dark Modern' | 'Default High Contrast';

/** One window of VS Code, as a person uses it: it reads what is drawn, and types. */
export type Workbench = Awaited<ReturnType<typeof openWorkbench>>;

/**
 * Opens a window on a folder, with a file if one is named, and waits until it is drawn. The theme goes into the
 * folder's `.vscode/settings.json`, because a server's own settings do not decide it.
 */
export async function openWorkbench(
  browser: RunningBrowser,
  server: Pick<RunningServer, 'address' | 'authority'>,
  folder: string,
  { file, theme }: { file?: string; theme?: Theme } = {},
) {
  if (theme) writeTheme(folder, theme);
  const page = await browser.context.newPage();
  // Nothing is judged by time here: this ends a run that hangs, also on a machine that is busy with other suites.
  page.setDefaultTimeout(hangs);
  const files = file ? [['openFile', `${server.authority}${folder}/${file}`] as const] : [];
  await page.goto(server.address(folder, files), { waitUntil: 'commit' });
  await page.waitForSelector('.monaco-workbench .explorer-folders-view .monaco-list-row');
  if (file) await editorOf(page, file).waitFor();
  return workbench(page, folder);
}

/** Milliseconds after which nothing more is to be expected. */
const hangs = 180_000;
/** Milliseconds after which a person would press the key again, because it was lost while the window was busy. */
const pressAgain = 8000;

function writeTheme(folder: string, theme: Theme): void {
  fs.mkdirSync(path.join(folder, '.vscode'), { recursive: true });
  fs.writeFileSync(path.join(folder, '.vscode/settings.json'), JSON.stringify({ 'workbench.colorTheme': theme }));
}

function workbench(page: Page, folder: string) {
  const { keyboard } = page;

  /** Opens a file of the folder in the editor, as *Go to File* does. */
  async function openFile(file: string): Promise<void> {
    await pick('Control+P', path.basename(file));
    await editorOf(page, file).waitFor();
  }

  /** Runs a command by its full title in the command palette, such as `Podwire: Restart Server`. */
  function palette(title: string): Promise<void> {
    return pick('F1', title, '>');
  }

  /**
   * Opens a list, types the label, and presses Enter when its row is selected. An open list does not get new rows, so
   * it is opened again if it was opened too early.
   */
  async function pick(key: string, label: string, prefix = ''): Promise<void> {
    const widget = page.locator('.quick-input-widget');
    const input = widget.locator('input[type=text]');
    await eventually(async () => {
      await keyboard.press('Escape');
      await keyboard.press(key);
      await input.fill(prefix + label, { timeout: pressAgain });
      await widget.locator('.monaco-list-row.focused', { hasText: label }).waitFor({ timeout: pressAgain });
    }, hangs);
    await input.press('Enter');
    // A command may ask another question in the same place, which is then shown there.
    await eventually(async () => {
      if (await widget.isVisible()) assert.notEqual(await input.inputValue(), prefix + label);
    }, hangs);
  }

  /** Puts the cursor before the first `text` of the active editor, or the first on one of the lines after `after`. */
  async function placeCursor(text: string, after?: string): Promise<void> {
    const lines = await page.evaluate(editorLines);
    const from = after === undefined ? 0 : lines.findIndex((line) => line.text.includes(after)) + 1;
    const line = lines.slice(from).find((candidate) => candidate.text.includes(text));
    if (!line) throw new Error(`no ${JSON.stringify(text)} in sight\n${lines.map(({ text }) => text).join('\n')}`);
    const column = line.text.indexOf(text) + 1;
    const input = page.locator('.quick-input-widget input[type=text]');
    await eventually(async () => {
      await keyboard.press('Control+G');
      await input.fill(`:${line.number}:${column}`, { timeout: pressAgain });
    }, hangs);
    await input.press('Enter');
    await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
    await page.locator(cursorPlace, { hasText: `Ln ${line.number}, Col ${column}` }).waitFor();
  }

  /** Replaces the text that `placeCursor` finds, by selecting it and typing over it; does not save. */
  async function replaceText(text: string, replacement: string, after?: string): Promise<void> {
    await placeCursor(text, after);
    for (const _ of text) await keyboard.press('Shift+ArrowRight');
    await page.locator(cursorPlace, { hasText: `(${text.length} selected)` }).waitFor();
    // As text is inserted by an input method: no completion, no closing quotes.
    await keyboard.insertText(replacement);
  }

  /** Shows the Problems panel if it is hidden, and returns the focus to the editor. */
  async function showProblems(): Promise<void> {
    const panel = page.locator('.markers-panel');
    if (await panel.isVisible()) return;
    await eventually(async () => {
      // In the panel itself the key would hide it.
      if (!(await panel.isVisible())) await keyboard.press('Control+Shift+M');
      await panel.waitFor({ timeout: pressAgain });
    }, hangs);
    await keyboard.press('Control+1');
  }

  /** Opens a place that is related to a problem by its row in Problems, and waits until its file is the active one. */
  async function openRelated(text: string, file: string): Promise<void> {
    await page.locator('.markers-panel .monaco-list-row[aria-level="3"]', { hasText: text }).dblclick();
    await editorOf(page, file).waitFor();
  }

  /** The selection of the active editor, as soon as there is one, as Ctrl+C copies it. */
  async function copySelected(): Promise<string> {
    await page.locator(cursorPlace, { hasText: 'selected' }).waitFor();
    await keyboard.press('Control+C');
    return clipboard();
  }

  /**
   * Shows the Output panel by a command. While a window is still being restored VS Code knows no output channels of
   * extensions yet and does nothing (`$reveal` of its mainThreadOutputService.ts), so the command is run again then.
   */
  async function showOutput(title: string): Promise<void> {
    const panel = page.locator('.output-view');
    await eventually(async () => {
      await palette(title);
      await panel.waitFor({ timeout: pressAgain });
    }, hangs);
  }

  /**
   * Opens the menu of Ctrl+. at the cursor, or with what else is to open it, and returns its entries. Choose with
   * Enter, leave with Escape. A window in which the focus still moves closes the menu at once.
   */
  async function openQuickFixes(
    open: (within: { timeout: number }) => Promise<void> = () => keyboard.press('Control+.'),
  ): Promise<string[]> {
    const rows = page.locator('.action-widget .monaco-list-row.action');
    await eventually(async () => {
      // A menu that opened late covers what would open it again.
      if (!(await rows.first().isVisible())) await open({ timeout: pressAgain });
      await rows.first().waitFor({ timeout: pressAgain });
    }, hangs);
    return (await rows.allInnerTexts()).map((text) => text.trim());
  }

  /** The text of the hover at the cursor. */
  async function hover(): Promise<string> {
    const contents = page.locator('.monaco-hover .hover-contents');
    await eventually(async () => {
      await keyboard.press('Control+K');
      await keyboard.press('Control+I');
      await contents.first().waitFor({ timeout: pressAgain });
    }, hangs);
    return (await contents.allInnerTexts()).join('\n');
  }

  /** Renames a file in the Explorer, as a person does: select, F2, type. */
  async function renameInExplorer(from: string, to: string): Promise<void> {
    const input = page.locator('.explorer-folders-view input');
    await eventually(async () => {
      await page.locator('.explorer-folders-view .monaco-list-row', { hasText: from }).first().click();
      await keyboard.press('F2');
      await input.fill(to, { timeout: pressAgain });
    }, hangs);
    await input.press('Enter');
    await page.locator('.explorer-folders-view .monaco-list-row', { hasText: to }).first().waitFor();
  }

  /** Changes the theme and waits until it is drawn. */
  async function setTheme(theme: Theme): Promise<void> {
    await watched();
    writeTheme(folder, theme);
    const kind = {
      'Default Light Modern': 'vs',
      'Default Dark Modern': 'vs-dark',
      'Default High Contrast': 'hc-black',
    };
    await page.locator(`.monaco-workbench.${kind[theme]}`).waitFor();
  }

  /**
   * Waits until the window follows the folder on disk. For a while after it has opened it misses what changes there,
   * and says nowhere when it does not any more; so files are made until one is seen.
   */
  async function watched(): Promise<void> {
    const rows = page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'watched-' });
    const probes: string[] = [];
    await eventually(async () => {
      // One that goes and comes again at once would be no news.
      const probe = path.join(folder, `watched-${probes.length}`);
      probes.push(probe);
      fs.writeFileSync(probe, '');
      await rows.first().waitFor({ timeout: 3000 });
    }, hangs);
    for (const probe of probes) fs.rmSync(probe);
    await rows.first().waitFor({ state: 'hidden' });
  }

  /** Keeps a picture of the window under .cache/screenshots, which Git ignores. */
  async function screenshot(name: string): Promise<void> {
    await page.screenshot({ path: path.join(projectRoot, '.cache/screenshots', `${name}.png`) });
  }

  /** In each sort of theme; the last one is light. */
  async function screenshotInThemes(name: string): Promise<void> {
    for (const [theme, suffix] of [
      ['Default Dark Modern', 'dark'],
      ['Default High Contrast', 'high-contrast'],
      ['Default Light Modern', 'light'],
    ] as const) {
      await setTheme(theme);
      await screenshot(`${name}-${suffix}`);
    }
  }

  /** The text of the shown webview, which is a document inside a document of the workbench. */
  async function webviewText(): Promise<string> {
    // biome-ignore lint/performance/useDomNodeTextContent: what is drawn is wanted, with its line ends.
    return (await webview().locator('body').innerText()).trim();
  }

  /** Loads the window again, as *Developer: Reload Window* does: extensions start again, and pages come back. */
  async function reload(file: string): Promise<void> {
    // If an address names files to open, these are opened instead of the earlier ones.
    const address = new URL(page.url());
    address.searchParams.delete('payload');
    await page.goto(address.href, { waitUntil: 'commit' });
    await page.waitForSelector('.monaco-workbench .explorer-folders-view .monaco-list-row');
    await editorOf(page, file).waitFor();
  }

  /**
   * The element with the focus in the shown webview, as one line, e.g. `button Probe Again`; it ends in ` (not to be
   * seen)` if no outline is drawn around the element. Empty if no element has the focus.
   */
  function focusInWebview(): Promise<string> {
    return webview()
      .locator('body')
      .evaluate((body) => {
        const { activeElement: element } = body.ownerDocument;
        if (!element || element === body) return '';
        const { outlineStyle, outlineWidth } = getComputedStyle(element);
        const isSeen = outlineStyle !== 'none' && outlineWidth !== '0px';
        return `${element.localName} ${element.textContent}${isSeen ? '' : ' (not to be seen)'}`;
      });
  }

  function webview() {
    return page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
  }

  /** The text of the Output panel. */
  async function outputText(): Promise<string> {
    const lines = await page.locator('.panel .view-lines > .view-line').allInnerTexts();
    return lines.join('\n').replaceAll('\u00a0', ' ').trim();
  }

  function clipboard(): Promise<string> {
    return page.evaluate(() => navigator.clipboard.readText());
  }

  return {
    page,
    folder,
    webviewText,
    /** Clicks a button of the shown webview by its words. */
    clickInWebview: (name: string, { timeout = hangs } = {}) =>
      webview().getByRole('button', { name }).click({ timeout }),
    /** Clicks an item of the tree in the shown webview, by the words of its line. */
    clickTreeItem: (name: string) => webview().locator('[role=treeitem] .name', { hasText: name }).first().click(),
    focusInWebview,
    /** Elements of the shown webview, by a selector of CSS. */
    inWebview: (selector: string) => webview().locator(selector),
    /** Accepts the path that VS Code proposes in its own dialog for files. */
    acceptFileDialog: async (): Promise<void> => {
      await page.locator('.quick-input-widget input[type=text]').waitFor();
      await keyboard.press('Enter');
    },
    outputText,
    reload,
    openFile,
    palette,
    placeCursor,
    replaceText,
    showProblems,
    openQuickFixes,
    hover,
    showOutput,
    openRelated,
    copySelected,
    renameInExplorer,
    setTheme,
    watched,
    screenshot,
    screenshotInThemes,
    /** The squiggles of the active editor with the text that each underlines, from top to bottom. */
    squiggles: () => page.evaluate(squigglesOf),
    /** The code lenses of the active editor, from top to bottom. */
    lenses: () => page.evaluate(lensesOf),
    /** When the browser has drawn a lens with this text, in milliseconds since 1970. */
    lensDrawn: async (text: string): Promise<number> => {
      const found = await page.waitForFunction(timeOfLens, text, { polling: 'raf', timeout: hangs });
      return found.jsonValue();
    },
    /** The problems that are listed: call `showProblems` first. */
    problems: () => page.evaluate(problemRows),
    /** The visible text of the active editor. */
    editorText: async () => (await page.evaluate(editorLines)).map(({ text }) => text).join('\n'),
    clipboard,
    /**
     * Under which keys the browser keeps this text over a reload: VS Code for the web writes every five seconds, and
     * nothing as it goes.
     */
    keysThatHold: (text: string) => page.evaluate(keysThatHold, text),
    /** The returned function says whether the active editor has been without squiggles since, however briefly. */
    watchSquiggles: async () => {
      const watch = await page.evaluateHandle(squigglesWatch);
      return () => watch.evaluate(({ wereGone }) => wereGone);
    },
    notifications: () => page.locator('.notification-toast').allInnerTexts(),
    undo: () => keyboard.press('Control+Z'),
    save: () => keyboard.press('Control+S'),
    close: () => page.close(),
  };
}

/** The part of the status bar with line, column and the length of the selection. */
const cursorPlace = '[id="status.editor.selection"]';

function editorOf(page: Page, file: string) {
  return page.locator(`.editor-instance[aria-label*="${path.basename(file)}"] .view-line`).first();
}
