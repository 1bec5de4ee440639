import { type Analysis, type AnalysisChange, analyse, type SharedAnswers } from '../core/analysis.ts';
import type { BaselineFacts } from '../core/index/baseline.ts';
import { readChartFile, readFile, readPieces } from '../core/kinds/documents.ts';
import type { NamedAs, SourceFile } from '../core/model/document.ts';
import type { Work } from '../core/model/workBudget.ts';
import { optional } from '../core/text/optional.ts';
import type { Concerned, FileContent } from './events.ts';
import type { FolderCharts } from './folderCharts.ts';

/** The state of one folder. Only functions of this directory and of `world.ts` change it. */
export interface Folder {
  analysis: Analysis;
  readonly onDisk: Map<string, SourceFile>;
  /**
   * Paths that were looked up because a kustomization or a release names them: the expected content, and what was
   * found.
   */
  readonly named: Map<string, Named>;
  /** The texts of open files. */
  readonly open: Map<string, string>;
  readonly charts: FolderCharts;
  /** Answers of earlier judgements, which later ones share. */
  known?: SharedAnswers;
  baseline?: FolderBaseline | undefined;
}

export interface Named {
  readonly as: NamedAs;
  readonly key: string | undefined;
  /** Set for a file of values that a walk has found too, which would read it as a manifest. */
  readonly isFound?: boolean;
}

/** The files of a baseline, and the progress of its wiring. */
export interface FolderBaseline {
  readonly name: string;
  readonly renamed: ReadonlyMap<string, string>;
  /**
   * Files that differ from the present disk: undefined for a file that did not exist, a string for one that is
   * not parsed yet.
   */
  readonly files: Map<string, SourceFile | string | undefined>;
  /** Whether changes on disk leave the baseline unchanged. Until the first walk is done, they change it. */
  isTaken: boolean;
  /** Absent when the wiring is known. */
  making?: Generator<void, BaselineFacts> | undefined;
  /** The previous baseline, whose wiring may be the same. */
  earlier?: FolderBaseline | undefined;
  /** Absent while the wiring is pending. */
  facts?: BaselineFacts | undefined;
}

export function step(
  id: string,
  folder: Folder,
  change: AnalysisChange,
  work: Work,
): { readonly concerned: readonly Concerned[]; readonly rendered: readonly string[] } {
  const next = analyse(folder.analysis, {
    ...change,
    open: new Set(folder.open.keys()),
    work,
    ...optional('known', folder.known),
  });
  folder.analysis = next.analysis;
  folder.known = next.known;
  return { concerned: [...next.concerned].map((path) => ({ folder: id, path })), rendered: next.rendered };
}

/** Stores the present content of a file on disk. The former content becomes a part of the baseline. */
export function putOnDisk({ onDisk, baseline }: Folder, path: string, file: SourceFile | undefined): void {
  for (const each of [baseline, baseline?.earlier]) {
    if (each?.isTaken && !each.files.has(path)) {
      each.files.set(path, onDisk.get(path));
    }
  }
  if (file) {
    onDisk.set(path, file);
  } else {
    onDisk.delete(path);
  }
}

/** @param isInChart whether the file is read as a part of a chart */
export function fileOf(
  path: string,
  content: FileContent,
  previous: SourceFile | undefined,
  isInChart = false,
): SourceFile {
  if (isInChart && 'text' in content) {
    return readChartFile(path, content.text, previous);
  }
  if ('unread' in content) {
    return { path, documents: [], unread: content.unread };
  }
  return 'text' in content ? readFile(path, content.text, previous) : readPieces(path, content.pieces, previous);
}
