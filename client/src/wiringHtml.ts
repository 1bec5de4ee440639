import { pageFrame } from './pageFrame.ts';

/**
 * The page with the wiring graph, which its own script draws.
 *
 * @param cspSource `Webview.cspSource`.
 * @param nonce Base64, new for each page.
 * @param layout The script that the page loads for the drawing.
 */
export function wiringHtml({
  cspSource,
  nonce,
  script,
  layout,
}: {
  readonly cspSource: string;
  readonly nonce: string;
  readonly script: string;
  readonly layout: string;
}): string {
  const body = `<main>
<h1 id="title"></h1>
<div class="controls">
<label hidden>Namespace <select id="namespace"></select></label>
<label hidden>Kustomization <select id="bundle"></select></label>
<label><input type="checkbox" id="only-broken"> Only broken</label>
<button id="draw"></button>
<span id="zoom" hidden><button class="secondary" id="zoom-out" aria-label="Zoom out">−</button> <button class="secondary" id="zoom-in" aria-label="Zoom in">+</button> <button class="secondary" id="zoom-fit">Fit</button></span>
<button class="secondary" id="save-svg">Save as SVG</button>
<button class="secondary" id="copy-mermaid">Copy as Mermaid</button>
</div>
<p id="summary" role="status"></p>
<ul id="tree" role="tree" aria-labelledby="title"></ul>
<div id="drawing" hidden></div>
</main>
<script nonce="${nonce}" src="${script}" data-layout="${layout}"></script>`;
  return pageFrame({ cspSource, nonce, style, body });
}

// The colours come from the theme. A sign and a word give their meaning too.
const style = `
:root { --broken: var(--vscode-testing-iconFailed, var(--vscode-errorForeground)); --unknown: var(--vscode-charts-yellow); --quiet: var(--vscode-descriptionForeground); }
body { padding: 0 1em 1em; line-height: 1.5; }
[hidden] { display: none !important; }
h1 { font-size: 1.3em; font-weight: 600; margin: 0.8em 0 0.4em; overflow-wrap: anywhere; }
#summary { margin: 0.4em 0 0.8em; color: var(--quiet); }
.controls { display: flex; flex-wrap: wrap; gap: 0.5em 0.8em; align-items: center; }
select { font: inherit; max-width: 18em; color: var(--vscode-dropdown-foreground); background: var(--vscode-dropdown-background); border: 1px solid var(--vscode-dropdown-border, var(--vscode-contrastBorder, transparent)); padding: 0.15em; }
button { padding: 0.2em 0.8em; }
select:focus-visible, input:focus-visible { outline: 1px solid var(--vscode-focusBorder); outline-offset: 2px; }
ul { list-style: none; margin: 0; padding: 0; }
ul ul { margin-left: 0.55em; padding-left: 1em; border-left: 1px solid var(--vscode-tree-indentGuidesStroke, var(--vscode-panel-border)); }
li:focus { outline: none; }
li:focus > .row { outline: 1px solid var(--vscode-focusBorder); outline-offset: -1px; background: var(--vscode-list-focusBackground, var(--vscode-list-inactiveSelectionBackground)); }
.row { display: flex; padding: 0.1em 0.2em; }
.row.link { cursor: pointer; }
.row:hover { background: var(--vscode-list-hoverBackground); }
.twist { flex: none; width: 1.2em; color: var(--quiet); cursor: pointer; }
.words { display: flex; flex-wrap: wrap; gap: 0 0.6em; overflow-wrap: anywhere; min-width: 0; }
.sign { font-weight: 700; }
.broken > .row .sign, .broken > .row .reason { color: var(--broken); }
.unknown > .row .sign { color: var(--unknown); }
.unknown > .row .name { text-decoration: underline dotted var(--unknown); }
.lead, .rest, .reason { color: var(--quiet); }
.name { font-weight: 600; }
.reason { flex-basis: 100%; }
#drawing { overflow: auto; }
svg { display: block; font: 13px var(--vscode-font-family); }
svg text { fill: var(--vscode-editor-foreground); }
.box .first { font-weight: 600; }
.box rect { fill: var(--vscode-editorWidget-background, var(--vscode-editor-background)); stroke: var(--quiet); }
.absent rect { fill: none; }
.line { fill: none; stroke: var(--quiet); }
.hit { fill: none; stroke: transparent; stroke-width: 12; }
.head { fill: var(--quiet); }
.label { font-size: 12px; paint-order: stroke; stroke: var(--vscode-editor-background); stroke-width: 3px; }
.box.broken rect, .arrow.broken .line { stroke: var(--broken); stroke-width: 2; }
.head.broken, svg .broken .label { fill: var(--broken); }
.box.unknown rect, .arrow.unknown .line { stroke: var(--unknown); stroke-dasharray: 2 3; }
.head.unknown { fill: var(--unknown); }
.link { cursor: pointer; }
.link:hover rect, .link:hover .line { stroke: var(--vscode-focusBorder); }
`;
