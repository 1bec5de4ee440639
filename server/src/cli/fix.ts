import path from 'node:path';
import type { Analysis } from '../core/analysis.ts';
import { type CombinedFixes, fixAll } from '../core/features/fixes.ts';
import { readFile } from '../core/kinds/documents.ts';
import type { FileDocument } from '../core/model/document.ts';
import type { Problem } from '../core/model/problem.ts';
import { documentNow } from '../core/problems.ts';
import { applyEdits, type TextEdit } from '../core/text/range.ts';
import type { ReportedError } from '../formats/report.ts';
import { type FileText, readText, writeText } from '../sources/fileText.ts';
import { type Workspace, wholeFile } from './workspace.ts';

export interface AppliedFixes {
  /** The fixes that were written to disk, in the order of their files. */
  readonly made: readonly { readonly file: string; readonly title: string }[];
  readonly errors: readonly ReportedError[];
}

/** A file as it is on disk and as the fixes would leave it. */
export interface DraftedFile {
  readonly file: string;
  readonly onDisk: FileText;
  readonly text: string;
  /** The titles of its fixes. */
  readonly titles: readonly string[];
}

/** Fixes that are made in the workspace, and not yet on disk. */
export interface PlannedFixes {
  readonly files: readonly DraftedFile[];
  readonly errors: readonly ReportedError[];
  /**
   * Writes the files. A file that could not be written keeps its content, in the workspace too, and is listed in the
   * errors. A signal that ends the process (Ctrl+C) takes effect between two files.
   */
  write(): Promise<AppliedFixes>;
}

/** Fixes the problems of all files that need no choice, until none is left, in the workspace only. */
export function planFixes(workspace: Workspace): PlannedFixes {
  const drafts = draftFixes(workspace);
  return {
    files: drafts.changed().map((file) => drafts.drafted(file)),
    errors: errorsOf(drafts, workspace.targets),
    write: () => writeFixes(drafts, workspace),
  };
}

async function writeFixes(drafts: Drafts, workspace: Workspace): Promise<AppliedFixes> {
  const made: { file: string; title: string }[] = [];
  const signals = holdSignals();
  for (const file of drafts.changed()) {
    if (drafts.write(file)) {
      made.push(...drafts.titles(file).map((title) => ({ file, title })));
    } else {
      show(workspace, file, drafts.original(file));
    }
    await signals.letThrough();
  }
  signals.release();
  return { made, errors: errorsOf(drafts, workspace.targets) };
}

function draftFixes(workspace: Workspace): Drafts {
  const drafts = new Drafts(workspace.targets.root);
  for (let again = true; again; ) {
    again = false;
    for (const file of workspace.paths().filter(workspace.isIncluded)) {
      const analysis = workspace.analysis();
      const fixes = fixAll(analysis, file, { mayChange: (document) => drafts.holds(analysis, document) });
      for (const [path, text] of fixes ? drafts.make(analysis, fixes) : []) {
        show(workspace, path, text);
        again = true;
      }
    }
  }
  return drafts;
}

function show({ world, targets }: Workspace, file: string, text: string): void {
  world.apply({ type: 'FilesChanged', folder: targets.root, files: [[file, { text }]] });
}

function errorsOf(drafts: Drafts, targets: Workspace['targets']): readonly ReportedError[] {
  return drafts.refusals().map(([file, message]) => ({ file: targets.shown(file), range: wholeFile, message }));
}

/** Prevents a signal from ending the process in the middle of a file, which would leave a half-written file. */
function holdSignals() {
  let held: NodeJS.Signals | undefined;
  const hold = (signal: NodeJS.Signals) => {
    held ??= signal;
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) {
    process.on(signal, hold);
  }
  const release = () => {
    for (const signal of signals) {
      process.off(signal, hold);
    }
  };
  return {
    release,
    /** Ends the process now if a signal arrived meanwhile. It ends by the same signal, so that a shell sees it. */
    letThrough: async () => {
      // Node.js delivers signals in the turns of the event loop.
      await new Promise((resolve) => setImmediate(resolve));
      if (held) {
        release();
        process.kill(process.pid, held);
        // On Windows the process has ended by now. On other systems the signal is about to arrive.
        await new Promise((resolve) => setTimeout(resolve, 1000));
      }
    },
  };
}

