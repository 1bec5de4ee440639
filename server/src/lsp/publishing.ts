import type { Diagnostic, PublishDiagnosticsParams } from 'vscode-languageserver/node';
import type { Emit } from './serverEvents.ts';

/** The present diagnostics of a file. */
export interface Publication {
  /** As the editor spells it if it is open. */
  readonly uri: string;
  /** For open documents only. */
  readonly version?: number;
  readonly diagnostics: readonly Diagnostic[];
}

export interface Publisher {
  /** Checks these files, by URI, soon: their diagnostics may differ from the published ones. */
  concern(files: Iterable<string>): void;
  /** Publishes nothing while paused, but no longer than `longestPause`. */
  setPaused(isPaused: boolean): void;
  dispose(): void;
}

export interface PublisherOptions {
  /**
   * The present diagnostics of the file, from the latest analysis, so that no older state can be sent.
   * Undefined while something is pending for the file; `concern` is called again when it is done.
   */
  current(file: string): Publication | undefined;
  send(params: PublishDiagnosticsParams): void;
  readonly emit: Emit;
  failed(uri: string, error: unknown): void;
}

/** Milliseconds after the last event: typing a word causes one publication, and nobody notices the delay. */
const quietTime = 50;
/** Milliseconds after the first event that is not published yet, however many follow. */
const longestWait = 100;
/** The longest time in milliseconds that publishing waits for settings, for the rest of a walk, or for bundles. */
const longestPause = 2000;
/** Milliseconds of one slice, after which edits and requests get a turn. */
const slice = 8;

/**
 * Sends what changed since the last publication, file by file. When a file becomes clean or is deleted, an
 * empty list is sent once.
 */
export function createPublisher(options: PublisherOptions): Publisher {
  let pending = new Set<string>();
  const published = new Map<string, { readonly uri: string; readonly content: string }>();
  let firstConcern: number | undefined;
  let timer: NodeJS.Timeout | undefined;
  /** When the timer ends; 0 if it only waits for the end of a pause. */
  let due = 0;
  let immediate: NodeJS.Immediate | undefined;
  let pausedSince: number | undefined;
  let disposed = false;

  const publish = (file: string): void => {
    const current = options.current(file);
    if (!current) {
      return;
    }
    const { uri, version, diagnostics } = current;
    const last = published.get(file);
    if (last && last.uri !== uri) {
      options.send({ uri: last.uri, diagnostics: [] });
      published.delete(file);
    }
    if (diagnostics.length === 0) {
      if (published.delete(file)) {
        options.send({ uri, diagnostics: [], ...(version === undefined ? {} : { version }) });
      }
      return;
    }
    // The version is a part of the content: an editor moves or drops a squiggle while the text under it
    // changes, so the same diagnostics for another version of the text have to be sent.
    const params: PublishDiagnosticsParams = {
      uri,
      diagnostics: [...diagnostics],
      ...(version === undefined ? {} : { version }),
    };
    const content = JSON.stringify(params);
    if (last?.content !== content) {
      published.set(file, { uri, content });
      options.send(params);
    }
  };
  const run = (): void => {
    firstConcern = undefined;
    const end = performance.now() + slice;
    for (const file of pending) {
      pending.delete(file);
      try {
        publish(file);
      } catch (error) {
        options.failed(file, error);
      }
      if (performance.now() > end && pending.size > 0) {
        immediate = setImmediate(goOn);
        return;
      }
    }
    options.emit({ type: 'Published' });
  };
  const schedule = (): void => {
    const now = performance.now();
    firstConcern ??= now;
    const next = Math.min(now + quietTime, firstConcern + longestWait);
    // A timer lasts a millisecond at least. If every slice of the background work started it again, it would not
    // end before that work.
    if (timer === undefined || next > due) {
      clearTimeout(timer);
      due = next;
      timer = setTimeout(start, Math.max(0, next - now));
    }
  };
  const start = (): void => {
    clearTimeout(timer);
    due = 0;
    const pause = pausedSince === undefined ? 0 : pausedSince + longestPause - performance.now();
    timer = pause > 0 ? setTimeout(start, pause) : undefined;
    if (timer === undefined && immediate === undefined) {
      run();
    }
  };
  /** Events between two slices may have paused the rest. */
  const goOn = (): void => {
    immediate = undefined;
    start();
  };
  return {
    concern: (files) => {
      const come = new Set(files);
      if (come.size > 0 && !disposed) {
        // A person waits for what changed last, while thousands of files may wait for the background work.
        pending = new Set([...come, ...pending]);
        schedule();
      }
    },
    setPaused: (isPaused) => {
      if (isPaused) {
        pausedSince ??= performance.now();
      } else if (pausedSince !== undefined) {
        pausedSince = undefined;
        if (pending.size > 0 && !disposed) {
          schedule();
        }
      }
    },
    dispose: () => {
      disposed = true;
      clearTimeout(timer);
      clearImmediate(immediate);
    },
  };
}
