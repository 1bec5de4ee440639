import { resolvePath } from '../text/path.ts';
import type { Node, Pair } from '../yaml/node.ts';
import { fieldSpecOf, listAt } from './configuration.ts';
import { type FieldSpec, fieldSpec, mergeFieldSpecs } from './fieldSpec.ts';
import { inWords } from './identity.ts';
import { inlineDocuments } from './inline.ts';
import type { KustomizationTree } from './kustomizationFile.ts';
import { fail, leaveUnread, type Making } from './layerParts.ts';
import { applyPatch, applyStrategicMerge, containsPatch, type PatchInput } from './patches.ts';
import { asPatchedBefore, changeEach } from './renderCache.ts';
import type { Entry } from './renderedObject.ts';
import { replace } from './replacements.ts';
import type { RenderDocument } from './source.ts';
import { addPairs, addToNames, conflictsIn, setImage, setNamespace, setReplicas } from './transformers.ts';
import { at, madeAt, owned, pairIn, scalarTextAt, withoutAliases } from './tree.ts';

/** The order is the order of KustTarget.configureBuiltinTransformers. */
export function transform(making: Making, tree: KustomizationTree): void {
  const { root, document } = tree;
  const { specs } = making.configuration;
  const input = patchInput(making, tree);
  const merges = listAt(root, 'patchesStrategicMerge');
  if (merges.length > 0 && !merges.some((item) => containsPatch(item, input))) {
    fail(
      making,
      tree,
      merges[0]!,
      `patch appears to be empty; files=[${merges.map((item) => scalarTextAt(item)).join(' ')}]`,
    );
  }
  for (const item of merges) {
    patchKept(making, item, () => applyStrategicMerge(making.entries, item, input));
  }
  for (const item of listAt(root, 'patches')) {
    patchKept(making, item, () => applyPatch(making.entries, item, input));
  }
  runKept(making, tree, 'names and labels', () => setNamesAndLabels(making, tree));
  const namespace = at(root, 'namespace');
  if (namespace?.type === 'scalar' && namespace.text !== '') {
    for (const { identity } of conflictsIn(making.entries)) {
      input.fail(namespace, `namespace transformation produces ID conflict: ${inWords(identity)}`);
    }
  }
  for (const item of listAt(root, 'patchesJson6902')) {
    patchKept(making, item, () => applyPatch(making.entries, item, input, 'operations'));
  }
  for (const item of listAt(root, 'replicas')) {
    making.entries = setReplicas(making.entries, item, specs.replicas, madeAt(item, document), (node, reason) => {
      if (making.unread.length === 0) {
        fail(making, tree, node, reason);
      }
    });
  }
  runKept(making, tree, 'images', () => {
    for (const item of [...listAt(root, 'images'), ...listAt(root, 'imageTags')]) {
      making.entries = setImage(making.entries, item, specs.images, madeAt(item, document));
    }
  });
  for (const item of listAt(root, 'replacements')) {
    runReplacement(making, tree, item);
  }
  for (const item of listAt(root, 'transformers')) {
    runTransformer(making, tree, item);
  }
}

/**
 * Runs transformers that change one object at a time. It uses the cached results of objects that they changed
 * earlier.
 */
function runKept(making: Making, tree: KustomizationTree, run: string, change: () => void): void {
  const all = making.entries;
  const key = { document: tree.document, run, on: making.configuration };
  making.entries = changeEach(making.layers.memory, key, all, (fresh) => {
    const failures = making.failures;
    making.entries = fresh;
    change();
    return { entries: making.entries, keep: making.failures === failures };
  });
}

/** An inline patch gives the same results for the same objects, so its results are cached. */
function patchKept(making: Making, item: Node, patch: () => readonly Entry[]): void {
  const before = making.entries;
  const failures = making.failures;
  const after = patch();
  const isInline = item.type === 'scalar' ? item.text.includes('\n') : at(item, 'path') === undefined;
  making.entries =
    isInline && making.failures === failures ? asPatchedBefore(making.layers.memory, item, before, after) : after;
}

