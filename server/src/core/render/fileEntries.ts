import type { Scalar } from '../yaml/node.ts';
import { holdsByName } from './byName.ts';
import type { KustomizationTree } from './kustomizationFile.ts';
import { fail, type LayerParts, leaveUnread } from './layerParts.ts';
import { objectsOf } from './patches.ts';
import { type Entry, entryOf } from './renderedObject.ts';
import type { RenderFile } from './source.ts';
import { isNull, scalarTextAt, withoutAliases } from './tree.ts';

/** The objects of a file that a kustomization lists as a resource. */
export function fileEntries(
  parts: LayerParts,
  tree: KustomizationTree,
  item: Scalar,
  file: RenderFile,
): readonly Entry[] {
  if (file.unread !== undefined) {
    leaveUnread(parts, tree, item, file.unread, holdsByName(file.path));
    return [];
  }
  return file.documents.flatMap(({ root, facts, errors, headerOnly }) => {
    if (root === undefined) {
      const [error] = errors;
      if (error !== undefined) {
        fail(parts, tree, item, `MalformedYAMLError: ${error.message} in File: ${item.text}`);
      }
      if (facts.unread !== undefined || error !== undefined) {
        leaveUnread(parts, tree, item, facts.unread?.because ?? `${facts.file} does not parse`, { text: facts.text });
      }
      return [];
    }
    const plain = withoutAliases(root);
    if (isNull(plain)) {
      return [];
    }
    if (plain.type !== 'mapping') {
      fail(parts, tree, item, `accumulating resources from '${item.text}': no object in it`);
      return [];
    }
    if (plain.pairs.length === 0) {
      return [];
    }
    return objectsOf(plain).flatMap((object) => {
      if (scalarTextAt(object, 'kind') === '') {
        fail(parts, tree, item, `accumulating resources from '${item.text}': Object 'Kind' is missing`);
        return [];
      }
      if (scalarTextAt(object, 'metadata', 'name') === '') {
        fail(parts, tree, item, `accumulating resources from '${item.text}': missing metadata.name in object`);
      }
      const { entries } = parts.layers.cache;
      const known = entries.get(object);
      if (known !== undefined && known.document === facts) {
        return [known];
      }
      const entry: Entry = headerOnly ? { ...entryOf(object, facts), headerOnly } : entryOf(object, facts);
      entries.set(object, entry);
      return [entry];
    });
  });
}
