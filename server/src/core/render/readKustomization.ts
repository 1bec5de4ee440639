import type { DocumentFacts } from '../model/document.ts';
import type { Node } from '../yaml/node.ts';
import { type KustomizationTree, kustomizationFilesIn, kustomizationTree } from './kustomizationFile.ts';
import { fail, type LayerParts } from './layerParts.ts';
import type { RenderDocument } from './source.ts';

/**
 * The kustomization of the directory, or its file if it cannot be read. Undefined if the directory has no
 * kustomization file.
 */
export function readKustomization(
  parts: LayerParts,
): KustomizationTree | { readonly broken: DocumentFacts } | undefined {
  const { directory, source } = parts;
  const [document, ...others] = kustomizationFilesIn(directory, source);
  if (document === undefined) {
    return undefined;
  }
  const { facts } = document;
  const whole = { start: 0, end: facts.text.length };
  if (others.length > 0) {
    parts.problems.push({
      at: { document: facts, range: document.root ?? whole },
      reason: `Found multiple kustomization files under: ${directory || '.'}`,
    });
  }
  const [error] = facts.errors;
  if (error !== undefined) {
    const reason = `invalid Kustomization: ${error.message}`;
    parts.problems.push({ at: { document: facts, range: { start: error.start, end: error.end } }, reason });
  }
  const tree = knownTree(parts, document);
  if (tree === undefined) {
    parts.unread.push({ at: { document: facts, range: whole }, because: `${facts.file} is not read` });
    return { broken: facts };
  }
  return tree;
}

function knownTree(parts: LayerParts, document: RenderDocument): KustomizationTree | undefined {
  const { kustomizations } = parts.layers.cache;
  let known = document.root && kustomizations.get(document.root);
  if (known === undefined) {
    const failures: { node: Node; reason: string }[] = [];
    known = { tree: kustomizationTree(document, (node, reason) => failures.push({ node, reason })), failures };
    if (document.root) {
      kustomizations.set(document.root, known);
    }
  }
  for (const { node, reason } of known.failures) {
    fail(parts, { document: document.facts }, node, reason);
  }
  return known.tree;
}
