// These functions are sent to the page as text: each stands by itself and uses nothing of this file.

/** A wavy line under text. */
export interface Squiggle {
  severity: 'error' | 'warning' | 'information' | 'hint';
  /** The text that it underlines. */
  text: string;
}

/** A row of the Problems panel: a file, or a problem under the file above it. */
export interface ProblemRow {
  kind: 'file' | 'problem';
  text: string;
}

/** The drawn lines of the active editor, from top to bottom, without the ends that soft wrapping makes. */
export function editorLines(): string[] {
  const editor = document.querySelector('.editor-group-container.active .monaco-editor');
  const lines = [...(editor?.querySelectorAll<HTMLElement>('.view-lines > .view-line') ?? [])];
  lines.sort((a, b) => Number.parseFloat(a.style.top) - Number.parseFloat(b.style.top));
  return lines.map((line) => (line.textContent ?? '').replaceAll('\u00a0', ' '));
}

/** What is underlined is found by place: the overlay knows only where it is drawn. */
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

/** Each lens by itself, also where several stand on one line; icons are left out. */
export function lensesOf(): string[] {
  const editor = document.querySelector('.editor-group-container.active .monaco-editor');
  const rows = [...(editor?.querySelectorAll<HTMLElement>('.codelens-decoration') ?? [])];
  rows.sort((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top);
  return rows
    .flatMap((row) => (row.textContent ?? '').replaceAll('\u00a0', ' ').split(' | '))
    .map((text) => text.trim())
    .filter((text) => text !== '');
}

export function problemRows(): ProblemRow[] {
  const rows = [...document.querySelectorAll<HTMLElement>('.markers-panel .monaco-list-row')];
  rows.sort((a, b) => Number.parseFloat(a.style.top) - Number.parseFloat(b.style.top));
  return rows.map((row) => ({
    kind: row.getAttribute('aria-level') === '1' ? 'file' : 'problem',
    text: (row.textContent ?? '').replaceAll('\u00a0', ' ').trim(),
  }));
}
