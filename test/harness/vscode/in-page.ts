// These functions are sent to the page as text, so each is complete and uses nothing else in this file.

/** A wavy line under text. */
export interface Squiggle {
  severity: 'error' | 'warning' | 'information' | 'hint';
  /** The text that it underlines. */
  text: string;
}

/** A problem in the Problems panel. */
export interface ProblemRow {
  /** The file's path from the workspace folder, with slashes. */
  file: string;
  /** The message alone. */
  text: string;
  source: string;
  code: string;
  /** Line and column as they are shown, one-based: `10:10`. */
  place: string;
}

/** A drawn line of an editor. */
export interface EditorLine {
  /** One-based, as the margin shows it. */
  number: number;
  text: string;
}

/** The drawn lines of the active editor, from top to bottom: where it is scrolled, not from the first on. */
export function editorLines(): EditorLine[] {
  const editor = document.querySelector('.editor-group-container.active .monaco-editor');
  const tops = new Map<string, number>();
  for (const margin of editor?.querySelectorAll<HTMLElement>('.margin-view-overlays > div') ?? []) {
    const number = margin.querySelector('.line-numbers')?.textContent;
    if (number) tops.set(margin.style.top, Number(number));
  }
  const lines = [...(editor?.querySelectorAll<HTMLElement>('.view-lines > .view-line') ?? [])].map((line) => ({
    number: tops.get(line.style.top) ?? 0,
    text: (line.textContent ?? '').replaceAll('\u00a0', ' '),
  }));
  return lines.sort((a, b) => a.number - b.number);
}

/** The underlined text is found by its place, because the overlay knows only where it is drawn. */
export function squigglesOf(): Squiggle[] {
  const editor = document.querySelector('.editor-group-container.active .monaco-editor');
  const drawn = [...(editor?.querySelectorAll<HTMLElement>('[class*="squiggly-"]') ?? [])].map((element) => {
    const area = element.getBoundingClientRect();
    const severity = /squiggly-(error|warning|info|hint)/.exec(element.className)?.[1] ?? '';
    return { area, severity: (severity === 'info' ? 'information' : severity) as Squiggle['severity'] };
  });
  drawn.sort((a, b) => a.area.top - b.area.top || a.area.left - b.area.left);
  return drawn.map(({ area, severity }) => ({ severity, text: textIn(area) }));

  function textIn(area: DOMRect): string {
    const middle = (area.top + area.bottom) / 2;
    let text = '';
    for (const line of editor?.querySelectorAll('.view-lines > .view-line') ?? []) {
      const { top, bottom } = line.getBoundingClientRect();
      if (middle < top || middle > bottom) continue;
      const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) {
        const node = walker.currentNode as Text;
        for (let offset = 0; offset < node.length; offset += 1) {
          const range = document.createRange();
          range.setStart(node, offset);
          range.setEnd(node, offset + 1);
          const { left, right } = range.getBoundingClientRect();
          const centre = (left + right) / 2;
          if (centre > area.left && centre < area.right) text += node.data[offset];
        }
      }
    }
    return text.replaceAll('\u00a0', ' ');
  }
}

/**
 * Notes from now on whether the active editor is without squiggles for a moment. It sees each change that is drawn,
 * where looking again and again may miss one that does not last.
 */
export function squigglesWatch(): { wereGone: boolean } {
  const editor = document.querySelector('.editor-group-container.active .monaco-editor');
  if (!editor) throw new Error('no editor is active');
  const watch = { wereGone: false };
  new MutationObserver(() => {
    watch.wereGone ||= editor.querySelector('[class*="squiggly-"]') === null;
  }).observe(editor, { subtree: true, childList: true, attributes: true });
  return watch;
}

/** Each lens separately, even if several are on one line; without icons. */
export function lensesOf(): string[] {
  const editor = document.querySelector('.editor-group-container.active .monaco-editor');
  const rows = [...(editor?.querySelectorAll<HTMLElement>('.codelens-decoration') ?? [])];
  rows.sort((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top);
  return rows
    .flatMap((row) => (row.textContent ?? '').replaceAll('\u00a0', ' ').split(' | '))
    .map((text) => text.trim())
    .filter((text) => text !== '');
}

/** The time of day, in milliseconds since 1970, once the active editor has a lens with this text; 0 before. */
export function timeOfLens(text: string): number {
  const editor = document.querySelector('.editor-group-container.active .monaco-editor');
  const isDrawn = (row: Element) => (row.textContent ?? '').replaceAll('\u00a0', ' ').includes(text);
  return [...(editor?.querySelectorAll('.codelens-decoration') ?? [])].some(isDrawn) ? Date.now() : 0;
}

/** The drawn problems, from top to bottom, without the places that are related to them. */
export function problemRows(): ProblemRow[] {
  const rows = [...document.querySelectorAll<HTMLElement>('.markers-panel .monaco-list-row')];
  rows.sort((a, b) => Number.parseFloat(a.style.top) - Number.parseFloat(b.style.top));
  const problems: ProblemRow[] = [];
  let file = '';
  for (const row of rows) {
    const level = row.getAttribute('aria-level');
    if (level === '1') {
      const [name, folder] = ['.label-name', '.label-description'].map((part) => textOf(row, part));
      file = folder ? `${folder}/${name}` : (name ?? '');
    }
    if (level !== '2') continue;
    const [, line, column] = /Ln (\d+), Col (\d+)/.exec(textOf(row, '.marker-line')) ?? [];
    problems.push({
      file,
      text: textOf(row, '.marker-message'),
      source: textOf(row, '.marker-source'),
      code: textOf(row, '.marker-code'),
      place: `${line}:${column}`,
    });
  }
  return problems;

  function textOf(row: HTMLElement, part: string): string {
    return (row.querySelector(part)?.textContent ?? '').replaceAll('\u00a0', ' ').trim();
  }
}

/**
 * The keys under which VS Code for the web has written a value with this text, in all databases that it keeps its state
 * in.
 */
export async function keysThatHold(text: string): Promise<string[]> {
  const found: string[] = [];
  for (const { name } of await indexedDB.databases()) {
    if (!name?.startsWith('vscode-web-state-db-')) continue;
    const database = await answerOf(indexedDB.open(name));
    for (const store of database.objectStoreNames) {
      const values = database.transaction(store).objectStore(store);
      const [keys, contents] = await Promise.all([answerOf(values.getAllKeys()), answerOf(values.getAll())]);
      found.push(...keys.map(String).filter((_, i) => String(contents[i]).includes(text)));
    }
    database.close();
  }
  return found;

  function answerOf<T>(request: IDBRequest<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  }
}
