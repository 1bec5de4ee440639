import { type Analysis, fileOf } from '../analysis.ts';
import { isKustomizationFile } from '../kinds/kustomization.ts';
import { looksLikeManifest } from '../kinds/looksLikeManifest.ts';
import type { FileDocument } from '../model/document.ts';
import type { YamlError } from '../yaml/node.ts';

/** A place where a manifest is not YAML, or is YAML that no Kubernetes tool accepts. */
export interface SyntaxError {
  readonly document: FileDocument;
  readonly error: YamlError;
}

/**
 * Where kubectl or kustomize would refuse a document of the file because it is not YAML. Only the first place
 * of each document is reported, because later errors usually follow from it. Files that are not manifests are
 * never reported: an editor often has broken ones open. Files that a template engine reads first are not
 * reported either.
 */
export function syntaxErrors(analysis: Analysis, path: string): readonly SyntaxError[] {
  const documents = fileOf(analysis, path)?.documents ?? [];
  return documents.flatMap((document) => {
    const [error] = document.facts.errors.toSorted((a, b) => a.start - b.start || a.end - b.end);
    return error && isMeant(document.facts.text, path) ? [{ document, error }] : [];
  });
}

function isMeant(text: string, path: string): boolean {
  return (isKustomizationFile(path) || looksLikeManifest(text)) && !/\{\{|\{%|<%/.test(text);
}
