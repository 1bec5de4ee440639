import { readdirSync } from 'node:fs';
import path from 'node:path';
import { type Analysis, emptyAnalysis } from '../../../server/src/core/analysis.ts';
import { fixesFor } from '../../../server/src/core/features/fixes.ts';
import { IndexReader } from '../../../server/src/core/index/reader.ts';
import { originOf, type Stated } from '../../../server/src/core/model/origin.ts';
import type { Fix, Problem } from '../../../server/src/core/model/problem.ts';
import type { Resource } from '../../../server/src/core/model/resource.ts';
import type { Written } from '../../../server/src/core/model/written.ts';
import { documentNow, problemsOf, resourcesOf } from '../../../server/src/core/problems.ts';
import { deployabilityOf } from '../../../server/src/core/resolve/scope/deployability.ts';
import { type Usage, usagesOf } from '../../../server/src/core/resolve/usages.ts';
import { worldOfFolder } from '../measure.ts';
import { Counts, shareOf, tableOf } from './counts.ts';
import { isThinned, type OpenedRepository, withChange } from './examples.ts';
import type { Edit } from './places.ts';

/** A name of a part: a key of a ConfigMap or a Secret, a volume, or a port of a probe. */
interface NamedPart {
  readonly sort: 'key of a ConfigMap' | 'key of a Secret' | 'volume' | 'port of a probe';
  readonly resource: Resource;
  readonly name: Written;
  /** The object that has the part, and the text that gives it its name. */
  readonly target: Resource;
  readonly defined: Written;
}

interface Way {
  readonly edits: readonly Edit[] | undefined;
  /** The name with which the reference would be right again. */
  readonly right: string;
}

/** How a name is broken. */
const breaks: Readonly<Record<string, (part: NamedPart) => Way>> = {
  'a letter is missing in the reference': ({ resource, name }) => ({
    edits: replaced(resource, name, (text) => text.slice(0, 1) + text.slice(2)),
    right: name.value,
  }),
  'another word in the reference': ({ resource, name }) => ({
    edits: replaced(resource, name, () => 'zephyr'),
    right: name.value,
  }),
  'the part has another name': ({ target, defined }) => ({
    edits: replaced(target, defined, (text) => `${text}-x`),
    right: `${defined.value}-x`,
  }),
};

/**
 * Breaks names of parts of pods and of ConfigMaps, each in every way or in one of so many. Counts how many are reported
 * at the line of the reference, and how many the preferred fix makes right again.
 *
 * @param withBaseline whether the intact state is the baseline.
 */
export function measureParts(
  root: string,
  every: number,
  withBaseline: boolean,
): { readonly tables: string; readonly missed: readonly string[] } {
  const counts = new Counts();
  const missed: string[] = [];
  for (const repository of readdirSync(root).sort()) {
    const folder = path.join(root, repository);
    const world = worldOfFolder(folder);
    const opened: OpenedRepository = { repository, folder, world, directories: [], words: new Map() };
    if (withBaseline) {
      world.apply({ type: 'BaselineChanged', folder, baseline: { name: 'HEAD', texts: new Map() } });
    }
    for (const part of partsIn(world.analysis(folder) ?? emptyAnalysis)) {
      for (const way of Object.keys(breaks)) {
        const place = `${repository}/${part.resource.document.file} ${part.name.start} ${part.name.value}`;
        if (!isThinned(`${place} ${way}`, every)) {
          count(opened, part, way, counts, missed);
        }
      }
    }
  }
  const rows = counts.rows().map((row) => {
    const of = (column: string) => counts.of(row, column);
    return [row, of('all'), of('matched'), shareOf(of('reported'), of('all')), shareOf(of('fixed'), of('all'))];
  });
  const head = [
    'broken',
    'number',
    'found all the same',
    'reported at its line, %',
    'right again by the preferred fix, %',
  ];
  return { tables: tableOf(head, rows.sort()), missed: missed.sort() };
}

function* partsIn(analysis: Analysis): Generator<NamedPart> {
  const index = new IndexReader(analysis.index);
  const seen = new Set<string>();
  for (const resource of resourcesOf(analysis)) {
    if (deployabilityOf(resource, index).type === 'part') {
      continue;
    }
    for (const usage of usagesOf(resource, index, analysis.settings)) {
      const part = partOf(resource, usage);
      const { document, range } = originOf(resource, part?.name ?? resource);
      const key = `${document.file} ${documentNow(analysis, document)?.start} ${range.start}`;
      if (part && !seen.has(key)) {
        seen.add(key);
        yield part;
      }
    }
  }
}

