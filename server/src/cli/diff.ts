import path from 'node:path';
import { wiringDiff } from '../core/features/wiringDiff.ts';
import { diffAsMarkdown } from '../formats/diffMarkdown.ts';
import { type DiffReport, diffReportOf, hasLoss } from '../formats/diffReport.ts';
import { diffAsText } from '../formats/diffText.ts';
import { reportAsJson } from '../formats/json.ts';
import type { DiffFormat } from '../formats/names.ts';
import { printable } from '../formats/terminal.ts';
import { takeBaseline } from './baseline.ts';
import { type ColorMode, type Io, UsageError, useColor } from './io.ts';
import { linkBaseOf } from './linkBase.ts';
import { inPieces, writeOutput } from './output.ts';
import { readWorkspace, type Workspace } from './workspace.ts';

export interface DiffOptions {
  readonly format: DiffFormat;
  /** A file for the format; the text then goes to the terminal. */
  readonly output?: string;
  /** With the format `markdown`: the address of the current folder. */
  readonly linkBase?: string;
  readonly color: ColorMode;
}

/** `podwire diff`; resolves to the exit status. */
export async function diff(ref: string, paths: readonly string[], options: DiffOptions, io: Io): Promise<number> {
  const linkBase = linkBaseOf(options);
  const workspace = await readWorkspace(paths, { closedWorld: false }, io);
  const { targets } = workspace;
  if (targets.streams.size > 0) {
    throw new UsageError('diff compares files, and standard input and pipes are not files.');
  }
  for (const { file, message } of [...workspace.errors, ...workspace.unusable.values()]) {
    await io.complain(`podwire: ${printable(file)}: ${message}`);
  }
  const report = await diffWithCommit(workspace, ref, io);
  if ('trouble' in report) {
    await io.complain(`podwire: diff: ${report.trouble}`);
    return 2;
  }
  const formatted = () => written(report, options.format, linkBase);
  const text = () => diffAsText(report, { color: useColor(options.color, io) });
  const { output, format } = options;
  const unwritten = output === undefined ? undefined : writeOutput(path.resolve(io.cwd, output), formatted());
  for (const piece of inPieces(output !== undefined || format === 'text' ? text() : formatted())) {
    await io.print(piece);
  }
  if (unwritten !== undefined) {
    await io.complain(`podwire: --output: ${output} could not be written (${unwritten}).`);
    return 2;
  }
  return workspace.refused ? 2 : hasLoss(report) ? 1 : 0;
}

/** The changes of the wiring of a workspace since a commit. */
export async function diffWithCommit(
  workspace: Workspace,
  ref: string,
  io: Io,
): Promise<DiffReport | { readonly trouble: string }> {
  const taken = await takeBaseline(workspace, ref, io, () => undefined);
  if ('trouble' in taken) {
    return taken;
  }
  const analysis = workspace.analysis();
  const changes = wiringDiff(analysis) ?? { base: taken.name, changes: [] };
  return diffReportOf(changes, analysis, { files: workspace.files, shown: workspace.targets.shown });
}

function written(report: DiffReport, format: DiffFormat, linkBase: string | undefined): Iterable<string> {
  switch (format) {
    case 'text':
      return diffAsText(report, { color: false });
    case 'json':
      return [reportAsJson(report)];
    case 'markdown':
      return diffAsMarkdown(report, linkBase);
  }
}