function setNamesAndLabels(making: Making, tree: KustomizationTree): void {
  const { root, document } = tree;
  const { specs } = making.configuration;
  const namespace = at(root, 'namespace');
  if (namespace?.type === 'scalar' && namespace.text !== '') {
    making.entries = setNamespace(making.entries, {
      namespace,
      place: madeAt(namespace, document),
      specs: specs.namespace,
      fail: (node, reason, excuse) => fail(making, tree, node, reason, excuse),
    });
  }
  for (const [field, where] of [
    ['namePrefix', 'prefix'],
    ['nameSuffix', 'suffix'],
  ] as const) {
    const added = at(root, field);
    if (added?.type === 'scalar') {
      making.entries = addToNames(making.entries, added, where, specs[field], madeAt(added, document));
    }
  }
  addLabels(making, tree);
  addAll(making, tree, at(root, 'commonAnnotations'), specs.commonAnnotations);
}

function patchInput(making: Making, tree: KustomizationTree): PatchInput {
  return {
    directory: making.directory,
    document: tree.document,
    source: making.source,
    memory: making.layers.memory,
    fail: (node, reason, excuse) => fail(making, tree, node, reason, excuse),
    unread: (node, because, known) => leaveUnread(making, tree, node, because, known),
    // A kustomization without resources patches what a tool passes to it: Fleet and other tools pass a rendered
    // chart.
    mayLack: (kind) => kind === 'CustomResourceDefinition' || making.unread.length > 0 || making.entries.length === 0,
  };
}

function addLabels(making: Making, tree: KustomizationTree): void {
  const { root } = tree;
  for (const item of listAt(root, 'labels')) {
    addAll(making, tree, at(item, 'pairs'), labelSpecs(making, tree, item));
  }
  addAll(making, tree, at(root, 'commonLabels'), making.configuration.specs.commonLabels);
}

/** The fields that an item of `labels` changes. They are cached if the item has no problem. */
function labelSpecs(making: Making, tree: KustomizationTree, item: Node): readonly FieldSpec[] {
  const { configuration, layers } = making;
  const { specs } = configuration;
  const known = layers.memory.labelSpecs.get(item);
  if (known?.on === configuration) {
    return known.specs;
  }
  const { failures } = making;
  const isSet = (key: string) => scalarTextAt(item, key) === 'true';
  const merge = (base: readonly FieldSpec[], added: readonly FieldSpec[]) => {
    const merged = mergeFieldSpecs(base, added);
    if (merged.conflict !== undefined) {
      fail(making, tree, item, 'failed to merge labels: conflicting fieldspecs');
    }
    return merged.specs;
  };
  let chosen = merge(listAt(item, 'fields').map(fieldSpecOf), specs.labels);
  if (isSet('includeSelectors')) {
    chosen = merge(chosen, specs.commonLabels);
  } else {
    chosen = isSet('includeTemplates') ? merge(chosen, specs.templateLabels) : chosen;
    chosen = merge(chosen, [fieldSpec('metadata/labels', true)]);
  }
  if (making.failures === failures) {
    layers.memory.labelSpecs.set(item, { on: configuration, specs: chosen });
  }
  return chosen;
}

/** Adds the pairs of a mapping of the kustomization, each with its position in the kustomization. */
function addAll(
  making: Making,
  tree: { readonly document: KustomizationTree['document'] },
  map: Node | undefined,
  specs: readonly FieldSpec[],
): void {
  if (map?.type !== 'mapping') {
    return;
  }
  const { lacks } = making.configuration;
  if (lacks !== undefined) {
    const text = map.pairs
      .map(({ key, value }) => `${key.text}: ${value.type === 'scalar' ? value.text : ''}`)
      .join('\n');
    leaveUnread(making, tree, map, lacks, { text });
  }
  const pairs = map.pairs.map((pair): Pair => {
    const { value } = pair;
    // The values are strings in any spelling, because SetEntry writes them with the string tag.
    const text: Node =
      value.type === 'scalar'
        ? { ...value, style: value.style === 'plain' ? 'double' : value.style, shared: {} }
        : value;
    return owned({ ...pair, value: text }, tree.document);
  });
  making.entries = addPairs(making.entries, pairs, specs, madeAt(map, tree.document), (reason) =>
    fail(making, tree, map, reason),
  );
}

