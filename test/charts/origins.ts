import path from 'node:path';
import { isProblem, loadChart } from '../../server/src/core/chart/load.ts';
import { type Manifest, manifestsOf, splitManifests } from '../../server/src/core/chart/manifests.ts';
import { renderChart } from '../../server/src/core/chart/renderChart.ts';
import { bytesOfText } from '../../server/src/core/template/bytes.ts';
import type { Origin } from '../../server/src/core/template/origin.ts';
import { placeOfRange, type TextPlace } from '../../server/src/core/template/places.ts';
import { Text } from '../../server/src/core/template/text.ts';
import { map } from '../../server/src/core/template/value.ts';
import { deref, get } from '../../server/src/core/yaml/access.ts';
import type { Node, Scalar } from '../../server/src/core/yaml/node.ts';
import { read } from '../../server/src/core/yaml/read.ts';
import { readChartFiles } from '../../server/src/sources/chartFiles.ts';
import { caseKubeVersion, caseRelease, type HelmRequest, renderAll } from '../harness/helm/program.ts';
import type { CollectedChart } from './collection.ts';

/** A scalar of a rendered manifest that decides wiring. */
interface WiringValue {
  readonly manifest: Manifest;
  /** The place of the document in the text of its template. */
  readonly index: number;
  /** The keys and indices that lead to it. */
  readonly path: readonly (string | number)[];
  readonly scalar: Scalar;
}

export interface OriginFigures {
  readonly values: number;
  /** With a place in a text of the chart. */
  readonly placed: number;
  /** Values that exactly one key of values decides, and how many of these have the place of a key. */
  readonly ofOneKey: number;
  readonly placedAtKey: number;
  /** By the sort of their place. */
  readonly sorts: Readonly<Record<string, number>>;
  /** Places that were changed, after which the real Helm rendered, and how often the value had changed. */
  readonly changed: number;
  readonly followed: number;
  readonly missed: readonly string[];
}

/**
 * Looks up the place of every wiring value, and of some per chart changes the text there, renders with the real Helm,
 * and sees whether the value has changed.
 */
export function measureOrigins(program: string, charts: readonly CollectedChart[], perChart: number): OriginFigures {
  const figures = {
    values: 0,
    placed: 0,
    ofOneKey: 0,
    placedAtKey: 0,
    sorts: {} as Record<string, number>,
    changed: 0,
    followed: 0,
  };
  const missed: string[] = [];
  for (const { complete, directory } of charts) {
    const files = readChartFiles(path.basename(complete), { root: path.dirname(complete) });
    if (typeof files === 'string' || files.packed.size > 0) {
      continue;
    }
    const chart = loadChart(files, path.basename(complete));
    if (isProblem(chart) || chart.metadata.type === 'library') {
      continue;
    }
    const options = { values: map(), release: caseRelease, kubeVersion: caseKubeVersion, parsed: new Map() };
    const render = renderChart(chart, options);
    if (render.errors.length > 0) {
      continue;
    }
    const texts = new Map(render.files.map(({ name, text }) => [name, splitManifests(text)]));
    const values = manifestsOf(render.files).manifests.flatMap((manifest) => {
      const documents = texts.get(manifest.template) ?? [];
      return wiringValues(
        manifest,
        documents.findIndex(({ text }) => text === manifest.text.text),
      );
    });
    const tried: { readonly value: WiringValue; readonly request: HelmRequest; readonly place: TextPlace }[] = [];
    for (const [index, value] of values.entries()) {
      const { start, end } = value.scalar;
      const place = placeOfRange(value.manifest.text, start, end);
      figures.values++;
      figures.placed += place === undefined ? 0 : 1;
      const sort = place?.sort ?? 'none';
      figures.sorts[sort] = (figures.sorts[sort] ?? 0) + 1;
      if (isOfOneKey(value.manifest.text.slice(start, end))) {
        figures.ofOneKey++;
        figures.placedAtKey += sort === 'value' ? 1 : 0;
      }
      // Spread over all values of the chart.
      const isChosen =
        Math.floor((index * perChart) / values.length) !== Math.floor(((index + 1) * perChart) / values.length);
      const request = place && isChosen ? requestWith(files.files, place) : undefined;
      if (place !== undefined && request !== undefined) {
        tried.push({ value, request, place });
      }
    }
    const answers = renderAll(
      program,
      tried.map(({ request }) => request),
    );
    for (const [index, { value, place }] of tried.entries()) {
      const { templates, error } = answers[index]!;
      const text = templates?.[value.manifest.template];
      if (error !== undefined || text === undefined) {
        continue;
      }
      figures.changed++;
      const found = valueIn(text, value);
      if (found === value.scalar.text) {
        missed.push(
          `${directory}: ${value.manifest.template} ${value.path.join('.')} = ${value.scalar.text}: ${place.sort} ${place.source.path}: ${JSON.stringify(place.source.text.slice(place.start, place.end)).slice(0, 120)}`,
        );
      } else {
        figures.followed++;
      }
    }
  }
  return { ...figures, missed };
}

