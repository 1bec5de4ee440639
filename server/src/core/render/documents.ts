import { dataFields } from '../kinds/headerKinds.ts';
import type { DocumentFacts, SourceFile } from '../model/document.ts';
import { none } from '../text/emptyList.ts';
import { readHeader } from '../yaml/header.ts';
import type { Node, YamlError } from '../yaml/node.ts';
import { read } from '../yaml/read.ts';
import { scan } from '../yaml/scan.ts';
import type { RenderDocument } from './source.ts';
import { scalarTextAt } from './tree.ts';

/**
 * The documents of a file with their trees, which the facts do not keep.
 * @param text of the whole file, if available. Lists of operations, configurations and the bodies of kinds
 * without wiring are not in the facts, but a kustomization uses them.
 * @param withDefinitions whether to read CustomResourceDefinitions too, which make up most of the bytes and have no
 * wiring.
 */
export function documentsOf(file: SourceFile, text?: string, withDefinitions = false): readonly RenderDocument[] {
  const scanned = text === undefined ? [] : scan(text).filter((document) => !document.empty);
  const isWhole = scanned.length === file.documents.length;
  return file.documents.map(({ facts }, index): RenderDocument => {
    if (facts.errors.length > 0 || isUnread(facts) || facts.kustomization?.broken) {
      return { facts, errors: facts.errors };
    }
    if (facts.depth === 'body') {
      return withTree(facts, read(facts.text).root);
    }
    if (facts.wiresNothing && !withDefinitions) {
      return { facts, errors: [], wiresNothing: true };
    }
    const place = isWhole ? scanned[index] : undefined;
    if (place === undefined) {
      return isConverted(facts)
        ? { ...withTree(facts, read(facts.text).root), headerOnly: true }
        : facts.depth === 'header'
          ? { ...withTree(facts, readHeader(facts.text, fieldsOf(facts))?.root), headerOnly: true }
          : { facts, errors: [] };
    }
    const tree = read(text!.slice(place.start, place.end));
    return scalarTextAt(tree.root, 'kind') === 'CustomResourceDefinition' && !withDefinitions && !isConverted(facts)
      ? { facts, errors: [], wiresNothing: true }
      : withTree(facts, tree.errors.length > 0 ? undefined : tree.root, tree.errors);
  });
}

/** Whether it is a CustomResourceDefinition that names a Service. Its text ends where it has named it. */
function isConverted({ depth, resources }: DocumentFacts): boolean {
  return depth === 'header' && resources[0]?.kind === 'CustomResourceDefinition';
}

/** The fields whose keys belong to the header. */
function fieldsOf({ resources }: DocumentFacts): readonly string[] {
  return dataFields.get(resources[0]?.kind ?? '') ?? none;
}

function isUnread(facts: DocumentFacts): boolean {
  return facts.unread !== undefined && facts.resources.length === 0 && facts.kustomization === undefined;
}

function withTree(facts: DocumentFacts, root: Node | undefined, errors: readonly YamlError[] = []): RenderDocument {
  return root === undefined ? { facts, errors } : { facts, errors, root };
}
