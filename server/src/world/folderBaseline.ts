import { fileOf as sourceFile } from '../core/analysis.ts';
import { type BaselineFacts, baselineFacts, renames } from '../core/index/baseline.ts';
import { areSameForIndex } from '../core/index/update.ts';
import { readChartFile, readFile } from '../core/kinds/documents.ts';
import { longestNamedText, type SourceFile } from '../core/model/document.ts';
import type { Work } from '../core/model/workBudget.ts';
import { isFilePending, isRendered } from '../core/progress.ts';
import type { Settings } from '../core/settings.ts';
import { wiringWith } from '../core/wiring.ts';
import type { BaselineChanged, Concerned } from './events.ts';
import { type Folder, type FolderBaseline, step } from './folder.ts';
import { wasInChart } from './folderCharts.ts';

export function baselineChanged(
  folder: Folder,
  { folder: id, baseline }: BaselineChanged,
  work: Work,
): readonly Concerned[] {
  if (!baseline) {
    folder.baseline = undefined;
    return step(id, folder, { baseline: 'none' }, work).concerned;
  }
  const files = new Map<string, SourceFile | string | undefined>('current' in baseline ? [] : baseline.texts);
  for (const path of 'current' in baseline ? folder.open.keys() : []) {
    const file = sourceFile(folder.analysis, path);
    if (!file?.outside) {
      files.set(path, file);
    }
  }
  const { name, renamed = new Map() } = baseline;
  const before = folder.baseline;
  const earlier = before?.facts ? before : before?.earlier;
  if (earlier) {
    earlier.earlier = undefined;
  }
  folder.baseline = { name, renamed, files, isTaken: folder.analysis.index.read, earlier };
  return work.goesOn ? [] : advanceBaseline(id, folder, work);
}

export function isBaselinePending({ baseline, analysis }: Folder): boolean {
  return baseline !== undefined && baseline.facts === undefined && analysis.index.read;
}

/** Whether the wiring of a baseline comes before any other pending work. */
export function isBaselineNext(folder: Folder): boolean {
  const { analysis, open } = folder;
  const { index, pending } = analysis;
  if (!isBaselinePending(folder) || !isRendered(analysis)) {
    return false;
  }
  // Nearly every judgement depends on whether there is a baseline. If the first one came after the judgements,
  // everything would be judged twice.
  return index.baseline === undefined
    ? ![...open.keys()].some((path) => isFilePending(analysis, path))
    : pending.size === 0;
}

/** Computes the wiring of the baseline as long as there is time, and adds it to the analysis when it is known. */
export function advanceBaseline(id: string, folder: Folder, work: Work): readonly Concerned[] {
  const { baseline } = folder;
  if (!baseline || !isBaselineNext(folder)) {
    return [];
  }
  const { goesOn = () => true } = work;
  baseline.making ??= makeBaseline(folder, baseline);
  while (goesOn()) {
    const made = baseline.making.next();
    if (made.done) {
      baseline.facts = made.value;
      baseline.making = undefined;
      baseline.earlier = undefined;
      return step(id, folder, { baseline: made.value }, work).concerned;
    }
  }
  return [];
}

function* makeBaseline(folder: Folder, baseline: FolderBaseline): Generator<void, BaselineFacts> {
  const { name, renamed, files, earlier } = baseline;
  for (const [path, file] of [...files]) {
    if (typeof file === 'string') {
      files.set(
        path,
        wasInChart(folder, path)
          ? readChartFile(path, file, folder.onDisk.get(path))
          : readAs(path, file, (earlier && fileOfBaseline(earlier, folder, path)) ?? folder.onDisk.get(path)),
      );
      yield;
    }
  }
  // After a save, or a commit of other files, a client sends a baseline with the same texts.
  if (earlier?.facts && isSameBaseline(baseline, earlier, folder)) {
    return { ...earlier.facts, ...renames(renamed), name };
  }
  const differing = new Map<string, SourceFile | undefined>();
  for (const path of [...folder.open.keys(), ...files.keys()]) {
    const file = fileOfBaseline(baseline, folder, path);
    if (file !== sourceFile(folder.analysis, path)) {
      differing.set(path, file);
    }
  }
  return baselineFacts(name, yield* wiringWith(folder.analysis, differing), renamed);
}

/**
 * Parses a text of the baseline like a file from a walk. Documents that are equal to those of the present file
 * are shared.
 */
function readAs(path: string, text: string, like: SourceFile | undefined): SourceFile {
  const named = like?.named;
  const file = named === 'text' ? { path, documents: [] } : readFile(path, text, like);
  return named && text.length <= longestNamedText ? { ...file, named, text } : file;
}

function fileOfBaseline({ files }: FolderBaseline, folder: Folder, path: string): SourceFile | undefined {
  const file = files.has(path) ? files.get(path) : folder.onDisk.get(path);
  return typeof file === 'string' ? undefined : file;
}

function isSameBaseline(a: FolderBaseline, b: FolderBaseline, folder: Folder): boolean {
  return [...a.files.keys(), ...b.files.keys()].every((path) => {
    const [left, right] = [fileOfBaseline(a, folder, path), fileOfBaseline(b, folder, path)];
    return (
      left?.text === right?.text &&
      left?.unread?.because === right?.unread?.because &&
      left?.documents.length === right?.documents.length &&
      (left?.documents.every(({ facts }, position) => facts === right?.documents[position]?.facts) ?? true)
    );
  });
}

/** Whether the wiring of the same files may change with these settings. */
export function decideWiring(a: Settings, b: Settings): boolean {
  return a.closedWorld !== b.closedWorld || !areSameForIndex(a, b);
}
