import { get } from '../yaml/access.ts';
import type { Tree } from '../yaml/node.ts';
import { read } from '../yaml/read.ts';
import type { ScannedDocument } from '../yaml/scan.ts';

/**
 * What is read of a CustomResourceDefinition whose objects a webhook converts: its text up to the end of
 * `spec.conversion`, which names a Service. Schemas are most of the text of a definition, and mostly follow after it.
 * Undefined if it names none. Source: k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1 CustomResourceConversion.
 *
 * @param whole the text of the file.
 */
export function conversionOf(
  whole: string,
  { start, end }: ScannedDocument,
): { readonly text: string; readonly tree: Tree } | undefined {
  // Most definitions do not contain the word, and this search is all that they cost.
  for (let at = whole.indexOf(key, start); at >= 0 && at < end; at = whole.indexOf(key, at + 1)) {
    const line = whole.lastIndexOf('\n', at) + 1;
    const indent = whole.slice(line, at);
    // A deeper one is a property of a schema.
    if (!/^ {1,8}$/.test(indent)) {
      continue;
    }
    const block = blockAt(whole, at, indent.length, end);
    if (!block.includes('service:')) {
      continue;
    }
    const text = whole.slice(start, at) + block;
    const tree = read(text);
    const conversion = tree.root && get(tree.root, 'spec', 'conversion');
    if (tree.errors.length === 0 && conversion && conversion.start > at - start) {
      return { text, tree };
    }
  }
  return undefined;
}

const key = 'conversion:';

/** The text from the key at `at` to the next line that is not deeper than the key. */
function blockAt(whole: string, at: number, indent: number, end: number): string {
  const deeper = new RegExp(`(?:\\r\\n|\\n|\\r)(?! {${indent + 1},}|[ \\t]*(?:#.*)?(?:\\r|\\n|$))`, 'g');
  deeper.lastIndex = at;
  const found = deeper.exec(whole);
  return whole.slice(at, found && found.index < end ? found.index : end);
}
