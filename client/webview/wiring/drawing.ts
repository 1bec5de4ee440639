import type { GraphNode, GraphState, TargetLocation } from '../../../server/src/lsp/protocol.ts';

/** The graph with places on a plane, in pixels. The origin is the upper left corner. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly Box[];
  readonly arrows: readonly Arrow[];
}

export interface Box {
  /** The upper left corner. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly lines: readonly string[];
  readonly role: GraphNode<unknown>['role'];
  readonly state: GraphState;
  /** What the mouse shows; everything, in full length. */
  readonly title: string;
  readonly place?: TargetLocation;
}

export interface Arrow {
  readonly points: readonly Point[];
  readonly lines: readonly string[];
  /** The middle of the lines. */
  readonly at: Point;
  readonly state: GraphState;
  readonly title: string;
  readonly place?: TargetLocation;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Pixels; the style of the page has the same. */
export const lineHeight = 17;
export const padding = 8;
export const fontSize = 13;

/** An element of SVG. The page makes elements of it, and the export makes text of it. */
export interface Picture {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly text?: string;
  readonly children?: readonly Picture[];
  /** The line that a click opens. */
  readonly place?: TargetLocation;
}

/** A drawing as SVG. Colours follow from the classes: `box`, `arrow`, `label`, and the state. */
export function pictureOf({ width, height, boxes, arrows }: Drawing): Picture {
  return {
    name: 'svg',
    attributes: {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${round(width)} ${round(height)}`,
      width: round(width),
      height: round(height),
      role: 'img',
      'aria-label': 'A drawing of the wiring. The tree has the same content.',
    },
    children: [
      { name: 'defs', attributes: {}, children: states.map(arrowHead) },
      ...arrows.map(arrow),
      ...boxes.map(box),
    ],
  };
}

const states: readonly GraphState[] = ['ok', 'broken', 'unknown'];

function arrowHead(state: GraphState): Picture {
  return {
    name: 'marker',
    attributes: {
      id: `head-${state}`,
      viewBox: '0 0 10 10',
      refX: 9,
      refY: 5,
      markerWidth: 7,
      markerHeight: 7,
      orient: 'auto',
    },
    children: [{ name: 'path', attributes: { class: `head ${state}`, d: 'M0 0L10 5L0 10z' } }],
  };
}

function arrow({ points, lines, at, state, title, place }: Arrow): Picture {
  const d = points.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${round(x)} ${round(y)}`).join('');
  return {
    name: 'g',
    attributes: { class: `arrow ${state}${place ? ' link' : ''}` },
    ...(place ? { place } : {}),
    children: [
      { name: 'title', attributes: {}, text: title },
      // A line of one pixel is hard to hit with the mouse.
      { name: 'path', attributes: { class: 'hit', d } },
      { name: 'path', attributes: { class: 'line', d, 'marker-end': `url(#head-${state})` } },
      ...textLines(lines, at.x, at.y - ((lines.length - 1) * lineHeight) / 2, 'label'),
    ],
  };
}

function box({ x, y, width, height, lines, role, state, title, place }: Box): Picture {
  const radius = role === 'route' ? height / 2 : role === 'pod' ? 10 : 2;
  return {
    name: 'g',
    attributes: { class: `box ${role} ${state}${place ? ' link' : ''}` },
    ...(place ? { place } : {}),
    children: [
      { name: 'title', attributes: {}, text: title },
      {
        name: 'rect',
        attributes: {
          x: round(x),
          y: round(y),
          width: round(width),
          height: round(height),
          rx: round(Math.min(radius, 20)),
        },
      },
      ...textLines(lines, x + width / 2, y + padding + lineHeight / 2, ''),
    ],
  };
}

/** @param middle of the first line */
function textLines(lines: readonly string[], x: number, middle: number, name: string): readonly Picture[] {
  return lines.map((text, at) => ({
    name: 'text',
    attributes: {
      class: `${name}${at === 0 ? ' first' : ''}`.trim(),
      x: round(x),
      y: round(middle + at * lineHeight),
      'text-anchor': 'middle',
      'dominant-baseline': 'central',
    },
    text,
  }));
}

/** Colours as CSS writes them, and a font family. */
export interface Colors {
  readonly background: string;
  readonly foreground: string;
  readonly border: string;
  readonly broken: string;
  readonly unknown: string;
  readonly font: string;
}

/** The file of a picture. It has the colours that the page shows, because nothing else knows the theme. */
export function svgText(picture: Picture, colors: Colors): string {
  const style: Picture = { name: 'style', attributes: {}, text: styleOf(colors) };
  const back: Picture = { name: 'rect', attributes: { class: 'back', width: '100%', height: '100%' } };
  return `${written({ ...picture, children: [style, back, ...(picture.children ?? [])] })}\n`;
}

function styleOf({ background, foreground, border, broken, unknown, font }: Colors): string {
  return [
    // The machine that shows the file may not have the font.
    `svg { font: ${fontSize}px ${font.replace(/[^\w ,'"-]/g, '')}, sans-serif; }`,
    `text { fill: ${foreground}; }`,
    '.box .first { font-weight: 600; }',
    `.back, rect { fill: ${background}; }`,
    `.box rect { stroke: ${border}; }`,
    `.line { fill: none; stroke: ${border}; }`,
    '.hit { fill: none; }',
    `.label { font-size: ${fontSize - 1}px; paint-order: stroke; stroke: ${background}; stroke-width: 3px; }`,
    `.head { fill: ${border}; }`,
    `.broken rect, .broken .line { stroke: ${broken}; stroke-width: 2; }`,
    `.head.broken, .broken .label { fill: ${broken}; }`,
    `.unknown rect, .unknown .line { stroke: ${unknown}; stroke-dasharray: 2 3; }`,
    `.head.unknown { fill: ${unknown}; }`,
  ].join(' ');
}

function written({ name, attributes, text, children = [] }: Picture): string {
  const stated = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(String(value))}"`);
  const inner = text === undefined ? children.map(written).join('') : escaped(text);
  return inner === '' ? `<${name}${stated.join('')}/>` : `<${name}${stated.join('')}>${inner}</${name}>`;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Source: XML 1.0, 2.2 Characters: most control characters may not occur, not even as references. */
function escaped(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replace(/[&<>"]/g, (character) => entities[character] ?? '');
}

/** Halves of a pixel are enough. */
function round(value: number): number {
  return Math.round(value * 2) / 2;
}
