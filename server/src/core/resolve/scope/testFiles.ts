import type { IndexReader } from '../../index/reader.ts';
import { baseName, directoryOf, pathIn } from '../../text/path.ts';

/** A test beside a file that uses the file without applying it. */
export interface UsedByTest {
  /** The file of the test. */
  readonly test: string;
  /** Continues the sentence "the file of the test …". */
  readonly use: string;
}

/**
 * The test in the same directory that uses a file for something else than to apply it, if there is one:
 *
 * - A Chainsaw test compares the file with the state of a cluster: the file holds parts of objects that something
 *   else has created. Source: github.com/kyverno/chainsaw pkg/apis/v1alpha1 Assert, Error.
 * - A test of the Kyverno CLI evaluates policies against the objects of the file, many of which are wrong on purpose.
 *   Source: github.com/kyverno/kyverno cmd/cli/kubectl-kyverno/apis/v1alpha1 Test.
 */
export function usedByTest(file: string, index: IndexReader): UsedByTest | undefined {
  const directory = directoryOf(file);
  const name = baseName(file);
  for (const { names, use, ...kind } of kindsOfTests) {
    const test = names
      .map((each) => pathIn(directory, each))
      .find((each) => each !== file && filesNamedIn(each, kind, index).has(name));
    if (test !== undefined) {
      return { test, use };
    }
  }
  return undefined;
}

interface KindOfTest {
  /** The names that the tool looks for. */
  readonly names: readonly string[];
  readonly group: string;
  readonly use: string;
  /** The names of files of the same directory that a test uses in this way. */
  readonly filesIn: (text: string) => Iterable<string>;
}

const kindsOfTests: readonly KindOfTest[] = [
  {
    names: ['chainsaw-test.yaml', 'chainsaw-test.yml'],
    group: 'chainsaw.kyverno.io',
    use: 'compares it with the state of a cluster',
    filesIn: assertedFiles,
  },
  {
    names: ['kyverno-test.yaml'],
    group: 'cli.kyverno.io',
    use: 'tests policies with it',
    filesIn: testedFiles,
  },
];

function filesNamedIn(
  test: string,
  { group, filesIn }: Pick<KindOfTest, 'group' | 'filesIn'>,
  index: IndexReader,
): ReadonlySet<string> {
  return index.remember('files of a test', test, (reader) => {
    const names = new Set<string>();
    for (const { text, resources } of reader.documentsOf(test)) {
      if (resources.some((each) => each.group === group && each.kind === 'Test')) {
        for (const name of filesIn(text)) {
          names.add(name);
        }
      }
    }
    return names;
  });
}

function* assertedFiles(text: string): Iterable<string> {
  for (const [, name] of text.matchAll(assertedFile)) {
    yield name!;
  }
}

/** `assert:` or `error:` with its `file:`, after other fields of one line each. */
const assertedFile =
  /\b(?:assert|error):[ \t]*\{?(?:[ \t]*(?:#.*)?\r?\n)*(?:[ \t]+(?!file:)[\w-]+:.+\r?\n)*[ \t]*file:[ \t]*["']?(?:\.\/)?([^\s"'/},]+)/g;

/** All files that a test names, except the policies and their exceptions, which are deployed. */
function* testedFiles(text: string): Iterable<string> {
  let field = '';
  for (const line of text.split('\n')) {
    field = /^\w+/.exec(line)?.[0] ?? field;
    if (field !== 'policies' && field !== 'exceptions') {
      for (const [, name] of line.matchAll(namedFile)) {
        yield name!;
      }
    }
  }
}

/** A name of a YAML file without a directory. */
const namedFile = /(?:^|[\s"'[,])(?:\.\/)?([^\s"'[\],/#]+\.ya?ml)(?=$|[\s"',\]])/g;
