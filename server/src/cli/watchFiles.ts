import { fingerprintOfError, unusableFileCode } from '../formats/findings.ts';
import type { Report } from '../formats/report.ts';
import { type Checked, type CheckOptions, checkFiles, statusOfCheck, textOf } from './check.ts';
import { followFiles } from './followFiles.ts';
import { linksTo } from './hyperlinks.ts';
import { type Io, UsageError, useColor } from './io.ts';
import { statisticsOf } from './statistics.ts';

/**
 * Checks again after every change, until it is interrupted or the reader closes the output. Resolves to the exit status
 * of the last check.
 *
 * Each round reads everything again, so its report is that of `podwire check` at this moment. Nothing is reported of
 * files that changed while they were read.
 */
export async function watchFiles(paths: readonly string[], options: CheckOptions, io: Io): Promise<number> {
  const stopped = new AbortController();
  io.whenInterrupted(() => stopped.abort());
  const files = followFiles(paths, options, io);
  let status = 2;
  let before: ReadonlySet<string> | undefined;
  let shown: string | undefined;
  try {
    while (!stopped.signal.aborted) {
      files.remember();
      const checked = await checkedOrTrouble(paths, options, io);
      if ('workspace' in checked) {
        files.read(checked.workspace);
      }
      if (await files.haveChanged(stopped.signal)) {
        continue;
      }
      status = 'trouble' in checked ? 2 : statusOfCheck(checked, options);
      const text =
        'trouble' in checked
          ? `podwire: ${checked.trouble}\n`
          : textOf(checked, options, useColor(options.color, io), linksTo(io));
      const now = 'trouble' in checked ? before : findingsIn(checked.report);
      const changes = before && now ? changesSince(before, now) : '';
      if (text !== shown) {
        shown = text;
        await io.print(framed(text + changes, io));
        for (const line of options.stats && 'workspace' in checked ? statisticsOf(checked) : []) {
          await io.complain(line);
        }
      }
      before = now;
      await files.nextChange(stopped.signal);
    }
    return status;
  } finally {
    files.close();
  }
}

async function checkedOrTrouble(
  paths: readonly string[],
  options: CheckOptions,
  io: Io,
): Promise<Checked | { readonly trouble: string }> {
  try {
    return await checkFiles(paths, options, io);
  } catch (error) {
    // A file that cannot be read now may be readable after the next change.
    if (error instanceof UsageError) {
      return { trouble: error.message };
    }
    throw error;
  }
}

function findingsIn({ problems, errors }: Report): ReadonlySet<string> {
  return new Set([
    ...problems.filter(({ severity }) => severity !== 'hint').map(({ file, fingerprint }) => `${fingerprint} ${file}`),
    ...errors.map(({ file, message }) => `${unusableFileCode} ${fingerprintOfError(file, message)}`),
  ]);
}

function changesSince(before: ReadonlySet<string>, now: ReadonlySet<string>): string {
  const countOf = (all: ReadonlySet<string>, others: ReadonlySet<string>) =>
    [...all].filter((each) => !others.has(each)).length;
  const [come, gone] = [countOf(now, before), countOf(before, now)];
  return `Since the last check: ${come} new, ${gone} gone.\n`;
}

// Source: ECMA-48: moves the cursor to the upper left, and erases the screen and what was scrolled out of it.
function framed(text: string, io: Io): string {
  return io.outputIsTerminal
    ? `\x1b[H\x1b[2J\x1b[3J${text}Waiting for changes. Ctrl+C ends.\n`
    : `--- ${new Date().toISOString()}\n${text}`;
}
