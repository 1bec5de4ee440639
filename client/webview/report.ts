import type { ReportRow, ReportVerdict, TargetLocation } from '../../server/src/lsp/protocol.ts';
import type { FromPage, PageState, ToPage } from '../src/reportMessages.ts';
import { summaryOf } from '../src/reportSummary.ts';

declare function acquireVsCodeApi(): {
  postMessage(message: FromPage): void;
  getState(): PageState | undefined;
  setState(state: PageState): void;
};

const marks: Readonly<Record<ReportRow['mark'], { readonly sign: string; readonly word: string }>> = {
  ok: { sign: '✓', word: 'Passed' },
  failed: { sign: '✗', word: 'Failed' },
  unknown: { sign: '?', word: 'Unknown' },
  note: { sign: '·', word: 'Note' },
};

const vscode = acquireVsCodeApi();

window.addEventListener('message', ({ data }: MessageEvent<ToPage>) => {
  if (data.type === 'progress') return showProgress(data.text);
  const { type: _, ...state } = data;
  vscode.setState(state);
  draw(state);
});

const kept = vscode.getState();
if (kept) draw(kept);
vscode.postMessage({ type: 'ready' });

/**
 * Everything is set as text: a report contains no markup, whatever a manifest or an answer from the network
 * contains.
 */
function draw({ report, probe, cause: causeOfChecks }: PageState): void {
  const head = report.verdict ? verdict(report.verdict) : element('p', summaryOf(report), 'summary');
  const cause = probe ? probe.cause : causeOfChecks;
  const fix = cause && button(`${cause.isFixable ? 'Fix' : 'Open'} the ${cause.what}`, 'open');
  const again = button(probe ? 'Probe Again' : 'Verify Again', 'again', fix !== undefined);
  const buttons = element('div', '', 'buttons');
  // The fix comes first: a person who reads only the first line knows what to do.
  if (fix) buttons.append(fix);
  if (cause?.fix) buttons.append(element('span', cause.fix, 'fix'));
  buttons.append(again);
  if (probe) buttons.append(button('Copy as Markdown', 'copy', true));
  buttons.append(element('span', '', 'progress'));
  const earlier = probe && probe.earlier.length > 0 ? [element('h2', 'Earlier'), list(probe.earlier)] : [];
  const hadFocus = document.activeElement instanceof HTMLButtonElement;
  document
    .getElementById('report')
    ?.replaceChildren(element('h1', report.title), head, buttons, list(report.rows), ...earlier);
  if (hadFocus) again.focus();
  speak(report.verdict ? [report.verdict.text, report.verdict.advice ?? ''].join('. ') : summaryOf(report));
}

function showProgress(text: string): void {
  const shown = document.querySelector('.progress');
  if (!shown) return;
  shown.textContent = text;
  // The other element announces it, and it stays when the page is drawn again.
  shown.setAttribute('aria-hidden', 'true');
  if (text !== '') speak(text);
}

/**
 * Makes a screen reader announce the text without a move of the focus. An element that is inserted together
 * with its text would not be announced.
 */
function speak(text: string): void {
  const place = document.getElementById('spoken');
  if (place) place.textContent = text;
}

function button(text: string, type: 'again' | 'copy' | 'open', isSecondary = false): HTMLElement {
  const drawn = element('button', text, isSecondary ? 'secondary' : '');
  drawn.addEventListener('click', () => vscode.postMessage({ type }));
  return drawn;
}

/** A text that leads to a place in a file. */
function link(text: string, location: TargetLocation): HTMLElement {
  const drawn = element('button', text, 'link');
  drawn.addEventListener('click', () => vscode.postMessage({ type: 'show', location }));
  return drawn;
}

function verdict({ mark, text, advice }: ReportVerdict): HTMLElement {
  const drawn = element('div', '', `verdict ${mark}`);
  const sign = element('span', marks[mark].sign, 'mark');
  sign.setAttribute('aria-hidden', 'true');
  const words = element('span', '', 'text');
  words.append(element('span', `${marks[mark].word}: `, 'for-screen-readers'), element('strong', text));
  if (advice) words.append(element('span', advice, 'advice'));
  const line = element('div', '', 'row');
  line.append(sign, words);
  drawn.append(line);
  return drawn;
}

function list(rows: readonly ReportRow[]): HTMLElement {
  const drawn = element('ul');
  // Some screen readers do not treat a list without bullets as a list unless it has this role.
  drawn.setAttribute('role', 'list');
  drawn.append(...rows.map(item));
  return drawn;
}

function item(row: ReportRow): HTMLElement {
  const mark = element('span', marks[row.mark].sign, 'mark');
  mark.setAttribute('aria-hidden', 'true');
  const text = element('span', '', 'text');
  text.append(
    element('span', `${marks[row.mark].word}: `, 'for-screen-readers'),
    row.location ? link(row.text, row.location) : row.text,
  );
  if (row.detail) text.append(element('span', row.detail, 'detail'));
  const line = element('div', '', 'row');
  line.append(mark, text);
  const drawn = element('li', '', row.mark);
  drawn.append(line);
  if (row.rows && row.rows.length > 0) drawn.append(list(row.rows));
  return drawn;
}

function element(name: string, text = '', className = ''): HTMLElement {
  const created = document.createElement(name);
  created.textContent = text;
  if (className) created.className = className;
  return created;
}
