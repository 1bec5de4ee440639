import { baseName, resolvePath } from '../text/path.ts';
import type { Node, Scalar } from '../yaml/node.ts';
import { holdsByName } from './byName.ts';
import { hasEmptyKustomization, type KustomizationTree, unreadKustomizationIn } from './kustomizationFile.ts';
import { fail, type LayerParts, leaveUnread } from './layerParts.ts';
import type { RenderFile } from './source.ts';
import { scalarTextAt } from './tree.ts';

/**
 * Kustomize fetches everything that is not a local path. Source: api/internal/loader and api/internal/git
 * NewRepoSpecFromURL.
 */
export function localPath(parts: LayerParts, tree: KustomizationTree, item: Scalar): string | undefined {
  const { text } = item;
  if (isRemote(text)) {
    leaveUnread(parts, tree, item, `${text} is not fetched`, holdsByName(text));
    return undefined;
  }
  if (text.startsWith('/')) {
    fail(parts, tree, item, `new root '${text}' cannot be absolute`);
    leaveUnread(parts, tree, item, `${text} lies outside the workspace folder`);
    return undefined;
  }
  const resolved = text === '' ? undefined : resolvePath(parts.directory, text);
  if (resolved === undefined) {
    if (text === '') {
      fail(parts, tree, item, 'new root cannot be empty');
    } else {
      leaveUnread(parts, tree, item, `${text} lies outside the workspace folder`);
    }
  }
  return resolved;
}

function isRemote(text: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\/|^git@|^git::|^gh:/i.test(text);
}

export function localFile(parts: LayerParts, tree: KustomizationTree, item: Scalar): RenderFile | undefined {
  const resolved = localPath(parts, tree, item);
  const file = resolved === undefined ? undefined : parts.source.file(resolved);
  if (resolved !== undefined && file === undefined) {
    notThere(parts, tree, item, resolved);
  }
  if (resolved !== undefined) {
    checkBelow(parts, tree, item, resolved);
  }
  return file;
}

/**
 * Entries of `crds` are OpenAPI definitions in JSON, not CustomResourceDefinitions. Source:
 * accumulator.LoadConfigFromCRDs.
 */
export function checkDefinitions(parts: LayerParts, tree: KustomizationTree, item: Node): void {
  const path = scalarTextAt(item);
  const resolved = isRemote(path) ? undefined : resolvePath(parts.directory, path);
  const file = resolved === undefined ? undefined : parts.source.file(resolved);
  if (file?.documents.some(({ wiresNothing, root }) => wiresNothing || isDefinition(root))) {
    fail(parts, tree, item, `loading CRDs [${path}]: unable to parse open API definition from '${path}'`);
  }
  checkThere(parts, tree, item, `loading CRDs [${path}]`);
}

function isDefinition(root: Node | undefined): boolean {
  return root !== undefined && scalarTextAt(root, 'kind') === 'CustomResourceDefinition';
}

/** Reports a path that does not exist. Only kustomize needs the content of the path. */
export function checkThere(parts: LayerParts, tree: KustomizationTree, item: Node, words: string): void {
  const { source, directory } = parts;
  const resolved = item.type === 'scalar' && !isRemote(item.text) ? resolvePath(directory, item.text) : undefined;
  if (
    resolved !== undefined &&
    source.file(resolved) === undefined &&
    !source.isDirectory(resolved) &&
    source.text(resolved) === 'missing'
  ) {
    fail(parts, tree, item, `${words}: no such file or directory`);
  }
}

export function checkBelow(parts: LayerParts, tree: KustomizationTree, item: Scalar, resolved: string): void {
  if (parts.directory !== '' && !resolved.startsWith(`${parts.directory}/`)) {
    fail(parts, tree, item, `security; file '${item.text}' is not in or below '${parts.directory}'`, 'restriction');
  }
}

export function notThere(parts: LayerParts, tree: KustomizationTree, item: Scalar, resolved: string): void {
  const { source } = parts;
  if (/^[\w.-]+\.[a-z]{2,}[/:]|[?&]ref=/i.test(item.text)) {
    leaveUnread(parts, tree, item, `${item.text} is not fetched`, holdsByName(item.text));
    return;
  }
  const because = unreadKustomizationIn(resolved, source);
  if (because !== undefined) {
    leaveUnread(parts, tree, item, because, holdsByName(resolved));
    return;
  }
  if (hasEmptyKustomization(resolved, source)) {
    fail(parts, tree, item, `couldn't make target for path '${item.text}': kustomization.yaml is empty`);
  } else if (source.isDirectory(resolved)) {
    fail(
      parts,
      tree,
      item,
      `unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '${item.text}'`,
    );
  } else if (source.text(resolved) === 'missing') {
    const reason = `accumulating resources from '${item.text}': no such file or directory`;
    fail(parts, tree, item, reason, baseName(resolved) === fluxDirectory ? 'bootstrap' : undefined);
  }
  leaveUnread(parts, tree, item, `${item.text} is not read`, holdsByName(resolved));
}

/**
 * `flux bootstrap` creates this directory beside the other manifests of a cluster. Source: github.com/fluxcd/flux2
 * pkg/manifestgen/sync, and its default namespace.
 */
const fluxDirectory = 'flux-system';
