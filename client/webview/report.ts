import type { Report, ReportRow } from '../../server/src/lsp/protocol.ts';
import type { FromPage, PageState, ToPage } from '../src/reportMessages.ts';

declare function acquireVsCodeApi(): {
  postMessage(message: FromPage): void;
  getState(): PageState | undefined;
  setState(state: PageState): void;
};

const vscode = acquireVsCodeApi();

window.addEventListener('message', ({ data }: MessageEvent<ToPage>) => {
  const { report, place } = data;
  vscode.setState({ report, place });
  draw(report);
});

const kept = vscode.getState();
if (kept) draw(kept.report);
vscode.postMessage({ type: 'ready' });

/** Everything is set as text: a report holds no markup, whatever a manifest says. */
function draw(report: Report): void {
  const again = element('button', 'Verify Again');
  again.addEventListener('click', () => vscode.postMessage({ type: 'again' }));
  const summary = element('p', summaryOf(report), 'summary');
  // Spoken when the page is drawn again, without moving the focus.
  summary.setAttribute('role', 'status');
  const hadFocus = document.activeElement instanceof HTMLButtonElement;
  document.getElementById('report')?.replaceChildren(element('h1', report.title), summary, list(report.rows), again);
  if (hadFocus) again.focus();
}

function summaryOf(report: Report): string {
  const marks = report.rows.flatMap(marksOf);
  const failed = marks.filter((mark) => mark === 'failed').length;
  const unknown = marks.filter((mark) => mark === 'unknown').length;
  if (failed > 0) return `${failed} of ${marks.length} checks failed.`;
  if (unknown > 0) return `Nothing failed; ${unknown} of ${marks.length} checks could not be decided.`;
  return marks.length === 1 ? 'The check passed.' : `All ${marks.length} checks passed.`;
}

/** The marks of what was checked: a row with rows of its own is the sum of these, and a note checks nothing. */
function marksOf(row: ReportRow): ReportRow['mark'][] {
  const below = (row.rows ?? []).flatMap(marksOf);
  if (below.length > 0) return below;
  return row.mark === 'note' ? [] : [row.mark];
}

function list(rows: readonly ReportRow[]): HTMLElement {
  const drawn = element('ul');
  // A list without bullets is none to some screen readers unless it says so.
  drawn.setAttribute('role', 'list');
  drawn.append(...rows.map(item));
  return drawn;
}

function item(row: ReportRow): HTMLElement {
  const mark = element('span', marks[row.mark].sign, 'mark');
  mark.setAttribute('aria-hidden', 'true');
  const text = element('span', '', 'text');
  text.append(element('span', `${marks[row.mark].word}: `, 'for-screen-readers'), row.text);
  if (row.detail) text.append(element('span', row.detail, 'detail'));
  const line = element('div', '', 'row');
  line.append(mark, text);
  const drawn = element('li', '', row.mark);
  drawn.append(line);
  if (row.rows && row.rows.length > 0) drawn.append(list(row.rows));
  return drawn;
}

const marks: Readonly<Record<ReportRow['mark'], { readonly sign: string; readonly word: string }>> = {
  ok: { sign: '✓', word: 'Passed' },
  failed: { sign: '✗', word: 'Failed' },
  unknown: { sign: '?', word: 'Unknown' },
  note: { sign: '·', word: 'Note' },
};

function element(name: string, text = '', className = ''): HTMLElement {
  const created = document.createElement(name);
  created.textContent = text;
  if (className) created.className = className;
  return created;
}
