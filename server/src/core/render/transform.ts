import { resolvePath } from '../text/path.ts';
import type { Node } from '../yaml/node.ts';
import { addAll, addLabels } from './addedLabels.ts';
import { fieldSpecOf, listAt } from './configuration.ts';
import type { FieldSpec } from './fieldSpec.ts';
import { inWords } from './identity.ts';
import { inlineDocuments } from './inline.ts';
import type { KustomizationTree } from './kustomizationFile.ts';
import { addProblem, fail, type LayerParts, leaveUnread } from './layerParts.ts';
import { applyPatch, applyStrategicMerge } from './patches.ts';
import { containsPatch, type PatchInput } from './patchSource.ts';
import { asPatchedBefore, changeEach } from './renderCache.ts';
import type { Entry } from './renderedObject.ts';
import { replace } from './replacements.ts';
import type { RenderDocument } from './source.ts';
import { addToNames, conflictsIn, setImage, setNamespace, setReplicas } from './transformers.ts';
import { at, madeAt, pairIn, scalarTextAt, withoutAliases } from './tree.ts';

/** The order is the order of KustTarget.configureBuiltinTransformers. */
export function transform(parts: LayerParts, tree: KustomizationTree): void {
  const { root, document } = tree;
  const { specs } = parts.configuration;
  const input = patchInput(parts, tree);
  const merges = listAt(root, 'patchesStrategicMerge');
  if (merges.length > 0 && !merges.some((item) => containsPatch(item, input))) {
    fail(
      parts,
      tree,
      merges[0]!,
      `patch appears to be empty; files=[${merges.map((item) => scalarTextAt(item)).join(' ')}]`,
    );
  }
  for (const item of merges) {
    patchKept(parts, item, () => applyStrategicMerge(parts.entries, item, input));
  }
  for (const item of listAt(root, 'patches')) {
    patchKept(parts, item, () => applyPatch(parts.entries, item, input));
  }
  runKept(parts, tree, 'names and labels', () => setNamesAndLabels(parts, tree));
  const namespace = at(root, 'namespace');
  if (namespace?.type === 'scalar' && namespace.text !== '') {
    for (const { identity } of conflictsIn(parts.entries)) {
      input.fail(namespace, `namespace transformation produces ID conflict: ${inWords(identity)}`);
    }
  }
  for (const item of listAt(root, 'patchesJson6902')) {
    patchKept(parts, item, () => applyPatch(parts.entries, item, input, 'operations'));
  }
  for (const item of listAt(root, 'replicas')) {
    parts.entries = setReplicas(parts.entries, item, specs.replicas, madeAt(item, document), (node, reason) => {
      if (parts.unread.length === 0) {
        fail(parts, tree, node, reason);
      }
    });
  }
  runKept(parts, tree, 'images', () => {
    for (const item of [...listAt(root, 'images'), ...listAt(root, 'imageTags')]) {
      parts.entries = setImage(parts.entries, item, specs.images, madeAt(item, document));
    }
  });
  for (const item of listAt(root, 'replacements')) {
    runReplacement(parts, tree, item);
  }
  for (const item of listAt(root, 'transformers')) {
    runTransformer(parts, tree, item);
  }
}

/**
 * Runs transformers that change one object at a time. It uses the cached results of objects that they changed
 * earlier.
 */
function runKept(parts: LayerParts, tree: KustomizationTree, run: string, change: () => void): void {
  const all = parts.entries;
  const key = { document: tree.document, run, on: parts.configuration };
  parts.entries = changeEach(parts.layers.cache, key, all, (fresh) => {
    const failures = parts.failures;
    parts.entries = fresh;
    change();
    return { entries: parts.entries, keep: parts.failures === failures };
  });
}

/** An inline patch gives the same results for the same objects, so its results are cached. */
function patchKept(parts: LayerParts, item: Node, patch: () => readonly Entry[]): void {
  const before = parts.entries;
  const failures = parts.failures;
  const after = patch();
  const isInline = item.type === 'scalar' ? item.text.includes('\n') : at(item, 'path') === undefined;
  parts.entries =
    isInline && parts.failures === failures ? asPatchedBefore(parts.layers.cache, item, before, after) : after;
}

