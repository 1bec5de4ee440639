import type { IndexReader } from '../../index/reader.ts';
import { baseName, directoryOf, pathIn } from '../../text/path.ts';

/**
 * The Chainsaw test that compares a file with the state of a cluster. Such a file holds parts of objects that
 * something else has created. Source: github.com/kyverno/chainsaw pkg/apis/v1alpha1 Assert, Error, and
 * pkg/runner, the test's file in its directory.
 */
export function assertedBy(file: string, index: IndexReader): string | undefined {
  const directory = directoryOf(file);
  return testFiles
    .map((name) => pathIn(directory, name))
    .find((test) => test !== file && namesAssertedIn(test, index).has(baseName(file)));
}

const testFiles = ['chainsaw-test.yaml', 'chainsaw-test.yml'];

function namesAssertedIn(test: string, index: IndexReader): ReadonlySet<string> {
  return index.remember('asserted', test, (reader) => {
    const names = new Set<string>();
    for (const { text, resources } of reader.documentsOf(test)) {
      if (resources.some(({ group, kind }) => group === 'chainsaw.kyverno.io' && kind === 'Test')) {
        for (const [, name] of text.matchAll(assertedFile)) {
          names.add(name!);
        }
      }
    }
    return names;
  });
}

/** `assert:` or `error:` with its `file:`, after other fields of one line each. */
const assertedFile =
  /\b(?:assert|error):[ \t]*\{?(?:[ \t]*(?:#.*)?\r?\n)*(?:[ \t]+(?!file:)[\w-]+:.+\r?\n)*[ \t]*file:[ \t]*["']?(?:\.\/)?([^\s"'/},]+)/g;
