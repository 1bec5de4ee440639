import { readdirSync } from 'node:fs';
import path from 'node:path';
import { type Analysis, emptyAnalysis } from '../../../server/src/core/analysis.ts';
import { fixesFor } from '../../../server/src/core/features/fixes.ts';
import { IndexReader } from '../../../server/src/core/index/reader.ts';
import { originOf, type Stated } from '../../../server/src/core/model/origin.ts';
import type { Problem } from '../../../server/src/core/model/problem.ts';
import type { Reference } from '../../../server/src/core/model/reference.ts';
import type { Resource } from '../../../server/src/core/model/resource.ts';
import { documentNow, problemsOf, resourcesOf } from '../../../server/src/core/problems.ts';
import { deployabilityOf } from '../../../server/src/core/resolve/scope/deployability.ts';
import { usagesOf, writtenAt } from '../../../server/src/core/resolve/usages.ts';
import { worldOfFolder } from '../measure.ts';
import { Counts, shareOf, tableOf } from './counts.ts';
import { isThinned, type OpenedRepository, withChange } from './examples.ts';
import type { Edit } from './places.ts';

export interface MeasuredNames {
  /** Markdown. */
  readonly tables: string;
  /**
   * Breaks that are not reported, or without a preferred fix, as lines of columns: result, role, file and line, break.
   */
  readonly missed: readonly string[];
}

/** One reference by name that reaches exactly one object. */
interface Named {
  readonly resource: Resource;
  readonly reference: Reference;
  readonly target: Resource;
}

/** The ways to break it: what is edited, by the name of the way. */
const breaks: Readonly<Record<string, (named: Named) => readonly Edit[] | undefined>> = {
  'the name in the reference': ({ resource, reference: { name } }) =>
    replaced(resource, name, (text) => (text.length > 4 ? text.slice(0, 3) + text.slice(4) : `${text}x`)),
  'the name of the target': ({ target }) => replaced(target, target.nameRange, (text) => `${text}-next`),
  'the namespace in the reference': ({ resource, reference: { namespace } }) =>
    namespace && replaced(resource, namespace, () => 'elsewhere'),
  'the port in the reference': ({ resource, reference: { port } }) =>
    port && replaced(resource, port.written, (text) => (/^\d+$/.test(text) ? `${Number(text) + 11}` : `${text}x`)),
};

/**
 * Breaks references by name, each in every way or in one of so many, with the intact repository as the baseline. Counts
 * how many are reported at the line of the reference, and how many have a preferred fix.
 */
export function measureNames(root: string, every: number): MeasuredNames {
  const counts = new Counts();
  const missed: string[] = [];
  for (const repository of readdirSync(root).sort()) {
    const folder = path.join(root, repository);
    const opened: OpenedRepository = {
      repository,
      folder,
      world: worldOfFolder(folder),
      directories: [],
      words: new Map(),
    };
    opened.world.apply({ type: 'BaselineChanged', folder, baseline: { name: 'HEAD', texts: new Map() } });
    const analysis = opened.world.analysis(folder) ?? emptyAnalysis;
    for (const named of namesIn(analysis)) {
      for (const way of Object.keys(breaks)) {
        const place = `${repository}/${named.resource.document.file} ${named.reference.path} ${named.resource.bundle ?? ''}`;
        if (!isThinned(`${place} ${way}`, every)) {
          count(opened, named, way, counts, missed);
        }
      }
    }
  }
  const rows = counts.rows().map((row) => {
    const of = (column: string) => counts.of(row, column);
    return [row, of('all'), of('matched'), shareOf(of('reported'), of('all')), shareOf(of('fixed'), of('all'))];
  });
  const head = ['broken', 'number', 'matched all the same', 'reported at its line, %', 'with a preferred fix, %'];
  return { tables: tableOf(head, rows.sort()), missed: missed.sort() };
}

