import path from 'node:path';
import { verifyServicesAt } from '../core/features/verifyService.ts';
import { reportTreeAsText } from '../formats/probe.ts';
import { slashes } from '../sources/fileNames.ts';
import { type ColorMode, type Io, UsageError, useColor } from './io.ts';
import { readWorkspace } from './workspace.ts';

export interface ExplainPlaceOptions {
  readonly closedWorld?: boolean;
  readonly color: ColorMode;
}

/**
 * Prints every step of the decision about the Services of a file, or about the Service in whose document a line
 * is. An editor shows the same with *Verify Service*. The workspace is the current folder, as for `check`, or
 * the workspace of a file that is elsewhere.
 *
 * @param line one-based
 */
export async function explainPlace(
  { file, line }: { readonly file: string; readonly line: number | undefined },
  options: ExplainPlaceOptions,
  io: Io,
): Promise<void> {
  const absolute = path.resolve(io.cwd, file);
  const isHere = !path.relative(io.cwd, absolute).startsWith('..');
  const workspace = await readWorkspace(
    [isHere ? '.' : path.dirname(absolute), absolute],
    { closedWorld: options.closedWorld === true },
    io,
  );
  const known = slashes(path.relative(workspace.targets.root, absolute));
  const shown = verifyServicesAt(workspace.analysis(), known, line);
  if (shown.length === 0) {
    throw new UsageError(`there is no Service in ${file}${line === undefined ? '' : ` at line ${line}`}.`);
  }
  const color = useColor(options.color, io);
  await io.print(shown.map((report) => reportTreeAsText(report, color)).join('\n'));
}
