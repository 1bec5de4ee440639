import type { GraphFilter, TargetLocation } from '../../server/src/lsp/protocol.ts';
import type { FromWiringPage, ToWiringPage, WiringPageState } from '../src/wiringMessages.ts';
import { type Colors, fontSize, type Picture, pictureOf, svgText } from './wiring/drawing.ts';
import type { layOut } from './wiring/layout.ts';
import { nameOfBundle, spokenOf, summaryOf, type TreeItem, treeOf } from './wiring/tree.ts';

declare function acquireVsCodeApi(): {
  postMessage(message: FromWiringPage): void;
  getState(): WiringPageState | undefined;
  setState(state: WiringPageState): void;
};

const vscode = acquireVsCodeApi();
const script = document.currentScript as HTMLScriptElement;

let shown: ToWiringPage | undefined;
let isDrawn = vscode.getState()?.isDrawn === true;
/** Undefined until a person sees the drawing for the first time. */
let zoom: number | undefined;
/** Keys of items that a person has closed. */
const closed = new Set<string>();
/** The item that the keyboard reaches. */
let current = '';

const tree = place('tree');
const drawing = place('drawing');
const namespaces = place('namespace') as HTMLSelectElement;
const bundles = place('bundle') as HTMLSelectElement;
const onlyBroken = place('only-broken') as HTMLInputElement;

window.addEventListener('message', ({ data }: MessageEvent<ToWiringPage>) => {
  shown = data;
  keep();
  draw();
});
for (const control of [namespaces, bundles, onlyBroken]) {
  control.addEventListener('change', () => vscode.postMessage({ type: 'filter', filter: chosenFilter() }));
}
place('draw').addEventListener('click', () => {
  isDrawn = !isDrawn;
  keep();
  draw();
});
place('save-svg').addEventListener('click', () => void saveSvg());
place('copy-mermaid').addEventListener('click', () => vscode.postMessage({ type: 'copyMermaid' }));
place('zoom-in').addEventListener('click', () => zoomTo((zoom ?? 1) * 1.25));
place('zoom-out').addEventListener('click', () => zoomTo((zoom ?? 1) / 1.25));
place('zoom-fit').addEventListener('click', zoomToFit);
tree.addEventListener('keydown', moveByKey);
vscode.postMessage({ type: 'ready' });

function keep(): void {
  if (shown) {
    const { below, filter } = shown;
    vscode.setState({ ...(below === undefined ? {} : { below }), filter, isDrawn });
  }
}

/** Everything is set as text: a graph contains no markup, whatever a manifest contains. */
function draw(): void {
  if (!shown) {
    return;
  }
  const { title, graph, filter } = shown;
  place('title').textContent = title;
  const summary = summaryOf(graph);
  place('summary').textContent = summary;
  fillChoices(namespaces, 'All namespaces', graph.namespaces, filter.namespace, (name) => name);
  fillChoices(bundles, 'All kustomizations', graph.bundles, filter.bundle, nameOfBundle);
  bundles.parentElement!.hidden = bundles.length <= 1;
  namespaces.parentElement!.hidden = namespaces.length <= 1;
  onlyBroken.checked = filter.onlyBroken === true;
  place('draw').textContent = isDrawn ? 'Show Tree' : 'Show Drawing';
  tree.hidden = isDrawn;
  drawing.hidden = !isDrawn;
  place('zoom').hidden = !isDrawn;
  drawTree();
  if (isDrawn) {
    void drawPicture();
  }
}

function fillChoices(
  select: HTMLSelectElement,
  all: string,
  names: readonly string[],
  chosen: string | undefined,
  inWords: (name: string) => string,
): void {
  // A choice stays possible when an edit has removed its last object.
  const offered = chosen === undefined || names.includes(chosen) ? names : [...names, chosen];
  // The value of an option is a number, because the directory of a bundle may be empty.
  const options = offered.map((name, at) => new Option(inWords(name), String(at), false, name === chosen));
  for (const [at, option] of options.entries()) {
    option.dataset.name = offered[at]!;
  }
  select.replaceChildren(new Option(all, '', false, chosen === undefined), ...options);
}

function chosenFilter(): GraphFilter {
  const namespace = namespaces.selectedOptions[0]?.dataset.name;
  const bundle = bundles.selectedOptions[0]?.dataset.name;
  return {
    ...(namespace === undefined ? {} : { namespace }),
    ...(bundle === undefined ? {} : { bundle }),
    ...(onlyBroken.checked ? { onlyBroken: true } : {}),
  };
}