function* namesIn(analysis: Analysis): Generator<Named> {
  const index = new IndexReader(analysis.index);
  const seen = new Set<string>();
  for (const resource of resourcesOf(analysis)) {
    if (deployabilityOf(resource, index).type === 'part') {
      continue;
    }
    for (const usage of usagesOf(resource, index, analysis.settings)) {
      if (usage.written.type !== 'name') {
        continue;
      }
      const { name } = usage.written;
      const reference = resource.references.find((each) => each.name === name);
      const [target, ...others] = reference ? usage.targets() : [];
      const { document, range } = originOf(resource, writtenAt(usage));
      const key = `${document.file} ${documentNow(analysis, document)?.start} ${range.start}`;
      if (reference && !reference.optional && target && others.length === 0 && !seen.has(key)) {
        seen.add(key);
        yield { resource, reference, target };
      }
    }
  }
}

function replaced(resource: Resource, stated: Stated, change: (text: string) => string): readonly Edit[] | undefined {
  const { document, range } = originOf(resource, stated);
  const text = document.text.slice(range.start, range.end);
  return /^[\w.:-]+$/.test(text)
    ? [{ document, edit: { range: { start: range.start, end: range.end }, newText: change(text) } }]
    : undefined;
}

function count(opened: OpenedRepository, named: Named, way: string, counts: Counts, missed: string[]): void {
  const edits = breaks[way]!(named);
  const edited = edits && withChange(opened, { edits, text: way });
  if (!edited) {
    return;
  }
  const { resource, reference } = named;
  if (stillReaches(edited.now, named)) {
    // A target that states no namespace may be in any.
    counts.add(`${reference.role}: ${way}`, 'matched');
    counts.add('all', 'matched');
    edited.takeBack();
    return;
  }
  const { document } = originOf(resource, reference.name);
  const { file } = document;
  const lines = [reference.name, reference.namespace, reference.port?.written].flatMap((stated) =>
    stated && originOf(resource, stated).document === document ? lineOf(edited.before, document, stated.start) : [],
  );
  const before = new Set(problemsOf(edited.before, file).map(({ code, message }) => `${code} ${message}`));
  const isNew = ({ code, message, severity }: Problem) => severity !== 'hint' && !before.has(`${code} ${message}`);
  const found = problemsOf(edited.now, file).filter(
    (each) => isNew(each) && lines.includes(lineOf(edited.now, each.at.document, each.at.range.start)),
  );
  const isFixed = found.some((each) => fixesFor(edited.now, each).some(({ preferred }) => preferred));
  for (const row of [`${reference.role}: ${way}`, 'all']) {
    counts.add(row, 'all', ...(found.length > 0 ? ['reported'] : []), ...(isFixed ? ['fixed'] : []));
  }
  if (!isFixed) {
    const result = found.length > 0 ? 'no preferred fix' : 'not reported';
    missed.push(
      [result, reference.role, `${opened.repository}/${file}:${lines[0]}`, way, reference.name.value].join('\t'),
    );
  }
  edited.takeBack();
}

/** Whether the reference at the same path, and its port, reach something all the same. */
function stillReaches(now: Analysis, { resource, reference }: Named): boolean {
  const index = new IndexReader(now.index);
  const same = [...resourcesOf(now)].find(
    (each) =>
      each.kind === resource.kind &&
      each.bundle === resource.bundle &&
      each.document.file === resource.document.file &&
      each.name === resource.name,
  );
  const found = same?.references.find(({ path, role }) => path === reference.path && role === reference.role);
  const usages = same && found ? [...usagesOf(same, index, now.settings)] : [];
  const ofIt = usages.filter(
    ({ written }) =>
      (written.type === 'name' && written.name === found?.name) ||
      (written.type === 'port' && written.port === found?.port?.written),
  );
  return ofIt.length > 0 && ofIt.every((usage) => usage.targets().length > 0);
}

/** From 1. */
function lineOf(analysis: Analysis, document: Resource['document'], offset: number): number {
  const line = documentNow(analysis, document)?.line ?? 0;
  return line + 1 + (document.text.slice(0, offset).match(/\r\n|\r|\n/g)?.length ?? 0);
}
