import {
  type Complain,
  type ConfigError,
  forEachKey,
  itemsOf,
  listOf,
  readConfig,
  stringIn,
  type Value,
} from './configFile.ts';
import { compareText } from './text/compare.ts';
import { optional } from './text/optional.ts';
import { scalarText, type WritingStyle } from './yaml/write.ts';

/**
 * A problem that a team knows and leaves for later. A problem that several bundles have is known for each of them, so
 * that a new bundle with the same problem is reported.
 */
export interface KnownProblem {
  readonly code: string;
  /** From the folder of the file of known problems, `/`-separated; may begin with `../`. */
  readonly file: string;
  /** The kustomization that has the problem, as `file`. */
  readonly bundle?: string;
  /** E.g. `Service shop/web`; absent for a file that cannot be used. */
  readonly resource?: string;
  readonly message: string;
  /** Why it is left, in the words of the user. */
  readonly reason?: string;
  /** Only this decides whether a problem is the same (`fingerprint.ts`). */
  readonly fingerprint: string;
}

/** A problem of a file, with the offset of its entry in the text. */
export interface ListedProblem extends KnownProblem {
  readonly start: number;
}

export interface KnownProblemsFile {
  readonly problems: readonly ListedProblem[];
  /** If there are some, the file must not be used or written: a part of it was not understood. */
  readonly errors: readonly ConfigError[];
}

/** Reads the text of a file of known problems. Never throws. */
export function readKnownProblems(text: string): KnownProblemsFile {
  const { root, errors, at, offsetOf } = readConfig(text);
  const problems: ListedProblem[] = [];
  if (!root) {
    if (errors.length === 0) {
      at({ start: 0, end: 0 }, `The file is empty. It needs version: ${version} and problems.`);
    }
    return { problems, errors };
  }
  const stated: { version?: Value; problems?: Value } = {};
  forEachKey(root, 'The file', ['version', 'problems'], at, (key, value) => {
    stated[key as keyof typeof stated] = value;
  });
  if (stated.version === undefined) {
    if (errors.length === 0) {
      at({ start: root.start, end: root.start }, `The file states no version. It needs version: ${version}.`);
    }
  } else if (stringIn(stated.version) !== String(version)) {
    // The keys of another version may mean something else, so nothing more is said about them.
    const found = stringIn(stated.version) ?? 'this';
    const message = `This Podwire reads version ${version} of the file, and not ${found}. Use the Podwire that wrote it.`;
    return {
      problems,
      errors: [{ start: offsetOf(stated.version), end: offsetOf(stated.version) + found.length, message }],
    };
  }
  for (const item of stated.problems ? itemsOf(stated.problems, 'problems', at) : []) {
    const problem = problemOf(item, at);
    if (problem) {
      problems.push({ ...problem, start: offsetOf(item) });
    }
  }
  return { problems, errors: errors.toSorted((a, b) => a.start - b.start) };
}

/** The text of a file, one entry for each problem, in an order that moved lines do not change. */
export function writeKnownProblems(problems: readonly KnownProblem[]): string {
  const entries = problems.toSorted(compareKnown).map((problem) => {
    const lines = keys.flatMap((key) => {
      const value = problem[key];
      return value === undefined ? [] : [`${key}: ${textOf(value)}\n`];
    });
    return `  - ${lines.join('    ')}`;
  });
  return `${introduction}version: ${version}\nproblems:${entries.length === 0 ? ' []' : ''}\n${entries.join('')}`;
}

const version = 1;

const keys = ['code', 'file', 'bundle', 'resource', 'message', 'reason', 'fingerprint'] as const;

const introduction = `# Problems that podwire check --known hides. podwire known adds and removes entries, and keeps each reason: why a
# problem is left for later.
`;

function problemOf(item: Value, at: Complain): KnownProblem | undefined {
  const stated: { [key in (typeof keys)[number]]?: string } = {};
  let isWrong = false;
  const complain: Complain = (node, message) => {
    isWrong = true;
    at(node, message);
  };
  forEachKey(item, 'A known problem', keys, complain, (name, value) => {
    const text = stringIn(value);
    if (text === undefined) {
      complain(value, `${name} must be a text.`);
    } else if (name === 'fingerprint' && !/^[0-9a-f]{16}(?:-[1-9]\d*)?$/.test(text)) {
      complain(value, 'A fingerprint has 16 hexadecimal digits. podwire known writes it.');
    } else {
      stated[name as keyof typeof stated] = text;
    }
  });
  const { code, file, bundle, resource, message = '', reason, fingerprint } = stated;
  if (code === undefined || file === undefined || fingerprint === undefined) {
    if (!isWrong) {
      const missing = (['code', 'file', 'fingerprint'] as const).filter((key) => stated[key] === undefined);
      at(item, `A known problem needs code, file and fingerprint; this one lacks ${listOf(missing, 'and')}.`);
    }
    return undefined;
  }
  return {
    code,
    file,
    ...optional('bundle', bundle),
    ...optional('resource', resource),
    message,
    ...optional('reason', reason),
    fingerprint,
  };
}

function compareKnown(a: KnownProblem, b: KnownProblem): number {
  return (
    compareText(a.file, b.file) ||
    compareText(a.code, b.code) ||
    compareText(a.resource ?? '', b.resource ?? '') ||
    compareText(a.bundle ?? '', b.bundle ?? '') ||
    compareText(a.fingerprint, b.fingerprint)
  );
}

/** In single quotes if it needs some, because messages quote names in double ones. */
function textOf(value: string): string {
  const plain = scalarText(value, style);
  return plain.startsWith('"') ? scalarText(value, style, 'single') : plain;
}

const style: WritingStyle = { flow: false, json: false, minified: false, lineEnd: '\n' };