interface Draft {
  readonly onDisk: FileText;
  text: string;
  readonly titles: string[];
}

/** The texts of files to fix, before they are written. */
class Drafts {
  readonly #root: string;
  readonly #drafts = new Map<string, Draft>();
  readonly #refused = new Map<string, string>();

  constructor(root: string) {
    this.#root = root;
  }

  /** Whether the file on disk can be written and holds the document as it was read. If not, it is refused. */
  holds(analysis: Analysis, document: Problem['at']['document']): boolean {
    const draft = this.#open(document.file);
    const holds = draft !== undefined && isIn(analysis, document, draft.text);
    if (!holds && !this.#refused.has(document.file)) {
      this.#refused.set(document.file, 'Not changed: somebody else has changed the file in the meantime.');
    }
    return holds;
  }

  /** Applies fixes of documents that the drafts hold, and returns the new texts. */
  make(analysis: Analysis, { made, changes }: CombinedFixes): ReadonlyMap<string, string> {
    const texts = new Map<string, string>();
    for (const [file, edits] of editsByFile(analysis, changes)) {
      const draft = this.#drafts.get(file)!;
      draft.text = applyEdits(draft.text, edits);
      const own = made.filter((fix) => fix.changes.some(({ document }) => document.file === file));
      draft.titles.push(...own.map(({ title }) => title));
      texts.set(file, draft.text);
    }
    return texts;
  }

  changed(): string[] {
    return [...this.#drafts].filter(([, draft]) => draft.titles.length > 0).map(([file]) => file);
  }

  drafted(file: string): DraftedFile {
    return { file, ...this.#drafts.get(file)! };
  }

  titles(file: string): readonly string[] {
    return this.#drafts.get(file)?.titles ?? [];
  }

  original(file: string): string {
    return this.#drafts.get(file)?.onDisk.text ?? '';
  }

  /** Whether the file was written. If its content on disk has changed, it is listed in the refusals instead. */
  write(file: string): boolean {
    const { onDisk, text } = this.#drafts.get(file)!;
    const refusal = writeText(onDisk, text);
    if (refusal !== undefined) {
      this.#refused.set(file, refusal);
    }
    return refusal === undefined;
  }

  refusals(): [file: string, message: string][] {
    return [...this.#refused];
  }

  #open(file: string): Draft | undefined {
    if (!this.#drafts.has(file) && !this.#refused.has(file)) {
      const onDisk = readText(path.join(this.#root, file));
      if ('refused' in onDisk) {
        this.#refused.set(file, onDisk.refused);
      } else {
        this.#drafts.set(file, { onDisk, text: onDisk.text, titles: [] });
      }
    }
    return this.#refused.has(file) ? undefined : this.#drafts.get(file);
  }
}

function editsByFile(analysis: Analysis, changes: CombinedFixes['changes']): Map<string, TextEdit[]> {
  const byFile = new Map<string, TextEdit[]>();
  for (const { document, edits } of changes) {
    const start = documentNow(analysis, document)?.start ?? 0;
    const moved = edits.map(({ range, newText }) => ({
      range: { start: start + range.start, end: start + range.end },
      newText,
    }));
    byFile.set(document.file, [...(byFile.get(document.file) ?? []), ...moved]);
  }
  return byFile;
}

/**
 * Whether the text of the file holds the document at the same place as the analysis. The file may have changed
 * since it was read.
 */
function isIn(analysis: Analysis, document: Problem['at']['document'], text: string): boolean {
  const place = documentNow(analysis, document);
  const isSame = ({ start, facts }: FileDocument) => start === place?.start && facts.text === document.text;
  // The analysis has another text of a Secret: without its values.
  return (
    place !== undefined &&
    (text.startsWith(document.text, place.start) || readFile(document.file, text).documents.some(isSame))
  );
}
