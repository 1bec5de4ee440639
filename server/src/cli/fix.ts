import path from 'node:path';
import type { Analysis } from '../core/analysis.ts';
import { firstFix } from '../core/features/fixes.ts';
import type { Fix, Problem } from '../core/model/problem.ts';
import { documentNow, problemsOf } from '../core/problems.ts';
import { applyEdits, type TextEdit } from '../core/text/range.ts';
import type { ReportedError } from '../formats/report.ts';
import { type FileText, readText, writeText } from '../sources/fileText.ts';
import { type Workspace, wholeFile } from './workspace.ts';

export interface AppliedFixes {
  /** The fixes that are on disk now, in the order of their files. */
  readonly made: readonly { readonly file: string; readonly title: string }[];
  readonly errors: readonly ReportedError[];
}

/**
 * Applies the preferred fix of each problem, one after the other, until there are no more, and writes the files. This
 * ends, because a fix is offered only where it removes its problem and makes no new one. A file that could not be
 * written stays as it was, in the workspace too, and is among the errors. A signal that ends the process (Ctrl+C) does
 * so between two files.
 */
export async function applyFixes(workspace: Workspace): Promise<AppliedFixes> {
  const { targets, world } = workspace;
  const drafts = new Drafts(targets.root);
  const show = (file: string, text: string) =>
    world.apply({ type: 'FilesChanged', folder: targets.root, files: [[file, { text }]] });

  for (let again = true; again; ) {
    again = false;
    for (const file of workspace.paths()) {
      const tried = new Set<Problem>();
      const next = () => problemsOf(workspace.analysis(), file).find((each) => !tried.has(each));
      for (let problem = next(); problem; problem = next()) {
        tried.add(problem);
        const fix = chosenFix(workspace.analysis(), problem);
        const changed = fix && drafts.make(workspace.analysis(), fix);
        for (const [path, text] of changed ?? []) {
          show(path, text);
          again = true;
        }
      }
    }
  }
  const made: { file: string; title: string }[] = [];
  const signals = holdSignals();
  for (const file of drafts.changed()) {
    if (drafts.write(file)) {
      made.push(...drafts.titles(file).map((title) => ({ file, title })));
    } else {
      show(file, drafts.original(file));
    }
    await signals.letThrough();
  }
  signals.release();
  const errors = drafts.refusals().map(([file, message]) => ({ file: targets.shown(file), range: wholeFile, message }));
  return { made, errors };
}

/** Keeps a signal from ending the process in the middle of a file, which would leave a half-written file behind. */
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
    /** Ends the process now if a signal has asked for it meanwhile, by the same signal, so that a shell sees it. */
    letThrough: async () => {
      // Signals arrive with the turns of the event loop.
      await new Promise((resolve) => setImmediate(resolve));
      if (held) {
        release();
        process.kill(process.pid, held);
        // On Windows the process has ended by now; elsewhere the signal is about to arrive.
        await new Promise((resolve) => setTimeout(resolve, 1000));
      }
    },
  };
}

/**
 * Nobody is asked, so an information or a hint, which is mostly a guess, is fixed only where a single answer is right.
 */
function chosenFix(analysis: Analysis, problem: Problem): Fix | undefined {
  const { severity } = problem;
  const fix = firstFix(analysis, problem);
  const isLikely = severity === 'error' || severity === 'warning';
  return fix?.preferred && !fix.onlyAsked && (fix.certain || isLikely) ? fix : undefined;
}

interface Draft {
  readonly onDisk: FileText;
  text: string;
  readonly titles: string[];
}

/** The texts of files that are being fixed, before they are written. */
class Drafts {
  readonly #root: string;
  readonly #drafts = new Map<string, Draft>();
  readonly #refused = new Map<string, string>();

  constructor(root: string) {
    this.#root = root;
  }

  /** Applies a fix, whole or not at all; returns the new texts. */
  make(analysis: Analysis, fix: Fix): Map<string, string> | undefined {
    const texts = new Map<string, string>();
    for (const [file, edits] of editsByFile(analysis, fix)) {
      const draft = this.#open(file);
      const stands =
        draft &&
        fix.changes.every((change) => change.document.file !== file || isIn(analysis, change.document, draft.text));
      if (!draft || !stands) {
        this.#refused.set(
          file,
          this.#refused.get(file) ?? 'Not changed: somebody else has changed the file in the meantime.',
        );
        return undefined;
      }
      texts.set(file, applyEdits(draft.text, edits));
    }
    for (const [file, text] of texts) {
      const draft = this.#drafts.get(file)!;
      draft.text = text;
      draft.titles.push(fix.title);
    }
    return texts;
  }

  changed(): string[] {
    return [...this.#drafts].filter(([, draft]) => draft.titles.length > 0).map(([file]) => file);
  }

  titles(file: string): readonly string[] {
    return this.#drafts.get(file)?.titles ?? [];
  }

  original(file: string): string {
    return this.#drafts.get(file)?.onDisk.text ?? '';
  }

  /** Whether the file is on disk as it is here; otherwise it is among the refusals. */
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

function editsByFile(analysis: Analysis, fix: Fix): Map<string, TextEdit[]> {
  const byFile = new Map<string, TextEdit[]>();
  for (const { document, edits } of fix.changes) {
    const start = documentNow(analysis, document)?.start ?? 0;
    const moved = edits.map(({ range, newText }) => ({
      range: { start: start + range.start, end: start + range.end },
      newText,
    }));
    byFile.set(document.file, [...(byFile.get(document.file) ?? []), ...moved]);
  }
  return byFile;
}

/** Whether a file's text holds the document where the analysis has it: the file may have changed since it was read. */
function isIn(analysis: Analysis, document: Problem['at']['document'], text: string): boolean {
  const place = documentNow(analysis, document);
  return place !== undefined && text.startsWith(document.text, place.start);
}
