import { kustomizationFileNames } from '../kinds/kustomization.ts';
import type { DocumentFacts } from '../model/document.ts';
import { pathIn } from '../text/path.ts';
import type { Mapping, Pair } from '../yaml/node.ts';
import { readAsJson } from './jsonPatch.ts';
import { withKnownFields } from './kustomizationFields.ts';
import type { RenderDocument, RenderSource } from './source.ts';
import type { Fail } from './transformers.ts';
import { at, isNull, scalarTextAt, withoutAliases } from './tree.ts';

/** A kustomization file as kustomize reads it: without aliases, and only with values that kustomize accepts. */
export interface KustomizationTree {
  readonly document: DocumentFacts;
  readonly root: Mapping;
  readonly isComponent: boolean;
}

/** The kustomization files of a directory, in the order in which kustomize searches for them. */
export function kustomizationFilesIn(directory: string, source: RenderSource): readonly RenderDocument[] {
  return kustomizationFileNames.flatMap((name) => {
    const file = source.file(pathIn(directory, name));
    const document = file?.documents[0];
    return document === undefined ? [] : [document];
  });
}

/** Whether the directory has an empty kustomization file. */
export function hasEmptyKustomization(directory: string, source: RenderSource): boolean {
  return kustomizationFileNames.some((name) => {
    const file = source.file(pathIn(directory, name));
    return file !== undefined && file.unread === undefined && file.documents.length === 0;
  });
}

/**
 * Why an existing kustomization cannot be read, e.g. because git ignores its file. Undefined if no reason is
 * known.
 */
export function unreadKustomizationIn(directory: string, source: RenderSource): string | undefined {
  for (const name of kustomizationFileNames) {
    const file = source.file(pathIn(directory, name));
    if (file?.unread !== undefined) {
      return file.unread;
    }
  }
  return undefined;
}

/** The content of a kustomization file without the fields and values that kustomize does not accept. */
export function kustomizationTree(document: RenderDocument, fail: Fail): KustomizationTree | undefined {
  const written = document.root && withoutAliases(document.root);
  if (written?.type !== 'mapping') {
    return undefined;
  }
  const plain = readAsJson(written) as Mapping;
  const root = withKnownFields(plain, fail);
  const kind = scalarTextAt(root, 'kind');
  const apiVersion = scalarTextAt(root, 'apiVersion');
  const isComponent = kind === 'Component';
  if (!['', 'Kustomization', 'Component'].includes(kind)) {
    fail(at(root, 'kind')!, 'kind should be Kustomization or Component');
  }
  const version = isComponent ? 'kustomize.config.k8s.io/v1alpha1' : 'kustomize.config.k8s.io/v1beta1';
  if (apiVersion !== '' && apiVersion !== version) {
    fail(at(root, 'apiVersion')!, `apiVersion for ${kind || 'Kustomization'} should be ${version}`);
  }
  if (plain.pairs.every(saysNothing)) {
    fail(root, 'kustomization.yaml is empty');
  }
  checkOrder(root, fail);
  return { document: document.facts, root, isComponent };
}

/** Source: Kustomization.CheckEmpty. It counts an empty list as content, and an empty string as no content. */
function saysNothing({ key, value }: Pair): boolean {
  return (
    key.text === 'kind' || key.text === 'apiVersion' || isNull(value) || (value.type === 'scalar' && value.text === '')
  );
}

/** Source: SortOrderTransformer.go Config, Transform. */
function checkOrder(root: Mapping, fail: Fail): void {
  const order = at(root, 'sortOptions', 'order');
  const text = scalarTextAt(order);
  const legacy = at(root, 'sortOptions', 'legacySortOptions');
  if (order !== undefined && !['', 'fifo', 'legacy'].includes(text)) {
    fail(order, "the field 'sortOptions.order' must be one of [fifo, legacy]");
  } else if (legacy !== undefined && text === 'fifo') {
    fail(
      legacy,
      "the field 'sortOptions.legacySortOptions' is set but the selected sort order is 'fifo', not 'legacy'",
    );
  }
}
