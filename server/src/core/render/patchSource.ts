import type { DocumentFacts } from '../model/document.ts';
import type { KustomizationProblem } from '../model/kustomization.ts';
import { getOrInsertComputed } from '../text/maps.ts';
import { resolvePath } from '../text/path.ts';
import type { Node, Scalar } from '../yaml/node.ts';
import type { KnownOfUnread } from './bundle.ts';
import { holdsByName } from './byName.ts';
import { inlineDocuments } from './inline.ts';
import type { RenderCache } from './renderCache.ts';
import type { RenderDocument, RenderSource } from './source.ts';
import type { Fail } from './transformers.ts';
import { scalarTextAt, withoutAliases } from './tree.ts';

/** The search path of patches and the functions that report problems. */
export interface PatchInput {
  readonly directory: string;
  readonly document: DocumentFacts;
  readonly source: RenderSource;
  readonly cache: RenderCache;
  readonly fail: Fail;
  readonly addProblem: (problem: KustomizationProblem) => void;
  /** Notes a patch that is not read. Its changes are unknown, unless `known` describes them. */
  readonly unread: (at: Node, because: string, known?: KnownOfUnread) => void;
  /** Whether the target of a patch may be missing because some objects are not read. */
  readonly mayLack: (kind: string) => boolean;
}

/** The documents of an inline patch. They are cached. */
export function knownInline(scalar: Scalar, { document, cache }: PatchInput): readonly RenderDocument[] | undefined {
  return getOrInsertComputed(cache.inline, scalar, () => ({ documents: inlineDocuments(scalar, document) })).documents;
}

/** Text that starts with a JSON list is parsed as JSON only. Source: PatchTransformer.go jsonPatchFromBytes. */
export function isBrokenJson(text: string): boolean {
  if (!text.trim().startsWith('[')) {
    return false;
  }
  try {
    JSON.parse(text);
    return false;
  } catch {
    return true;
  }
}

/** Whether an item of `patchesStrategicMerge` is known to contain a patch. */
export function containsPatch(item: Node, input: PatchInput): boolean {
  const path = scalarTextAt(item);
  const resolved = path.includes('\n') || isFetched(path) ? undefined : resolvePath(input.directory, path);
  const file = resolved === undefined ? undefined : input.source.file(resolved);
  return file === undefined || file.unread !== undefined || file.documents.length > 0;
}

function isFetched(path: string): boolean {
  return /^https?:\/\//.test(path);
}

/**
 * The documents of the file that a path names; undefined if it cannot be read, which is reported.
 *
 * @param isEmptyTaken whether kustomize accepts an empty file.
 * @param known what is known of the patch if it is not read.
 */
export function patchFile(
  path: Scalar,
  input: PatchInput,
  isEmptyTaken: boolean,
  known: () => KnownOfUnread = () => ({}),
): readonly RenderDocument[] | undefined {
  const { directory, source, fail } = input;
  const unread = (at: Node, because: string) => input.unread(at, because, { ...holdsByName(path.text), ...known() });
  if (isFetched(path.text)) {
    unread(path, `the patch ${path.text} is not fetched`);
    return undefined;
  }
  const resolved = resolvePath(directory, path.text);
  if (resolved === undefined) {
    unread(path, `the patch ${path.text} lies outside the workspace folder`);
    return undefined;
  }
  if (directory !== '' && !resolved.startsWith(`${directory}/`)) {
    fail(path, `security; file '${path.text}' is not in or below '${directory}'`, 'restriction');
  }
  const file = source.file(resolved);
  if (file === undefined) {
    if (source.text(resolved) === 'missing') {
      fail(path, `failed to get the patch file from path(${path.text}): no such file or directory`);
    } else {
      unread(path, `the patch ${resolved} is not read`);
    }
    return undefined;
  }
  if (file.documents.length === 0 && file.unread === undefined && !isEmptyTaken) {
    fail(path, `patch appears to be empty; files=[${path.text}]`);
    return undefined;
  }
  const broken = file.documents.find((document) => document.errors.length > 0);
  if (
    file.unread !== undefined ||
    file.documents.some((document) => document.root === undefined && document.wiresNothing !== true)
  ) {
    if (broken !== undefined) {
      fail(path, `unable to parse SM or JSON patch from ${path.text}: ${broken.errors[0]!.message}`);
    }
    unread(path, `the patch ${resolved} is not read`);
  }
  return file.documents.flatMap((document) =>
    document.root === undefined ? [] : [{ ...document, root: withoutAliases(document.root) }],
  );
}