/** Undefined for another usage, for an optional one, and for one of several objects. */
function partOf(resource: Resource, { written, targets }: Usage): NamedPart | undefined {
  if (written.type !== 'part' && !(written.type === 'port' && /[a-z]/.test(written.port.value))) {
    return undefined;
  }
  const [target, ...others] = targets();
  if (!target || others.length > 0 || (written.type === 'port' && target !== resource)) {
    return undefined;
  }
  const [defined] =
    written.type === 'part' ? written.partsOf(target) : written.portsOf(target).map((port) => port.name);
  const name = written.type === 'part' ? written.name : written.port;
  const isOptional = resource.references.some(
    (each) => each.optional && each.keys?.some((key) => key.written === name),
  );
  const sort =
    written.type === 'port'
      ? 'port of a probe'
      : written.part === 'volume'
        ? 'volume'
        : target.kind === 'Secret'
          ? 'key of a Secret'
          : 'key of a ConfigMap';
  return defined && !isOptional && target.data?.open === undefined
    ? { sort, resource, name, target, defined }
    : undefined;
}

function replaced(resource: Resource, stated: Stated, change: (text: string) => string): readonly Edit[] | undefined {
  const { document, range } = originOf(resource, stated);
  const text = document.text.slice(range.start, range.end);
  return /^[\w.:-]{3,}$/.test(text)
    ? [{ document, edit: { range: { start: range.start, end: range.end }, newText: change(text) } }]
    : undefined;
}

function count(opened: OpenedRepository, part: NamedPart, way: string, counts: Counts, missed: string[]): void {
  const { edits, right } = breaks[way]!(part);
  const edited = edits && withChange(opened, { edits, text: way });
  if (!edited) {
    return;
  }
  const { resource, name, sort } = part;
  const { document } = originOf(resource, name);
  const line = lineOf(edited.before, document, name.start);
  const before = new Set(problemsOf(edited.before, document.file).map(({ code, message }) => `${code} ${message}`));
  const isNew = ({ code, message, severity }: Problem) => severity !== 'hint' && !before.has(`${code} ${message}`);
  const found = problemsOf(edited.now, document.file).filter(
    (each) => isNew(each) && lineOf(edited.now, each.at.document, each.at.range.start) === line,
  );
  if (found.length === 0 && isFoundNow(edited.now, part, line)) {
    counts.add(`${sort}: ${way}`, 'matched');
    edited.takeBack();
    return;
  }
  const makesRight = ({ preferred, changes }: Fix) =>
    preferred && changes.some((each) => each.edits.some(({ newText }) => newText.replace(/["']/g, '') === right));
  const isFixed = found.some((each) => fixesFor(edited.now, each).some(makesRight));
  for (const row of [`${sort}: ${way}`, 'all']) {
    counts.add(row, 'all', ...(found.length > 0 ? ['reported'] : []), ...(isFixed ? ['fixed'] : []));
  }
  if (!isFixed) {
    const result = found.length > 0 ? 'not fixed' : 'not reported';
    missed.push([result, sort, `${opened.repository}/${document.file}:${line}`, way, name.value].join('\t'));
  }
  edited.takeBack();
}

/** Whether the name at the same line means something all the same, such as a volume that another patch adds. */
function isFoundNow(now: Analysis, { resource, sort }: NamedPart, line: number): boolean {
  const index = new IndexReader(now.index);
  for (const each of resourcesOf(now)) {
    if (each.document.file !== resource.document.file || each.bundle !== resource.bundle) {
      continue;
    }
    for (const usage of usagesOf(each, index, now.settings)) {
      const { written } = usage;
      const name = written.type === 'part' ? written.name : written.type === 'port' ? written.port : undefined;
      const isSame = (written.type === 'port') === (sort === 'port of a probe');
      if (name && isSame && lineOf(now, originOf(each, name).document, name.start) === line) {
        return usage.targets().length > 0;
      }
    }
  }
  return false;
}

/** From 1. */
function lineOf(analysis: Analysis, document: Resource['document'], offset: number): number {
  const line = documentNow(analysis, document)?.line ?? 0;
  return line + 1 + (document.text.slice(0, offset).match(/\r\n|\r|\n/g)?.length ?? 0);
}
