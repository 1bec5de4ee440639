import type { Labels } from '../model/written.ts';
import { orNone } from '../text/emptyList.ts';
import { get } from '../yaml/access.ts';
import type { Mapping, Node } from '../yaml/node.ts';
import { labelsOf } from './written.ts';

// Deeper than any custom resource that people write. The bound protects against hostile input.
const deepest = 16;

/**
 * The labels that an operator may add to the pods of a custom resource: every field of the spec that is called
 * `labels`, or ends in `Labels`.
 */
export function operatedOf(root: Mapping): readonly Labels[] {
  const labels: Labels[] = [];
  const visit = (node: Node, depth: number) => {
    if (depth > deepest || node.type === 'alias') {
      return;
    }
    if (node.type === 'sequence') {
      for (const item of node.items) {
        visit(item, depth + 1);
      }
    } else if (node.type === 'mapping') {
      for (const pair of node.pairs) {
        const found = /^labels$|Labels$/.test(pair.key.text) ? labelsOf(pair) : undefined;
        if (found?.pairs.length) {
          labels.push(found);
        } else {
          visit(pair.value, depth + 1);
        }
      }
    }
  };
  const spec = get(root, 'spec');
  if (spec) {
    visit(spec, 0);
  }
  return orNone(labels);
}
