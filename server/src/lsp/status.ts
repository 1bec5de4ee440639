import type { Connection, WorkDoneProgressReporter } from 'vscode-languageserver/node';
import type { Analysis } from '../core/analysis.ts';
import { pendingCounts } from '../core/progress.ts';
import { entriesOf } from '../core/text/versionedMap.ts';
import type { FilesOnDisk } from './filesOnDisk.ts';
import type { Status } from './protocol.ts';

/** Shows the user the progress of the index. */
export interface StatusReport {
  /** Something may have changed. It is reported soon. */
  touch(): void;
  dispose(): void;
}

export interface StatusOptions {
  readonly connection: Connection;
  readonly filesOnDisk: FilesOnDisk;
  /** Sends `podwire/status`; undefined if the editor does not want it. */
  readonly send: ((status: Status) => void) | undefined;
  isDone(): boolean;
  analyses(): readonly Analysis[];
  /** The names of the baselines. */
  baselines(): readonly string[];
  failed(what: string, error: unknown): void;
}

/** Milliseconds between two reports: a person reads no faster. */
const interval = 250;
/** Reasons in one report. Nobody reads a list that is longer than a screen. */
const mostReasons = 20;

export function createStatusReport(options: StatusOptions): StatusReport {
  const { connection, filesOnDisk } = options;
  let timer: NodeJS.Timeout | undefined;
  let lastSent = '';
  let progress: Promise<WorkDoneProgressReporter> | undefined;
  let everDone = false;
  let disposed = false;
  /** The largest amount of pending work after the reading. */
  const total = { bundles: 0, resources: 0 };

  const report = (): void => {
    timer = undefined;
    const done = options.isDone();
    reportProgress(done);
    if (options.send) {
      const status = statusOf(done, options);
      const content = JSON.stringify(status);
      if (content !== lastSent) {
        lastSent = content;
        options.send(status);
      }
    }
    everDone ||= done;
  };
  const reportProgress = (done: boolean): void => {
    if (!done && progress === undefined && !everDone) {
      progress = connection.window.createWorkDoneProgress().then((reporter) => {
        if (!disposed) {
          reporter.begin('Indexing manifests', 0, '', false);
        }
        return reporter;
      });
      progress.catch((error: unknown) => options.failed('Showing progress', error));
    }
    const { message, percentage } = progressOf(done);
    void progress?.then(
      (reporter) => {
        if (disposed) {
          return;
        }
        reporter.report(percentage, message);
        if (done) {
          reporter.done();
        }
      },
      () => undefined,
    );
    if (done) {
      progress = undefined;
    }
  };
  const progressOf = (done: boolean): { message: string; percentage: number } => {
    const { files, toRead } = filesOnDisk.counts();
    if (done || toRead !== 0) {
      const message = toRead === undefined ? `${files} files` : `${files} of ${files + toRead} files`;
      const share = toRead === undefined ? 0 : files / Math.max(files + toRead, 1);
      return { message, percentage: done ? 100 : 50 * share };
    }
    const counts = options.analyses().map(pendingCounts);
    const pending = {
      bundles: counts.reduce((sum, { bundles }) => sum + bundles, 0),
      resources: counts.reduce((sum, { resources }) => sum + resources, 0),
    };
    total.bundles = Math.max(total.bundles, pending.bundles);
    total.resources = Math.max(total.resources, pending.resources);
    if (pending.bundles > 0) {
      const rendered = total.bundles - pending.bundles;
      return {
        message: `${rendered} of ${total.bundles} kustomizations`,
        percentage: 50 + (25 * rendered) / total.bundles,
      };
    }
    const judged = total.resources - pending.resources;
    return {
      message: `${judged} of ${total.resources} objects`,
      percentage: 75 + (25 * judged) / Math.max(total.resources, 1),
    };
  };
  return {
    touch: () => {
      if (!disposed) {
        timer ??= setTimeout(report, everDone || progress ? interval : 0);
      }
    },
    dispose: () => {
      disposed = true;
      clearTimeout(timer);
    },
  };
}

function statusOf(done: boolean, { filesOnDisk, analyses, baselines }: StatusOptions): Status {
  const { files, toRead } = filesOnDisk.counts();
  const unknown = new Set<string>();
  let resources = 0;
  // The count covers all resources, which is too slow to repeat while more files are read.
  for (const analysis of done ? analyses() : []) {
    for (const [resource, judgement] of entriesOf(analysis.judgements)) {
      resources += resource.flag === undefined ? 1 : 0;
      for (const each of judgement.unknown) {
        unknown.add(each.because);
      }
    }
  }
  return {
    state: done ? 'ready' : 'indexing',
    files,
    ...(toRead === undefined ? {} : { filesTotal: files + toRead }),
    resources,
    unknown: [...unknown].sort().slice(0, mostReasons),
    baselines: baselines(),
  };
}
