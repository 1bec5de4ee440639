import { type Analysis, fileOf } from '../analysis.ts';
import type { FileDocument } from '../model/document.ts';
import { baseName } from '../text/path.ts';
import type { YamlError } from '../yaml/node.ts';

/** A place where a manifest is no YAML, or YAML that no Kubernetes tool would take. */
export interface SyntaxError {
  readonly document: FileDocument;
  readonly error: YamlError;
}

/**
 * What keeps the manifests of a file from being read, in the order of the text. Files that are no manifests are none of
 * our business, however broken: an editor is full of them.
 */
export function syntaxErrors(analysis: Analysis, path: string): readonly SyntaxError[] {
  const documents = fileOf(analysis, path)?.documents ?? [];
  return documents
    .filter(({ facts }) => facts.errors.length > 0 && looksLikeManifest(path, facts.text))
    .flatMap((document) => document.facts.errors.map((error) => ({ document, error })));
}

/** A text that does not parse shows what it was meant to be by its keys, in block or flow style or JSON. */
function looksLikeManifest(path: string, text: string): boolean {
  return (
    (/(?:^|[{,])[ \t]*["']?apiVersion["']?[ \t]*:/m.test(text) &&
      /(?:^|[{,])[ \t]*["']?kind["']?[ \t]*:/m.test(text)) ||
    kustomizationNames.includes(baseName(path))
  );
}

/** Source: sigs.k8s.io/kustomize/api/konfig RecognizedKustomizationFileNames. */
const kustomizationNames: readonly string[] = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];
