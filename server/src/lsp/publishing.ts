import type { Diagnostic, PublishDiagnosticsParams } from 'vscode-languageserver/node';
import type { Emit } from './serverEvents.ts';

/** What a file's diagnostics are now. */
export interface Publication {
  /** As the editor spells it, where it is open. */
  readonly uri: string;
  /** For open documents only. */
  readonly version?: number;
  readonly diagnostics: readonly Diagnostic[];
}

export interface Publisher {
  /** Looks soon at these files, by URI: their diagnostics may differ from what was published. */
  concern(files: Iterable<string>): void;
  /** Publishes nothing while paused, and no longer than `longestPause`. */
  setPaused(isPaused: boolean): void;
  dispose(): void;
}

export interface PublisherOptions {
  /**
   * The diagnostics of a file as of now, made from the latest analysis: nothing older can be sent. Undefined while
   * something is pending for the file: `concern` is called again when it is not.
   */
  current(file: string): Publication | undefined;
  send(params: PublishDiagnosticsParams): void;
  readonly emit: Emit;
  failed(uri: string, error: unknown): void;
}

/** Milliseconds after the last event: typing a word makes one publication, and nobody sees the delay. */
const quietTime = 50;
/** Milliseconds after the first event that is not published yet, however many follow. */
const longestWait = 100;
/** Milliseconds that publishing may wait for settings, for the rest of a walk, or for bundles. */
const longestPause = 2000;
/** Milliseconds of one slice, after which edits and requests get their turn. */
const slice = 8;

/** Sends what changed since the last publication, file by file; an empty list once when a file is clean or gone. */
export function createPublisher(options: PublisherOptions): Publisher {
  const pending = new Set<string>();
  const published = new Map<string, { readonly uri: string; readonly content: string }>();
  let firstConcern: number | undefined;
  let timer: NodeJS.Timeout | undefined;
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
    // The version counts as content: an editor moves or drops a squiggle while the text under it is edited, so the same
    // diagnostics for another version of the text are news.
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
    clearTimeout(timer);
    timer = setTimeout(start, Math.max(0, Math.min(quietTime, firstConcern + longestWait - now)));
  };
  const start = (): void => {
    clearTimeout(timer);
    const pause = pausedSince === undefined ? 0 : pausedSince + longestPause - performance.now();
    timer = pause > 0 ? setTimeout(start, pause) : undefined;
    if (timer === undefined && immediate === undefined) {
      run();
    }
  };
  /** What came between two slices may have paused the rest. */
  const goOn = (): void => {
    immediate = undefined;
    start();
  };
  return {
    concern: (files) => {
      for (const file of files) {
        pending.add(file);
      }
      if (pending.size > 0 && !disposed) {
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