function setNamesAndLabels(parts: LayerParts, tree: KustomizationTree): void {
  const { root, document } = tree;
  const { specs } = parts.configuration;
  const namespace = at(root, 'namespace');
  if (namespace?.type === 'scalar' && namespace.text !== '') {
    parts.entries = setNamespace(parts.entries, {
      namespace,
      place: madeAt(namespace, document),
      specs: specs.namespace,
      fail: (node, reason, excuse) => fail(parts, tree, node, reason, excuse),
    });
  }
  for (const [field, where] of [
    ['namePrefix', 'prefix'],
    ['nameSuffix', 'suffix'],
  ] as const) {
    const added = at(root, field);
    if (added?.type === 'scalar') {
      parts.entries = addToNames(parts.entries, added, where, specs[field], madeAt(added, document));
    }
  }
  addLabels(parts, tree);
  addAll(parts, tree, at(root, 'commonAnnotations'), specs.commonAnnotations);
}

function patchInput(parts: LayerParts, tree: KustomizationTree): PatchInput {
  return {
    directory: parts.directory,
    document: tree.document,
    source: parts.source,
    cache: parts.layers.cache,
    fail: (node, reason, excuse) => fail(parts, tree, node, reason, excuse),
    addProblem: (problem) => addProblem(parts, problem),
    unread: (node, because, known) => leaveUnread(parts, tree, node, because, known),
    // A kustomization without resources patches what a tool passes to it: Fleet and other tools pass a rendered
    // chart.
    mayLack: (kind) => kind === 'CustomResourceDefinition' || parts.unread.length > 0 || parts.entries.length === 0,
  };
}

function runReplacement(parts: LayerParts, tree: KustomizationTree, item: Node): void {
  const path = at(item, 'path');
  const mayLack = parts.unread.length > 0;
  if (path === undefined) {
    parts.entries = replace(parts.entries, item, tree.document, mayLack, (node, reason) =>
      fail(parts, tree, node, reason),
    );
    return;
  }
  for (const { root, facts } of localDocuments(parts, tree, path)) {
    const items = root?.type === 'sequence' ? root.items : root === undefined ? [] : [root];
    for (const each of items) {
      // A problem in that file is reported at the path that names the file.
      parts.entries = replace(parts.entries, each, facts, mayLack, (_, reason) => fail(parts, tree, path, reason));
    }
  }
}

function localDocuments(parts: LayerParts, tree: KustomizationTree, path: Node): readonly RenderDocument[] {
  const resolved = path.type === 'scalar' ? resolvePath(parts.directory, path.text) : undefined;
  const file = resolved === undefined ? undefined : parts.source.file(resolved);
  if (file === undefined) {
    if (resolved !== undefined && !parts.source.isDirectory(resolved) && parts.source.text(resolved) === 'missing') {
      fail(parts, tree, path, `evalsymlink failure on '${scalarTextAt(path)}' : no such file or directory`);
    }
    leaveUnread(parts, tree, path, `${resolved ?? 'a file'} is not read`);
    return [];
  }
  return file.documents.flatMap((document) =>
    document.root === undefined ? [] : [{ ...document, root: withoutAliases(document.root) }],
  );
}

/**
 * The inline objects of an item of `transformers`, `generators` or `validators`; undefined if the item is a
 * path. Source: KustTarget.configureExternalTransformers.
 */
export function inlineObjects(
  item: Node,
  document: KustomizationTree['document'],
): readonly RenderDocument[] | undefined {
  const documents = item.type === 'scalar' ? inlineDocuments(item, document) : undefined;
  return documents?.some(({ root }) => root?.type === 'mapping') ? documents : undefined;
}

/** The transformers in a directory; undefined if the item is not a directory with a kustomization. */
function objectsBelow(parts: LayerParts, item: Node): readonly Pick<RenderDocument, 'root' | 'facts'>[] | undefined {
  const resolved = item.type === 'scalar' ? resolvePath(parts.directory, item.text) : undefined;
  const layer =
    resolved === undefined || parts.source.file(resolved) !== undefined ? undefined : parts.layerOf(resolved);
  return layer?.entries.map(({ root, document }) => ({ root, facts: document }));
}

/** Runs the built-in transformers of a separate configuration file. Source: builtinhelpers.TransformerFactories. */
function runTransformer(parts: LayerParts, tree: KustomizationTree, item: Node): void {
  const objects = inlineObjects(item, tree.document) ?? objectsBelow(parts, item) ?? localDocuments(parts, tree, item);
  for (const { root, facts } of objects) {
    const kind = scalarTextAt(root, 'kind');
    // The kind is arbitrary input and may equal a property name that every JavaScript object has.
    const isBuiltIn = scalarTextAt(root, 'apiVersion') === 'builtin' && Object.hasOwn(builtIn, kind);
    const run = isBuiltIn ? builtIn[kind] : undefined;
    if (root === undefined || run === undefined) {
      leaveUnread(parts, tree, item, `the transformer ${kind || scalarTextAt(item)} is not run`);
      continue;
    }
    const specs = listAt(root, 'fieldSpecs').map(fieldSpecOf);
    parts.entries = run(parts.entries, { root, specs, parts, tree, document: facts, place: item });
  }
}

