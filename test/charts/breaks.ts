import { fixesFor } from '../../server/src/core/features/fixes.ts';
import type { DocumentFacts } from '../../server/src/core/model/document.ts';
import type { Problem } from '../../server/src/core/model/problem.ts';
import type { Resource } from '../../server/src/core/model/resource.ts';
import type { Written } from '../../server/src/core/model/written.ts';
import { eachProblemOf, resourcesOf } from '../../server/src/core/problems.ts';
import { applyEdits } from '../../server/src/core/text/range.ts';
import type { World } from '../../server/src/world.ts';

/** What a break changes: a text that a person could mistype. */
export type BreakSort =
  | 'selector line'
  | 'label line'
  | 'helper'
  | 'values key'
  | 'port name'
  | 'port name of a headless Service';

export interface BreakResult {
  readonly sort: BreakSort;
  /** Whether a literal or a value was changed, and no action. */
  readonly isLiteral: boolean;
  /** A new problem, at least a warning. */
  readonly isNoticed: boolean;
  /** It is at the line that was changed, or leads to it by a related place or by its fix. */
  readonly isPlaced: boolean;
  /** The preferred fix makes the Service reach its pods again. */
  readonly isFixed: boolean;
  readonly what: string;
}

interface Break {
  readonly sort: BreakSort;
  readonly isLiteral: boolean;
  readonly document: DocumentFacts;
  readonly start: number;
  readonly end: number;
  readonly newText: string;
}

/** Of one chart, one break of each sort for each Service. */
const mostServices = 3;

/**
 * Breaks texts of charts, one at a time, and sees whether that is noticed. Whether a text really breaks something is
 * decided by comparing the rendered labels and ports, without the engine's judgement.
 */
export function* breakCharts(world: World, hasBaseline: boolean): Generator<BreakResult> {
  const analysis = world.analysis('folder')!;
  const all = [...resourcesOf(analysis)];
  const byBundle = Map.groupBy(all, ({ bundle }) => bundle ?? '');
  for (const [bundle, resources] of byBundle) {
    if (bundle.includes(' with ') || (resources.find(({ chartErrors }) => chartErrors)?.chartErrors?.length ?? 1) > 0) {
      continue;
    }
    let services = 0;
    for (const service of resources) {
      if (!service.service?.selector || service.service.selector.pairs.length === 0 || services >= mostServices) {
        continue;
      }
      const targets = targetsOf(service, resources);
      if (targets.length !== 1 || !reachesPorts(service, targets)) {
        continue;
      }
      services++;
      const tried = new Set<BreakSort>();
      for (const each of breaksOf(service, targets[0]!)) {
        if (!tried.has(each.sort)) {
          const result = tryBreak(world, service, each, hasBaseline);
          if (result) {
            tried.add(each.sort);
            yield result;
          }
        }
      }
    }
  }
}

function* breaksOf(service: Resource, target: Resource): Generator<Break> {
  for (const { key, value } of service.service!.selector!.pairs) {
    yield* changed(service, value, 'selector line', key.value);
  }
  for (const pair of service.service!.selector!.pairs) {
    const label = target.podTemplate?.labels?.pairs.find(({ key }) => key.value === pair.key.value);
    if (label) {
      yield* changed(target, label.value, 'label line', label.key.value);
    }
  }
  // The DNS name of a headless Service leads to its pods without any port, so this is an information.
  const ofPort = service.service!.clusterIP?.value === 'None' ? 'port name of a headless Service' : 'port name';
  for (const { targetPort } of service.service!.ports) {
    if (targetPort && /[a-z]/.test(targetPort.value)) {
      yield* changed(service, targetPort, ofPort, undefined);
    }
  }
  const named = target.podTemplate?.containers.flatMap(({ ports }) => ports.flatMap(({ name }) => name ?? [])) ?? [];
  for (const name of named) {
    yield* changed(target, name, ofPort, undefined);
  }
}