// The tree follows the pattern of the W3C: https://www.w3.org/WAI/ARIA/apg/patterns/treeview/

interface Line {
  readonly item: TreeItem;
  readonly parent: Line | undefined;
  readonly element: HTMLElement;
}

let lines: readonly Line[] = [];

function drawTree(): void {
  const hadFocus = tree.contains(document.activeElement);
  const drawn: Line[] = [];
  tree.replaceChildren(...treeElements(shown ? treeOf(shown.graph) : [], 1, undefined, drawn));
  lines = drawn;
  const next = lines.find(({ item }) => item.key === current) ?? lines[0];
  if (next) {
    setCurrent(next, hadFocus);
  }
}

function treeElements(
  items: readonly TreeItem[],
  level: number,
  parent: Line | undefined,
  drawn: Line[],
): readonly HTMLElement[] {
  return items.map((item, at) => {
    const isOpen = !closed.has(item.key);
    const line: Line = { item, parent, element: element('li', '', item.state) };
    drawn.push(line);
    const { element: li } = line;
    const attributes = {
      role: 'treeitem',
      tabindex: '-1',
      'aria-level': String(level),
      'aria-setsize': String(items.length),
      'aria-posinset': String(at + 1),
      'aria-label': spokenOf(item),
      ...(item.children.length > 0 ? { 'aria-expanded': String(isOpen) } : {}),
    };
    for (const [name, value] of Object.entries(attributes)) {
      li.setAttribute(name, value);
    }
    li.append(row(line));
    if (item.children.length > 0 && isOpen) {
      const group = element('ul');
      group.setAttribute('role', 'group');
      group.append(...treeElements(item.children, level + 1, line, drawn));
      li.append(group);
    }
    return li;
  });
}

const signs = { ok: '', broken: '✗', unknown: '?' } as const;

function row(line: Line): HTMLElement {
  const { state, lead, text, rest, reason, isMark, place: at, children, key } = line.item;
  const drawn = element('div', '', at ? 'row link' : 'row');
  // The label of the item says the same.
  drawn.setAttribute('aria-hidden', 'true');
  const twist = element('span', children.length === 0 ? '' : closed.has(key) ? '▸' : '▾', 'twist');
  const words = element('span', '', 'words');
  words.append(
    ...(signs[state] === '' ? [] : [element('span', signs[state], 'sign')]),
    ...(lead === '' ? [] : [element('span', isMark ? lead : `${lead} →`, 'lead')]),
    element('span', text, 'name'),
    ...(rest === '' ? [] : [element('span', rest, 'rest')]),
    ...(reason === '' ? [] : [element('span', reason, 'reason')]),
  );
  drawn.append(twist, words);
  twist.addEventListener('click', (event) => {
    event.stopPropagation();
    toggle(line);
  });
  drawn.addEventListener('click', () => {
    setCurrent(line, true);
    if (at) {
      open(at);
    } else {
      toggle(line);
    }
  });
  return drawn;
}

function toggle({ item }: Line): void {
  current = item.key;
  if (item.children.length === 0) {
    return;
  }
  if (!closed.delete(item.key)) {
    closed.add(item.key);
  }
  drawTree();
}

function setCurrent(line: Line, takesFocus: boolean): void {
  lines.find(({ element: each }) => each.tabIndex === 0)?.element.setAttribute('tabindex', '-1');
  current = line.item.key;
  line.element.tabIndex = 0;
  if (takesFocus) {
    line.element.focus();
  }
}

function moveByKey(event: KeyboardEvent): void {
  const at = lines.findIndex(({ item }) => item.key === current);
  const line = lines[at];
  if (!line || event.ctrlKey || event.altKey || event.metaKey) {
    return;
  }
  const { item, parent } = line;
  const isOpen = item.children.length > 0 && !closed.has(item.key);
  const moveTo = (target: Line | undefined): void => {
    if (target) {
      setCurrent(target, true);
    }
  };
  switch (event.key) {
    case 'ArrowDown':
      moveTo(lines[at + 1]);
      break;
    case 'ArrowUp':
      moveTo(lines[at - 1]);
      break;
    case 'Home':
      moveTo(lines[0]);
      break;
    case 'End':
      moveTo(lines.at(-1));
      break;
    case 'ArrowRight':
      if (isOpen) {
        moveTo(lines[at + 1]);
      } else {
        toggle(line);
      }
      break;
    case 'ArrowLeft':
      if (isOpen) {
        toggle(line);
      } else {
        moveTo(parent);
      }
      break;
    case 'Enter':
    case ' ':
      if (item.place) {
        open(item.place);
      } else {
        toggle(line);
      }
      break;
    default:
      if (event.key.length !== 1) {
        return;
      }
      moveTo([...lines.slice(at + 1), ...lines.slice(0, at)].find(({ item: other }) => beginsWith(other, event.key)));
  }
  event.preventDefault();
}