interface Plugin {
  readonly root: Node;
  readonly specs: readonly FieldSpec[];
  readonly parts: LayerParts;
  readonly tree: KustomizationTree;
  readonly document: KustomizationTree['document'];
  /** The item that names the file. Problems are reported at this place. */
  readonly place: Node;
}

const builtIn: Readonly<Record<string, (entries: readonly Entry[], plugin: Plugin) => readonly Entry[]>> = {
  LabelTransformer: (_, plugin) => addFromPlugin(plugin, 'labels'),
  AnnotationsTransformer: (_, plugin) => addFromPlugin(plugin, 'annotations'),
  NamespaceTransformer: (entries, { root, specs, parts, tree, document, place }) => {
    const namespace = at(root, 'metadata', 'namespace');
    const subjects = scalarTextAt(root, 'setRoleBindingSubjects');
    return namespace?.type !== 'scalar' || namespace.text === ''
      ? entries
      : setNamespace(entries, {
          namespace,
          place: madeAt(namespace, document),
          specs,
          unsetOnly: scalarTextAt(root, 'unsetOnly') === 'true',
          ...(subjects === 'allServiceAccounts' || subjects === 'none' ? { subjects } : {}),
          fail: (_, reason, excuse) => fail(parts, tree, place, reason, excuse),
        });
  },
  PrefixTransformer: (entries, { root, specs, document }) => {
    const added = at(root, 'prefix');
    return added?.type === 'scalar' ? addToNames(entries, added, 'prefix', specs, madeAt(added, document)) : entries;
  },
  SuffixTransformer: (entries, { root, specs, document }) => {
    const added = at(root, 'suffix');
    return added?.type === 'scalar' ? addToNames(entries, added, 'suffix', specs, madeAt(added, document)) : entries;
  },
  PatchTransformer: (entries, plugin) => applyPatch(entries, plugin.root, pluginInput(plugin)),
  PatchJson6902Transformer: (entries, plugin) => {
    // A separate configuration file has its inline operations under `jsonOp`.
    const operations = at(plugin.root, 'jsonOp');
    const root = plugin.root.type === 'mapping' ? plugin.root : undefined;
    const pair = operations && root && pairIn(root, 'jsonOp');
    const item: Node =
      pair === undefined || root === undefined
        ? plugin.root
        : { ...root, pairs: [...root.pairs, { ...pair, key: { ...pair.key, text: 'patch' } }] };
    return applyPatch(entries, item, pluginInput(plugin));
  },
  PatchStrategicMergeTransformer: (entries, plugin) => {
    const written = at(plugin.root, 'patches');
    const items = [...listAt(plugin.root, 'paths'), ...(written === undefined ? [] : [written])];
    return items.reduce((all, item) => applyStrategicMerge(all, item, pluginInput(plugin)), entries);
  },
  ImageTagTransformer: (entries, { root, specs, document }) => {
    const image = at(root, 'imageTag');
    return image === undefined ? entries : setImage(entries, image, specs, madeAt(image, document));
  },
  ReplicaCountTransformer: (entries, { root, specs, parts, tree, document, place }) => {
    const replica = at(root, 'replica');
    return replica === undefined
      ? entries
      : setReplicas(entries, replica, specs, madeAt(replica, document), (_, reason) =>
          fail(parts, tree, place, reason),
        );
  },
  ReplacementTransformer: (entries, { root, parts, tree, document, place }) =>
    listAt(root, 'replacements').reduce(
      (all, item) =>
        replace(all, item, document, parts.unread.length > 0, (_, reason) => fail(parts, tree, place, reason)),
      entries,
    ),
};

function pluginInput({ parts, tree, document, place }: Plugin): PatchInput {
  return {
    ...patchInput(parts, tree),
    document,
    fail: (_, reason, excuse) => fail(parts, tree, place, reason, excuse),
    unread: (_, because, known) => leaveUnread(parts, tree, place, because, known),
  };
}

function addFromPlugin({ root, specs, parts, document }: Plugin, key: string): readonly Entry[] {
  addAll(parts, { document }, at(root, key), specs);
  return parts.entries;
}
