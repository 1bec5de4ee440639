import { createHash } from 'node:crypto';
import { closeSync, openSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { hashOf, isUnchanged, type Read, type Recording, record } from '../sources/disk.ts';
import { cacheFolder } from './cacheFolder.ts';
import { type Io, writeAll } from './io.ts';

/** Where reports are kept. */
export interface Keeping {
  /** Absolute; belongs to the user alone. */
  readonly folder: string;
  /** Another build may report something else. */
  readonly build: string;
}

/**
 * Runs `podwire check`, or prints what the last check with the same arguments printed, if nothing that it read has
 * changed since. Resolves to the exit status. Decision 34 has the reasons.
 *
 * A report that is kept has a hash of its own, so one that is damaged, or that another build has written, counts as
 * none. It is never used to change a file: `--fix` always judges.
 */
export async function keptCheck(
  args: readonly string[],
  io: Io,
  keeping: Keeping,
  run: (io: Io) => Promise<number>,
): Promise<number> {
  if (!isKeepable(args)) {
    return run(io);
  }
  const question = hashOf(JSON.stringify([args, io.cwd, io.outputIsTerminal, keeping.build, process.version]));
  const file = path.join(keeping.folder, `${question.replaceAll('/', '_')}.json`);
  const kept = readKept(file);
  if (kept && (await wouldReadTheSame(kept, io))) {
    for (const [stream, text] of kept.output) {
      await (stream === 'print' ? io.print(text) : io.complain(text));
    }
    markAsUsed(file);
    return kept.status;
  }
  const recording = record();
  const { watched, output, variables } = watch(io);
  try {
    const status = await run(watched);
    if (status < failed) {
      keep(file, piecesOf({ started: recording.started, variables: [...variables], output, status }, recording));
    }
    return status;
  } finally {
    recording.end();
  }
}

/** Where the reports of this program are kept; undefined if they are not. */
export function keepingOf(program: string, env: Io['env']): Keeping | undefined {
  // Sources have no build, and only developers of Podwire run them.
  if (program.endsWith('.ts') || env.PODWIRE_NO_CACHE) {
    return undefined;
  }
  const folder = cacheFolder('checks', env);
  // It names its chunks, and their names contain the hashes of all that they load.
  return folder === undefined ? undefined : { folder, build: hashOf(readFileSync(program)) };
}

/** The exit status of a check that could not do what was asked. */
const failed = 2;

interface Kept {
  /** Milliseconds since the epoch. */
  readonly started: number;
  readonly reads: readonly Read[];
  /** The variables of the environment that were read. */
  readonly variables: readonly (readonly [name: string, value: string | null])[];
  readonly output: readonly (readonly [stream: 'print' | 'complain', text: string])[];
  readonly status: number;
}

/** These read what is not a file, change files, do not end, or print times. */
const neverKept = [
  '-',
  '--base',
  '--fix',
  '--help',
  '--live',
  '--no-cache',
  '--output',
  '--stats',
  '--stdin-path',
  '--version',
  '--watch',
  '-h',
  '-V',
];

function isKeepable(args: readonly string[]): boolean {
  return !args.some((each) => neverKept.includes(each.split('=')[0]!));
}

async function wouldReadTheSame({ reads, started, variables }: Kept, io: Io): Promise<boolean> {
  if (!variables.every(([name, value]) => (io.env[name] ?? null) === value)) {
    return false;
  }
  const needsIndex = reads.some(([what]) => what === 'tracked');
  const { hashOfTracked } = needsIndex ? await import('../sources/trackedHash.ts') : { hashOfTracked: () => '' };
  return reads.every((read) => isUnchanged(read, started, hashOfTracked));
}

/** The same effects, and what was printed and which variables were read. */
function watch(io: Io): {
  readonly watched: Io;
  readonly output: [stream: 'print' | 'complain', text: string][];
  readonly variables: Map<string, string | null>;
} {
  const output: [stream: 'print' | 'complain', text: string][] = [];
  const variables = new Map<string, string | null>();
  const env = new Proxy(io.env, {
    get: (target, name) => {
      const value = Reflect.get(target, name) as string | undefined;
      if (typeof name === 'string') {
        variables.set(name, value ?? null);
      }
      return value;
    },
  });
  const watched: Io = Object.create(io, {
    env: { value: env },
    print: {
      value: (text: string) => {
        output.push(['print', text]);
        return io.print(text);
      },
    },
    complain: {
      value: (line: string) => {
        output.push(['complain', line]);
        return io.complain(line);
      },
    },
  });
  return { watched, output, variables };
}

function readKept(file: string): Kept | undefined {
  try {
    const text = readFileSync(file, 'utf8');
    const end = text.lastIndexOf('\n') + 1;
    const content = text.slice(0, end);
    const kept: unknown = text.slice(end) === hashOf(content) ? JSON.parse(content) : undefined;
    return isKept(kept) ? kept : undefined;
  } catch {
    return undefined;
  }
}

/** Whether it has the form of a report, whoever has written it. */
function isKept(content: unknown): content is Kept {
  const { reads, variables, output, status, started } = (content ?? {}) as Partial<Record<keyof Kept, unknown>>;
  const areLists = (lists: unknown, form: (list: unknown[]) => boolean) =>
    Array.isArray(lists) && lists.every((list: unknown) => Array.isArray(list) && form(list));
  return (
    typeof status === 'number' &&
    typeof started === 'number' &&
    areLists(reads, ([what, path]) => typeof what === 'string' && typeof path === 'string') &&
    areLists(variables, ([name]) => typeof name === 'string') &&
    areLists(output, ([stream, text]) => typeof stream === 'string' && typeof text === 'string')
  );
}

/** Nothing that fails here concerns the check: the next one judges again. */
function keep(file: string, pieces: Iterable<string | Uint8Array>): void {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    const descriptor = openSync(temporary, 'w', 0o600);
    try {
      const hash = createHash('sha256');
      for (const piece of pieces) {
        hash.update(piece);
        writeAll(descriptor, piece);
      }
      writeAll(descriptor, hash.digest('base64'));
    } finally {
      closeSync(descriptor);
    }
    // Another process finds the old report or the new one, never a part.
    renameSync(temporary, file);
    removeOldest(path.dirname(file));
  } catch {
    rmSync(temporary, { force: true });
  }
}

/** The report as JSON, with a line break at its end. */
function* piecesOf({ output, ...others }: Omit<Kept, 'reads'>, { reads }: Recording): Generator<string | Uint8Array> {
  yield `${JSON.stringify(others).slice(0, -1)},"output":[`;
  for (const [i, each] of output.entries()) {
    yield `${i === 0 ? '' : ','}${JSON.stringify(each)}`;
  }
  yield '],"reads":[';
  yield* reads();
  yield ']}\n';
}

// In bytes.
const mostKept = 128 * 1024 * 1024;

/** What was not used for the longest time goes first. */
function removeOldest(folder: string): void {
  const files = readdirSync(folder).map((name) => {
    const file = path.join(folder, name);
    const { mtimeMs, size } = statSync(file);
    return { file, mtimeMs, size };
  });
  files.sort((a, b) => b.mtimeMs - a.mtimeMs);
  let bytes = 0;
  for (const { file, size } of files) {
    bytes += size;
    if (bytes > mostKept) {
      rmSync(file, { force: true });
    }
  }
}

function markAsUsed(file: string): void {
  try {
    const now = new Date();
    utimesSync(file, now, now);
  } catch {
    // It then counts as older than it is.
  }
}
