import { pageFrame } from './pageFrame.ts';

/**
 * The page of a report, which its own script draws.
 *
 * @param cspSource `Webview.cspSource`.
 * @param nonce Base64, new for each page.
 */
export function reportHtml({ cspSource, nonce, script }: { cspSource: string; nonce: string; script: string }): string {
  const body = `<main id="report"></main>
<p id="spoken" role="status" class="for-screen-readers"></p>
<script nonce="${nonce}" src="${script}"></script>`;
  return pageFrame({ cspSource, nonce, style, body });
}

// The colours come from the theme. Their meaning is also given by a mark and by a word for screen readers.
const style = `
body { padding: 0 1.5em 1.5em; max-width: 60em; line-height: 1.5; }
h2 { font-size: 1.1em; font-weight: 600; margin: 1.5em 0 0.3em; }
h1 { font-size: 1.4em; font-weight: 600; margin: 1em 0 0.3em; overflow-wrap: anywhere; }
.summary { margin: 0 0 1em; color: var(--vscode-descriptionForeground); }
ul { list-style: none; margin: 0; padding: 0; }
ul ul { margin-left: 0.55em; padding-left: 1.1em; border-left: 1px solid var(--vscode-tree-indentGuidesStroke, var(--vscode-panel-border)); }
li { margin: 0.4em 0; }
.row { display: flex; gap: 0.6em; align-items: baseline; }
.mark { flex: none; width: 1.1em; text-align: center; font-weight: 700; }
.ok > .row > .mark { color: var(--vscode-charts-green); }
.failed > .row > .mark { color: var(--vscode-testing-iconFailed, var(--vscode-errorForeground)); }
.unknown > .row > .mark { color: var(--vscode-charts-yellow); }
.note > .row > .mark { color: var(--vscode-descriptionForeground); }
.text { overflow-wrap: anywhere; white-space: pre-wrap; }
.verdict { margin: 0 0 1em; padding: 0.6em 0.8em; border: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, currentColor)); border-left-width: 4px; border-radius: 2px; }
.verdict.ok { border-left-color: var(--vscode-charts-green); }
.verdict.failed { border-left-color: var(--vscode-testing-iconFailed, var(--vscode-errorForeground)); }
.verdict.unknown { border-left-color: var(--vscode-charts-yellow); }
.advice { display: block; margin-top: 0.3em; }
.buttons { display: flex; flex-wrap: wrap; gap: 0.5em; align-items: center; margin: 0 0 1.2em; }
.progress { color: var(--vscode-descriptionForeground); }
.detail { display: block; font-size: 0.93em; color: var(--vscode-descriptionForeground); white-space: pre-wrap; overflow-wrap: anywhere; }
button { padding: 0.25em 0.9em; }
button.link { padding: 0; border: none; background: none; color: var(--vscode-textLink-foreground); text-align: start; }
button.link:hover { background: none; color: var(--vscode-textLink-activeForeground); text-decoration: underline; }
.for-screen-readers { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
`;