function runReplacement(making: Making, tree: KustomizationTree, item: Node): void {
  const path = at(item, 'path');
  const mayLack = making.unread.length > 0;
  if (path === undefined) {
    making.entries = replace(making.entries, item, tree.document, mayLack, (node, reason) =>
      fail(making, tree, node, reason),
    );
    return;
  }
  for (const { root, facts } of localDocuments(making, tree, path)) {
    const items = root?.type === 'sequence' ? root.items : root === undefined ? [] : [root];
    for (const each of items) {
      // A problem in that file is reported at the path that names the file.
      making.entries = replace(making.entries, each, facts, mayLack, (_, reason) => fail(making, tree, path, reason));
    }
  }
}

function localDocuments(making: Making, tree: KustomizationTree, path: Node): readonly RenderDocument[] {
  const resolved = path.type === 'scalar' ? resolvePath(making.directory, path.text) : undefined;
  const file = resolved === undefined ? undefined : making.source.file(resolved);
  if (file === undefined) {
    if (resolved !== undefined && !making.source.isDirectory(resolved) && making.source.text(resolved) === 'missing') {
      fail(making, tree, path, `evalsymlink failure on '${scalarTextAt(path)}' : no such file or directory`);
    }
    leaveUnread(making, tree, path, `${resolved ?? 'a file'} is not read`);
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
function objectsBelow(making: Making, item: Node): readonly Pick<RenderDocument, 'root' | 'facts'>[] | undefined {
  const resolved = item.type === 'scalar' ? resolvePath(making.directory, item.text) : undefined;
  const layer =
    resolved === undefined || making.source.file(resolved) !== undefined ? undefined : making.layerOf(resolved);
  return layer?.entries.map(({ root, document }) => ({ root, facts: document }));
}

/** Runs the built-in transformers of a separate configuration file. Source: builtinhelpers.TransformerFactories. */
function runTransformer(making: Making, tree: KustomizationTree, item: Node): void {
  const objects =
    inlineObjects(item, tree.document) ?? objectsBelow(making, item) ?? localDocuments(making, tree, item);
  for (const { root, facts } of objects) {
    const kind = scalarTextAt(root, 'kind');
    // The kind is arbitrary input and may equal a property name that every JavaScript object has.
    const isBuiltIn = scalarTextAt(root, 'apiVersion') === 'builtin' && Object.hasOwn(builtIn, kind);
    const run = isBuiltIn ? builtIn[kind] : undefined;
    if (root === undefined || run === undefined) {
      leaveUnread(making, tree, item, `the transformer ${kind || scalarTextAt(item)} is not run`);
      continue;
    }
    const specs = listAt(root, 'fieldSpecs').map(fieldSpecOf);
    making.entries = run(making.entries, { root, specs, making, tree, document: facts, place: item });
  }
}

interface Plugin {
  readonly root: Node;
  readonly specs: readonly FieldSpec[];
  readonly making: Making;
  readonly tree: KustomizationTree;
  readonly document: KustomizationTree['document'];
  /** The item that names the file. Problems are reported at this place. */
  readonly place: Node;
}

const builtIn: Readonly<Record<string, (entries: readonly Entry[], plugin: Plugin) => readonly Entry[]>> = {
  LabelTransformer: (_, plugin) => addFromPlugin(plugin, 'labels'),
  AnnotationsTransformer: (_, plugin) => addFromPlugin(plugin, 'annotations'),
  NamespaceTransformer: (entries, { root, specs, making, tree, document, place }) => {
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
          fail: (_, reason, excuse) => fail(making, tree, place, reason, excuse),
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
  ReplicaCountTransformer: (entries, { root, specs, making, tree, document, place }) => {
    const replica = at(root, 'replica');
    return replica === undefined
      ? entries
      : setReplicas(entries, replica, specs, madeAt(replica, document), (_, reason) =>
          fail(making, tree, place, reason),
        );
  },
  ReplacementTransformer: (entries, { root, making, tree, document, place }) =>
    listAt(root, 'replacements').reduce(
      (all, item) =>
        replace(all, item, document, making.unread.length > 0, (_, reason) => fail(making, tree, place, reason)),
      entries,
    ),
};

function pluginInput({ making, tree, document, place }: Plugin): PatchInput {
  return {
    ...patchInput(making, tree),
    document,
    fail: (_, reason, excuse) => fail(making, tree, place, reason, excuse),
    unread: (_, because, known) => leaveUnread(making, tree, place, because, known),
  };
}

function addFromPlugin({ root, specs, making, document }: Plugin, key: string): readonly Entry[] {
  addAll(making, { document }, at(root, key), specs);
  return making.entries;
}