/** A person looks for an object by its name, without its kind. */
function beginsWith({ text }: TreeItem, key: string): boolean {
  const name = text.slice(text.lastIndexOf(' ') + 1);
  return name.toLowerCase().startsWith(key.toLowerCase());
}

function open(at: TargetLocation): void {
  vscode.postMessage({ type: 'open', place: at });
}

async function drawPicture(): Promise<void> {
  const picture = await presentPicture();
  if (picture) {
    drawing.replaceChildren(asElement(picture));
    zoomTo(zoom ?? zoomAtFirst());
  }
}

/** Undefined if the graph changed while the layout was being loaded; the next graph is drawn then. */
async function presentPicture(): Promise<Picture | undefined> {
  const before = shown;
  const lay = await loadLayout();
  if (!before || shown !== before) {
    return undefined;
  }
  const context = document.createElement('canvas').getContext('2d');
  const font = getComputedStyle(document.body).fontFamily;
  if (context) {
    // The first line of a box is in bold letters, which are wider.
    context.font = `600 ${fontSize}px ${font}`;
  }
  return pictureOf(lay(before.graph, (text) => context?.measureText(text).width ?? text.length * fontSize));
}

let layout: Promise<typeof layOut> | undefined;

function loadLayout(): Promise<typeof layOut> {
  layout ??= new Promise((resolve, reject) => {
    const chunk = document.createElement('script');
    chunk.nonce = script.nonce;
    chunk.src = script.dataset.layout ?? '';
    chunk.addEventListener('load', () => resolve(globalThis.podwireLayOut!));
    chunk.addEventListener('error', () => reject(new Error('The layout could not be loaded.')));
    document.head.append(chunk);
  });
  return layout;
}

function asElement({ name, attributes, text, children = [], place: at }: Picture): SVGElement {
  const created = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key !== 'xmlns') {
      created.setAttribute(key, String(value));
    }
  }
  if (text !== undefined) {
    created.textContent = text;
  }
  if (at) {
    created.addEventListener('click', () => open(at));
  }
  created.append(...children.map(asElement));
  return created;
}

async function saveSvg(): Promise<void> {
  const picture = await presentPicture();
  if (picture) {
    vscode.postMessage({ type: 'saveSvg', svg: svgText(picture, presentColors()) });
  }
}

/** The colours of the theme. The style of the page names them, so that a hidden drawing has them too. */
function presentColors(): Colors {
  const style = getComputedStyle(document.documentElement);
  const body = getComputedStyle(document.body);
  const color = (name: string) => style.getPropertyValue(name).trim();
  return {
    background: color('--vscode-editor-background') || '#ffffff',
    foreground: color('--vscode-editor-foreground') || '#000000',
    border: color('--vscode-descriptionForeground') || '#555555',
    broken: color('--vscode-testing-iconFailed') || color('--vscode-errorForeground') || '#d32f2f',
    unknown: color('--vscode-charts-yellow') || '#888888',
    font: body.fontFamily,
  };
}

/** The whole width if the letters can still be read then, because nobody looks for what is beside the page. */
function zoomAtFirst(): number {
  const width = drawing.querySelector('svg')?.viewBox.baseVal.width ?? 0;
  return width > 0 ? Math.max(0.6, Math.min(1, drawing.clientWidth / width)) : 1;
}

function zoomTo(wanted: number): void {
  zoom = Math.min(4, Math.max(0.05, wanted));
  const svg = drawing.querySelector('svg');
  const box = svg?.viewBox.baseVal;
  if (svg && box) {
    svg.setAttribute('width', String(box.width * zoom));
    svg.setAttribute('height', String(box.height * zoom));
  }
}

function zoomToFit(): void {
  const box = drawing.querySelector('svg')?.viewBox.baseVal;
  if (box && box.width > 0 && box.height > 0) {
    const height = window.innerHeight - drawing.getBoundingClientRect().top - window.scrollY - 8;
    zoomTo(Math.min(1, drawing.clientWidth / box.width, Math.max(height, 100) / box.height));
  }
}

function place(id: string): HTMLElement {
  return document.getElementById(id)!;
}

function element(name: string, text = '', className = ''): HTMLElement {
  const created = document.createElement(name);
  created.textContent = text;
  if (className) created.className = className;
  return created;
}
