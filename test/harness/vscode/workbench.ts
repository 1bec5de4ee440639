import fs from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import type { RunningBrowser } from './chromium.ts';
import { editorLines, lensesOf, problemRows, squigglesOf } from './in-page.ts';
import { projectRoot } from './project.ts';
import type { RunningServer } from './start-server.ts';

export type { ProblemRow, Squiggle } from './in-page.ts';

export type Theme = 'Default Light Modern' | 'Default Dark Modern' | 'Default High Contrast';

/** One window of VS Code, as a person sees and uses it: what is read is what is drawn, what is done is typed. */
export type Workbench = Awaited<ReturnType<typeof openWorkbench>>;

/**
 * Opens a window on a folder, with a file where one is named, and waits until it is drawn. The theme goes into the
 * folder's `.vscode/settings.json`, because a server's own settings do not decide it.
 */
export async function openWorkbench(
  browser: RunningBrowser,
  server: RunningServer,
  folder: string,
  { file, theme }: { file?: string; theme?: Theme } = {},
) {
  if (theme) {
    fs.mkdirSync(path.join(folder, '.vscode'), { recursive: true });
    fs.writeFileSync(path.join(folder, '.vscode/settings.json'), JSON.stringify({ 'workbench.colorTheme': theme }));
  }
  const page = await browser.context.newPage();
  page.setDefaultTimeout(30_000);
  await page.goto(server.address(folder, file ? [['openFile', `${server.authority}${folder}/${file}`]] : []));
  await page.waitForSelector('.monaco-workbench .explorer-folders-view .monaco-list-row', { timeout: 60_000 });
  if (file) await editorOf(page, file).waitFor();
  return workbench(page, folder);
}

function workbench(page: Page, folder: string) {
  const { keyboard } = page;

  /** Opens a file of the folder in the editor, as *Go to File* does. */
  async function openFile(file: string): Promise<void> {
    await keyboard.press('Control+P');
    await pick(path.basename(file));
    await editorOf(page, file).waitFor();
  }

  /** Runs a command by its full title in the command palette, such as `Podwire: Restart Server`. */
  async function palette(title: string): Promise<void> {
    await keyboard.press('F1');
    await pick(title, '>');
  }

  async function pick(label: string, prefix = ''): Promise<void> {
    await page.locator('.quick-input-widget input[type=text]').fill(prefix + label);
    const row = page.locator('.quick-input-list .monaco-list-row', { hasText: label }).first();
    await row.click();
    await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  }

  /** Puts the cursor before the first `text` of the active editor. */
  async function placeCursor(text: string): Promise<void> {
    const lines = await page.evaluate(editorLines);
    const index = lines.findIndex((line) => line.includes(text));
    if (index === -1) throw new Error(`no ${JSON.stringify(text)} among the visible lines\n${lines.join('\n')}`);
    await keyboard.press('Control+G');
    const input = page.locator('.quick-input-widget input[type=text]');
    await input.fill(`:${index + 1}:${lines[index]!.indexOf(text) + 1}`);
    await input.press('Enter');
    await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  }

  /** Replaces the first `text` of the active editor by selecting it and pasting over it; does not save. */
  async function replaceText(text: string, replacement: string): Promise<void> {
    await placeCursor(text);
    for (const _ of text) await keyboard.press('Shift+ArrowRight');
    // As text is inserted by an input method: no completion, no closing quotes.
    await keyboard.insertText(replacement);
  }

  /** Shows the Problems panel, where it is not shown, without moving the focus out of the editor for good. */
  async function showProblems(): Promise<void> {
    const panel = page.locator('.markers-panel');
    if (await panel.isVisible()) return;
    await keyboard.press('Control+Shift+M');
    await panel.waitFor();
    await keyboard.press('Control+1');
  }

  /** Opens the menu of Ctrl+. at the cursor and returns its entries. Choose with Enter, leave with Escape. */
  async function openQuickFixes(): Promise<string[]> {
    await keyboard.press('Control+.');
    const rows = page.locator('.action-widget .monaco-list-row.action');
    await rows.first().waitFor();
    return (await rows.allInnerTexts()).map((text) => text.trim());
  }

  /** The text of the hover at the cursor. */
  async function hover(): Promise<string> {
    await keyboard.press('Control+K');
    await keyboard.press('Control+I');
    const contents = page.locator('.monaco-hover .hover-contents').first();
    await contents.waitFor();
    return (await page.locator('.monaco-hover .hover-contents').allInnerTexts()).join('\n');
  }

  /** Renames a file in the Explorer, as a person does: select, F2, type. */
  async function renameInExplorer(from: string, to: string): Promise<void> {
    await page.locator('.explorer-folders-view .monaco-list-row', { hasText: from }).first().click();
    await keyboard.press('F2');
    const input = page.locator('.explorer-folders-view input');
    await input.fill(to);
    await input.press('Enter');
    await page.locator('.explorer-folders-view .monaco-list-row', { hasText: to }).first().waitFor();
  }

  /** Keeps a picture of the window under .cache/screenshots, which Git ignores. */
  async function screenshot(name: string): Promise<void> {
    await page.screenshot({ path: path.join(projectRoot, '.cache/screenshots', `${name}.png`) });
  }

  return {
    page,
    folder,
    openFile,
    palette,
    placeCursor,
    replaceText,
    showProblems,
    openQuickFixes,
    hover,
    renameInExplorer,
    screenshot,
    /** The squiggles of the active editor with the text that each underlines, from top to bottom. */
    squiggles: () => page.evaluate(squigglesOf),
    /** The code lenses of the active editor, from top to bottom. */
    lenses: () => page.evaluate(lensesOf),
    /** The rows of the Problems panel: call `showProblems` first. */
    problems: () => page.evaluate(problemRows),
    /** The visible text of the active editor. */
    editorText: async () => (await page.evaluate(editorLines)).join('\n'),
    notifications: () => page.locator('.notification-toast').allInnerTexts(),
    undo: () => keyboard.press('Control+Z'),
    save: () => keyboard.press('Control+S'),
    close: () => page.close(),
  };
}

function editorOf(page: Page, file: string) {
  return page.locator(`.editor-instance[aria-label*="${path.basename(file)}"] .view-line`).first();
}
