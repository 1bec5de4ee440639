import { fstatSync, writeSync } from 'node:fs';

/** The effects of a command, except on files. */
export interface Io {
  /** Absolute. @throws UsageError if it was deleted. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly outputIsTerminal: boolean;
  /** Writes to standard output. Resolves when the text is written, or when the reader has closed the output. */
  print(text: string): Promise<void>;
  /** Writes a line to standard error. */
  complain(line: string): Promise<void>;
  /**
   * Calls back when the program is asked to end, or when the reader has closed the output. The program then
   * does not end by itself.
   */
  whenInterrupted(end: () => void): void;
  /** Everything from standard input. */
  readInput(): Promise<Buffer>;
  /**
   * Replaces the line that says how far the command is; the empty string removes it. Absent if standard error is not
   * a terminal. Synchronous, because reading is.
   */
  showProgress?(text: string): void;
}

/** Ends a command with status 2; its message continues "podwire: …". */
export class UsageError extends Error {}

export function ioOf(host: NodeJS.Process): Io {
  const failed = (error: NodeJS.ErrnoException) => {
    // A reader such as `head` closes its input when it has enough. That is not a failure.
    if (error.code !== 'EPIPE') {
      // Standard error may be on the same full disk, so nothing waits for it.
      host.stderr.write(`podwire: the output could not be written (${error.code}).\n`);
      host.exit(2);
    }
  };
  for (const stream of [host.stdout, host.stderr]) {
    stream.on('error', failed);
  }
  const write = (stream: NodeJS.WriteStream & { readonly fd: number }, text: string) => {
    if (isFile(stream.fd)) {
      // Node.js writes to a file once, and does not notice that a full disk took only a part of the text.
      try {
        writeAll(stream.fd, text);
      } catch (error) {
        failed(error as NodeJS.ErrnoException);
      }
      return Promise.resolve();
    }
    return new Promise<void>((resolve) => {
      stream.write(text, () => resolve());
    });
  };
  return {
    // Read only when needed, because `--help`, for example, works without it.
    get cwd() {
      try {
        return host.cwd();
      } catch (error) {
        throw new UsageError(`the current folder cannot be used: ${(error as NodeJS.ErrnoException).code}.`);
      }
    },
    env: host.env,
    outputIsTerminal: host.stdout.isTTY === true,
    print: (text) => write(host.stdout, text),
    complain: (line) => write(host.stderr, `${line}\n`),
    whenInterrupted: (end) => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) host.once(signal, end);
      host.stdout.once('error', end);
    },
    // Source: ECMA-48: returns to the start of the line and erases it.
    ...(host.stderr.isTTY ? { showProgress: (text: string) => void host.stderr.write(`\r\x1b[K${text}`) } : {}),
    readInput: async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of host.stdin) {
        chunks.push(chunk as Buffer);
      }
      return Buffer.concat(chunks);
    },
  };
}

function isFile(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isFile();
  } catch {
    return false;
  }
}

/** Writes the whole text, or throws the error of the system: one call may write only a part. */
export function writeAll(descriptor: number, text: string | Uint8Array): void {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  for (let written = 0; written < bytes.length; ) {
    written += writeSync(descriptor, bytes, written);
  }
}

export const colorModes = ['auto', 'always', 'never'] as const;
export type ColorMode = (typeof colorModes)[number];

/**
 * Whether to color standard output. A flag wins over the environment (https://no-color.org,
 * https://force-color.org), and the environment wins over the type of standard output.
 */
export function useColor(mode: ColorMode, { env, outputIsTerminal }: Io): boolean {
  if (mode !== 'auto') {
    return mode === 'always';
  }
  if (env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== '') {
    return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false';
  }
  return !env.NO_COLOR && env.TERM !== 'dumb' && outputIsTerminal;
}