function* changed(resource: Resource, written: Written, sort: BreakSort, key: string | undefined): Generator<Break> {
  const document = written.document ?? resource.document;
  const { start, end, value } = written;
  const text = document.text.slice(start, end);
  const plain = text.replace(/^["']|["']$/g, '');
  if (document.text === '' || value.length < 3) {
    return;
  }
  const own = document.file.endsWith('.yaml') && !document.file.includes('/templates/') ? 'values key' : sort;
  const place = own === sort && document.file.endsWith('.tpl') ? 'helper' : own;
  if (plain === value) {
    yield { sort: place, isLiteral: true, document, start, end, newText: text.replace(value, mistyped(value)) };
    return;
  }
  if (!text.startsWith('{{')) {
    return;
  }
  const lineStart = document.text.lastIndexOf('\n', start - 1) + 1;
  const isAlone = document.text.slice(lineStart, start).trim() === '';
  if (!isAlone) {
    yield { sort: place, isLiteral: false, document, start: end, end, newText: 'x' };
  } else if (key !== undefined) {
    const indentation = Number(/n?indent (\d+)/.exec(text)?.[1] ?? 4);
    const newText = `${' '.repeat(Math.max(indentation - (start - lineStart), 0))}${key}: ${mistyped(value)}`;
    yield { sort: place, isLiteral: false, document, start, end, newText };
  }
}

function mistyped(value: string): string {
  const at = Math.floor(value.length / 2);
  return value[at] === value[at - 1]
    ? `${value}x`
    : value.slice(0, at - 1) + value[at]! + value[at - 1]! + value.slice(at + 1);
}

function targetsOf(service: Resource, resources: readonly Resource[]): readonly Resource[] {
  return resources.filter(({ podTemplate }) =>
    service.service!.selector!.pairs.every(({ key, value }) =>
      podTemplate?.labels?.pairs.some((label) => label.key.value === key.value && label.value.value === value.value),
    ),
  );
}

function reachesPorts({ service }: Resource, targets: readonly Resource[]): boolean {
  const names = targets.flatMap(({ podTemplate }) =>
    (podTemplate?.containers ?? []).flatMap(({ ports }) => ports.flatMap(({ name }) => name?.value ?? [])),
  );
  return service!.ports.every(
    ({ targetPort }) => !targetPort || !/[a-z]/.test(targetPort.value) || names.includes(targetPort.value),
  );
}

function isReaching(world: World, service: Resource): boolean | undefined {
  const own = [...resourcesOf(world.analysis('folder')!)].filter(({ bundle }) => bundle === service.bundle);
  const now = own.find(({ kind, name, service: facts }) => facts && kind === service.kind && name === service.name);
  if (!now?.service?.selector || (own.find(({ chartErrors }) => chartErrors)?.chartErrors?.length ?? 1) > 0) {
    return undefined;
  }
  const targets = targetsOf(now, own);
  return targets.length > 0 && reachesPorts(now, targets);
}

function problemsIn(world: World): ReadonlyMap<string, Problem> {
  const analysis = world.analysis('folder')!;
  const found = new Map<string, Problem>();
  for (const resource of resourcesOf(analysis)) {
    for (const problem of eachProblemOf(analysis, resource.document.file)) {
      found.set(keyOf(problem), problem);
    }
  }
  for (const chart of analysis.index.charts.values()) {
    for (const { path } of typeof chart === 'string' ? [] : chart.files) {
      for (const problem of eachProblemOf(analysis, path)) {
        found.set(keyOf(problem), problem);
      }
    }
  }
  return found;
}

function keyOf({ code, resource, at }: Problem): string {
  return `${code} ${resource.bundle} ${resource.kind} ${resource.name} ${at.document.file}`;
}

function tryBreak(world: World, service: Resource, each: Break, hasBaseline: boolean): BreakResult | undefined {
  const { document, start, end, newText, sort, isLiteral } = each;
  const path = document.file;
  const edit = (text: string | undefined) => world.apply({ type: 'TextChanged', folder: 'folder', path, text });
  const before = problemsIn(world);
  if (hasBaseline) {
    const baseline = { name: 'before', current: true } as const;
    world.apply({ type: 'BaselineChanged', folder: 'folder', baseline });
  }
  const text = document.text.slice(0, start) + newText + document.text.slice(end);
  edit(text);
  try {
    if (isReaching(world, service) !== false) {
      return undefined;
    }
    const isLoud = ({ severity }: Problem) => severity === 'warning' || severity === 'error';
    const fresh = [...problemsIn(world)]
      .filter(([key, problem]) => !before.has(key) && isLoud(problem))
      .map(([, problem]) => problem);
    const line = lineOf(text, start);
    const isThere = (at: Problem['at']) =>
      at.document.file === path && Math.abs(lineOf(text, at.range.start) - line) <= 1;
    const severities = ['error', 'warning'];
    fresh.sort(
      (a, b) =>
        Number(isThere(b.at)) - Number(isThere(a.at)) ||
        severities.indexOf(a.severity) - severities.indexOf(b.severity),
    );
    let isFixed = false;
    const analysis = world.analysis('folder')!;
    const fix = fresh[0] && fixesFor(analysis, fresh[0])[0];
    if (fix?.preferred) {
      for (const { document: changed, edits } of fix.changes) {
        world.apply({
          type: 'TextChanged',
          folder: 'folder',
          path: changed.file,
          text: applyEdits(changed.text, edits),
        });
      }
      isFixed = isReaching(world, service) === true;
      for (const { document: changed } of fix.changes) {
        world.apply({ type: 'TextChanged', folder: 'folder', path: changed.file, text: undefined });
      }
    }
    const isPlaced =
      fresh.some(({ at, related }) => isThere(at) || related.some((more) => isThere(more.at))) ||
      fix?.changes.some(({ document: changed, edits }) =>
        edits.some(({ range }) => isThere({ document: changed, range })),
      ) === true;
    const said = fresh[0] ? `${fresh[0].code} at ${fresh[0].at.document.file}` : 'nothing';
    const what = `${path}:${line} ${document.text.slice(start, end)} → ${newText}: ${said}; ${fix?.title ?? 'no fix'}`;
    return { sort, isLiteral, isNoticed: fresh.length > 0, isPlaced, isFixed, what };
  } finally {
    edit(undefined);
  }
}

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

/** The shares by sort, as a table in Markdown. */
export function tableOfBreaks(results: readonly BreakResult[]): string {
  const share = (some: readonly unknown[], all: readonly unknown[]) =>
    all.length === 0 ? '–' : `${some.length} of ${all.length} (${((100 * some.length) / all.length).toFixed(1)} %)`;
  const row = (name: string, own: readonly BreakResult[]) => {
    const noticed = own.filter(({ isNoticed }) => isNoticed);
    const literal = own.filter(({ isLiteral, isNoticed }) => isLiteral && isNoticed);
    const placed = noticed.filter(({ isPlaced }) => isPlaced);
    return `| ${name} | ${share(noticed, own)} | ${share(placed, noticed)} | ${share(
      literal.filter(({ isFixed }) => isFixed),
      literal,
    )} |`;
  };
  const sorts = [...Map.groupBy(results, ({ sort }) => sort)].sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    '| changed | noticed | … at its place | literals and values that the preferred fix repairs |',
    '| --- | --- | --- | --- |',
    ...sorts.map(([sort, own]) => row(sort, own)),
    row('all', results),
  ].join('\n');
}
