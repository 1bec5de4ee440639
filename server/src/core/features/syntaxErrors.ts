import { type Analysis, fileOf } from '../analysis.ts';
import { isKustomizationFile } from '../kinds/kustomization.ts';
import { looksLikeManifest } from '../kinds/looksLikeManifest.ts';
import type { FileDocument } from '../model/document.ts';
import type { YamlError } from '../yaml/node.ts';

/** A place where a manifest is no YAML, or YAML that no Kubernetes tool would take. */
export interface SyntaxError {
  readonly document: FileDocument;
  readonly error: YamlError;
}

/**
 * Where kubectl or kustomize would refuse a document of the file because it is no YAML: the first place of each document,
 * because what follows mostly comes of it. Files that are no manifests are none of our business, however broken: an
 * editor is full of them. Nor is what an engine for templates reads first.
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
