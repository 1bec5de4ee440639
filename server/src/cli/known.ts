import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { type KnownProblem, type ListedProblem, writeKnownProblems } from '../core/knownProblems.ts';
import { optional } from '../core/text/optional.ts';
import { printable, printablePath } from '../formats/terminal.ts';
import { counted, describePlace } from '../formats/text.ts';
import { slashes } from '../sources/fileNames.ts';
import { readText, writeText } from '../sources/fileText.ts';
import { type Io, UsageError } from './io.ts';
import { type Comparison, compareWithKnown, type KnownFile, type Present, readKnownFile } from './knownProblems.ts';
import { readWorkspace, type SelectionOptions } from './workspace.ts';

export interface KnownOptions extends SelectionOptions {
  /** The file of known problems. */
  readonly file: string;
  readonly closedWorld?: boolean;
}

/**
 * `podwire known`: writes the problems of a workspace into a file of known problems, or updates one. Resolves to the
 * exit status.
 */
export async function known(paths: readonly string[], options: KnownOptions, io: Io): Promise<number> {
  const before = readKnownFile(options.file, io);
  const workspace = await readWorkspace(paths, options, io);
  // Without a part of the files, their entries would be removed as gone.
  const errors = [...(before?.errors ?? []), ...workspace.errors];
  if (errors.length > 0 || workspace.refused) {
    for (const error of errors) {
      await io.complain(`${describePlace(error)}: error: ${printable(error.message)}`);
    }
    throw new UsageError(`${options.file} was not changed.`);
  }
  const absolute = path.resolve(io.cwd, options.file);
  const list = before?.problems ?? [];
  const comparison = compareWithKnown(workspace, list, path.dirname(absolute));
  const next = updated(list, comparison);
  const text = writeKnownProblems(next);
  const refusal = text === before?.text ? undefined : write(absolute, before, text);
  if (refusal !== undefined) {
    throw new UsageError(`${options.file}: ${refusal}`);
  }
  await io.print(summary(list, comparison, next, before?.shown ?? slashes(path.relative(io.cwd, absolute))));
  return 0;
}

/**
 * The new list: what is there, with the reasons of before, and the entries of files that were not checked. A hint makes
 * no check fail, so it is listed only if it was listed as something more certain.
 */
function updated(list: readonly ListedProblem[], { present, listed, gone }: Comparison): readonly KnownProblem[] {
  const reasons = new Map<string, string>();
  for (const [each, { reason }] of listed) {
    if (reason !== undefined) {
      reasons.set(placeOf(each), reason);
    }
  }
  const there = present
    .filter((each) => listed.has(each) || each.problem?.severity !== 'hint')
    // The reason holds for a further bundle that has the problem at the same place.
    .map((each) => ({ ...each.entry, ...optional('reason', listed.get(each)?.reason ?? reasons.get(placeOf(each))) }));
  const settled = new Set<ListedProblem>([...listed.values(), ...gone]);
  return [...there, ...list.filter((each) => !settled.has(each))];
}

function placeOf({ problem, path: file, entry }: Present): string {
  const { start, end } = problem?.at.range ?? { start: 0, end: 0 };
  return JSON.stringify([file, entry.code, problem ? problem.at.document.text : entry.message, start, end]);
}

/** Returns why the file was not written, as a sentence. */
function write(absolute: string, before: KnownFile | undefined, text: string): string | undefined {
  if (before) {
    const onDisk = readText(absolute);
    return 'refused' in onDisk ? onDisk.refused : writeText(onDisk, text);
  }
  try {
    writeFileSync(absolute, text, { flag: 'wx' });
    return undefined;
  } catch (error) {
    return `it could not be written (${(error as NodeJS.ErrnoException).code}).`;
  }
}

function summary(
  list: readonly ListedProblem[],
  { listed, gone, moved }: Comparison,
  next: readonly KnownProblem[],
  shown: string,
): string {
  const before = new Set(list.map(({ fingerprint }) => fingerprint));
  const after = new Set([...listed.values()].map(({ fingerprint }) => fingerprint));
  const added = next.filter(({ fingerprint }) => !before.has(fingerprint)).length - moved.size;
  const changes = [
    ...(added > 0 ? [`${added} new`] : []),
    ...(gone.length > 0 ? [`${gone.length} gone`] : []),
    ...(moved.size > 0 ? [`${moved.size} in a moved file`] : []),
  ];
  const count = counted(next.length, 'known problem');
  const lines = gone
    .filter(({ fingerprint }) => !after.has(fingerprint))
    .map((each) => `gone: ${describeKnown(each)}\n`);
  return `${lines.join('')}${printablePath(shown)}: ${count}${changes.length === 0 ? ', nothing changed' : ` (${changes.join(', ')})`}.\n`;
}

/** E.g. `service-selects-nothing in a/service.yaml (Service web)`. */
function describeKnown({ code, file, resource }: KnownProblem): string {
  return printable(`${code} in ${file}${resource === undefined ? '' : ` (${resource})`}`);
}