/** Whether each part of a text comes from the same value of a file of values, and from nothing that is given. */
function isOfOneKey({ pieces }: Text): boolean {
  const decisive = new Set<string>();
  for (const { text, origin } of pieces) {
    // Quotes and spaces do not decide a value.
    if (/[^\s"']/.test(text)) {
      const keys = origin === undefined ? [] : keysOf(origin);
      if (keys === undefined || keys.length !== 1) {
        return false;
      }
      decisive.add(keys[0]!);
    }
  }
  return decisive.size === 1;
}

/** The values of files that an origin leads to. Undefined if it also leads to what is given. */
function keysOf(origin: Origin): string[] | undefined {
  const keys = new Set<string>();
  const seen = new Set<Origin>();
  let isOnly = true;
  const visit = (each: Origin): void => {
    if (seen.has(each) || seen.size > 2000) {
      return;
    }
    seen.add(each);
    if (each.sort === 'key') {
      keys.add(`${each.source?.path} ${each.start}`);
    }
    isOnly &&= each.sort !== 'given';
    for (const from of each.from ?? []) {
      visit(from);
    }
  };
  visit(origin);
  return isOnly ? [...keys] : undefined;
}

const wiringKeys = new Set([
  ...['name', 'namespace', 'port', 'targetPort', 'containerPort', 'nodePort', 'number', 'serviceName', 'secretName'],
  ...['serviceAccountName', 'claimName', 'topologyKey'],
]);

/** Scalars below selectors and labels, and names, ports and references. */
function wiringValues(manifest: Manifest, index: number): WiringValue[] {
  const found: WiringValue[] = [];
  const visit = (written: Node, place: readonly (string | number)[], isLabel: boolean): void => {
    const node = deref(written);
    switch (node?.type) {
      case 'mapping':
        for (const { key, value } of node.pairs) {
          visit(value, [...place, key.text], isLabel || /^(?:labels|selector|matchLabels)$/.test(key.text));
        }
        break;
      case 'sequence':
        for (const [at, item] of node.items.entries()) {
          visit(item, [...place, at], isLabel);
        }
        break;
      case 'scalar':
        if (node.text !== '' && written.type !== 'alias' && (isLabel || wiringKeys.has(String(place.at(-1))))) {
          found.push({ manifest, index, path: place, scalar: node });
        }
        break;
    }
  };
  // What a ConfigMap holds, and what a CustomResourceDefinition describes, wires nothing.
  if (manifest.root !== undefined && !['ConfigMap', 'Secret', 'CustomResourceDefinition'].includes(manifest.kind)) {
    visit(manifest.root, [], false);
  }
  return found;
}

/** The chart with another text at a place. Undefined if there is nothing to change. */
function requestWith(
  files: readonly { readonly name: string; readonly path: string; readonly text: string }[],
  { source, start, end, sort }: TextPlace,
): HelmRequest | undefined {
  const before = source.text.slice(start, end);
  const after = sort === 'action' ? 'mutated' : changedText(before);
  const isIn = files.some((file) => file.path === source.path && file.text === source.text);
  if (after === undefined || !isIn) {
    return undefined;
  }
  const texts: Record<string, string> = {};
  const bytes: Record<string, string> = {};
  for (const { name, path: file, text } of files) {
    const content = file === source.path ? source.text.slice(0, start) + after + source.text.slice(end) : text;
    if (/[\udc80-\udcff]/u.test(content)) {
      bytes[name] = Buffer.from(bytesOfText(content)).toString('base64');
    } else {
      texts[name] = content;
    }
  }
  return { files: texts, bytes };
}

function changedText(text: string): string | undefined {
  const trimmed = text.trim();
  if (trimmed === '' || trimmed.includes('\n')) {
    return undefined;
  }
  const quoted = /^(["'])(.*)\1$/.exec(trimmed);
  const content = quoted?.[2] ?? trimmed;
  const changed = /^[0-9]+$/.test(content)
    ? String(Number(content) + 1)
    : /^(?:true|false)$/.test(content)
      ? content === 'true'
        ? 'false'
        : 'true'
      : `${content}x`;
  const mark = quoted?.[1] ?? '';
  return text.replace(trimmed, () => mark + changed + mark);
}

/** The scalar at the same path of the same document of a text. Undefined if there is none. */
function valueIn(text: string, { index, path: steps }: WiringValue): string | undefined {
  const document = splitManifests(Text.of(text))[index];
  const node = document && deref(get(read(document.text).root, ...steps));
  return node?.type === 'scalar' ? node.text : undefined;
}
