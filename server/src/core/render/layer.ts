import { isBelow } from '../text/path.ts';
import type { Node, Scalar } from '../yaml/node.ts';
import { defaultConfiguration, listAt, mergeConfigurations, withConfigurationFile } from './configuration.ts';
import { fileEntries } from './fileEntries.ts';
import { absorb, generate } from './generators.ts';
import { addCharts } from './helmCharts.ts';
import { inWords } from './identity.ts';
import type { KustomizationTree } from './kustomizationFile.ts';
import { addingOnly, fail, type Layer, type LayerParts, type Layers, leaveUnread } from './layerParts.ts';
import { checkBelow, checkDefinitions, checkThere, localFile, localPath, notThere } from './localPaths.ts';
import { readKustomization } from './readKustomization.ts';
import type { Entry } from './renderedObject.ts';
import type { RenderSource } from './source.ts';
import { inlineObjects, transform } from './transform.ts';
import { conflictsIn } from './transformers.ts';
import { at, scalarTextAt, withoutAliases } from './tree.ts';
import { type Variable, withVariables } from './variables.ts';

// Deeper than any real nesting, and far below the limit of the stack.
const deepestNesting = 250;

// A bundle with so many objects is not written by hand. Diamonds of prefixed bases grow exponentially.
const mostObjects = 5_000;

/** The layer of a directory, or undefined if the directory has no kustomization file. */
export function layerOf(source: RenderSource, directory: string, layers: Layers): Layer | undefined {
  return makeLayer(source, directory, layers, []);
}

function makeLayer(
  source: RenderSource,
  directory: string,
  layers: Layers,
  chain: readonly string[],
): Layer | undefined {
  const known = layers.byDirectory.get(directory);
  if (known !== undefined) {
    return known;
  }
  const parts = begin(source, directory, layers, chain);
  const tree = readKustomization(parts);
  if (tree === undefined) {
    return undefined;
  }
  const isBroken = 'broken' in tree;
  if (!isBroken) {
    accumulate(parts, tree);
  }
  const managed = isBroken ? undefined : managedBy(tree);
  const layer: Layer = {
    document: isBroken ? tree.broken : tree.document,
    isComponent: !isBroken && tree.isComponent,
    ...(managed ? { managedBy: managed } : {}),
    entries: parts.entries,
    configuration: parts.configuration,
    variables: parts.variables,
    problems: parts.problems,
    unread: parts.unread,
    reads: parts.reads,
    cutShort: parts.cutShort,
  };
  if (!layer.cutShort) {
    layers.byDirectory.set(directory, layer);
  }
  return layer;
}

/** A layer without content. */
function begin(source: RenderSource, directory: string, layers: Layers, chain: readonly string[]): LayerParts {
  const reads = new Set<string>();
  return {
    source: recording(source, reads),
    directory,
    layerOf: (below) => {
      // The search in a directory that contains this one would not end.
      const isAround = [...chain, directory].some((each) => isBelow(below, each));
      const layer = isAround ? undefined : makeLayer(source, below, layers, [...chain, directory]);
      for (const read of layer?.reads ?? []) {
        reads.add(read);
      }
      return layer;
    },
    layers,
    chain,
    reads,
    problems: [],
    unread: [],
    entries: [],
    configuration: defaultConfiguration,
    variables: [],
    cutShort: false,
    failures: 0,
  };
}

function recording(source: RenderSource, reads: Set<string>): RenderSource {
  return {
    file(path) {
      reads.add(`file ${path}`);
      return source.file(path);
    },
    isDirectory(path) {
      reads.add(`directory ${path}`);
      return source.isDirectory(path);
    },
    text(path) {
      reads.add(`text ${path}`);
      return source.text(path);
    },
    chart(inflation) {
      const found = source.chart?.(inflation);
      for (const read of found?.reads ?? [`chart ${inflation.directory}`]) {
        reads.add(read);
      }
      return found;
    },
  };
}

/** Source: api/types BuildMetadata, and krusty Kustomizer.Run, which adds the label last. */
function managedBy({ root }: KustomizationTree): Node | undefined {
  return listAt(root, 'buildMetadata').find((item) => item.type === 'scalar' && item.text === 'managedByLabel');
}

/** Source: KustTarget.accumulateTarget. */
function accumulate(parts: LayerParts, tree: KustomizationTree): void {
  const { root, document } = tree;
  for (const field of ['resources', 'bases']) {
    for (const item of listAt(root, field)) {
      if (item.type === 'scalar') {
        addResource(parts, tree, item);
      }
    }
  }
  for (const item of listAt(root, 'configurations')) {
    if (item.type === 'scalar') {
      configure(parts, tree, item);
    }
  }
  leaveSchemaUnread(parts, tree);
  for (const item of listAt(root, 'crds')) {
    checkDefinitions(parts, tree, item);
  }
  for (const item of [...listAt(root, 'generators'), ...listAt(root, 'validators')]) {
    if (inlineObjects(item, document) === undefined) {
      checkThere(parts, tree, item, `accumulating resources from '${scalarTextAt(item)}'`);
    }
  }
  addingOnly(parts, () => runGenerators(parts, tree));
  for (const item of listAt(root, 'components')) {
    if (item.type === 'scalar') {
      addComponent(parts, tree, item);
    }
  }
  transform(parts, tree);
  const variables = listAt(root, 'vars').map(
    (node): Variable => ({ name: scalarTextAt(node, 'name'), node, document }),
  );
  parts.entries = withVariables(parts.entries, variables, ({ node }, reason) => fail(parts, tree, node, reason));
  addVariables(parts, variables, tree);
}

/**
 * A configuration lists the fields that transformers change, in this kustomization and in the ones that include
 * it. It changes no object itself.
 */
function configure(parts: LayerParts, tree: KustomizationTree, item: Scalar): void {
  const from = parts.unread.length;
  const file = localFile(parts, tree, item);
  for (const { root } of file?.documents ?? []) {
    if (root !== undefined) {
      parts.configuration = withConfigurationFile(parts.configuration, withoutAliases(root));
    }
  }
  for (let at = from; at < parts.unread.length; at++) {
    const unread = parts.unread[at]!;
    parts.unread[at] = { ...unread, text: '' };
    parts.configuration = { ...parts.configuration, lacks: unread.because };
  }
}

/** A custom schema lists the merge keys of custom resources. It is not read. */
function leaveSchemaUnread(parts: LayerParts, tree: KustomizationTree): void {
  const schema = at(tree.root, 'openapi', 'path');
  if (schema !== undefined) {
    checkThere(parts, tree, schema, `evalsymlink failure on '${scalarTextAt(schema)}'`);
    // A schema affects only lists. Labels and selectors are not lists.
    leaveUnread(parts, tree, schema, 'patches are merged by a schema that is not read', { text: '' });
  }
}

function addVariables(parts: LayerParts, variables: readonly Variable[], tree: KustomizationTree): void {
  for (const variable of variables) {
    const known = parts.variables.find((each) => each.name === variable.name);
    if (known === undefined) {
      parts.variables = [...parts.variables, variable];
    } else if (known.node !== variable.node) {
      fail(parts, tree, variable.node, `var '${variable.name}' already encountered`);
    }
  }
}

function addResource(parts: LayerParts, tree: KustomizationTree, item: Scalar): void {
  const { source, directory, chain } = parts;
  const resolved = addingOnly(parts, () => localPath(parts, tree, item));
  if (resolved === undefined) {
    return;
  }
  const file = source.file(resolved);
  if (file !== undefined) {
    if (file.unread === undefined) {
      // A link that is not followed may point to a directory, and a directory may be read from anywhere.
      checkBelow(parts, tree, item, resolved);
    }
    addingOnly(parts, () => append(parts, tree, item, fileEntries(parts, tree, item, file)));
    return;
  }
  if (!addingOnly(parts, () => enter(parts, tree, item, resolved))) {
    return;
  }
  const layer = makeLayer(parts.source, resolved, parts.layers, [...chain, directory]);
  if (layer === undefined) {
    addingOnly(parts, () => notThere(parts, tree, item, resolved));
    return;
  }
  if (layer.isComponent) {
    fail(parts, tree, item, `expected kind != 'Component' for path '${item.text}'`);
  }
  takeIn(parts, layer);
  addingOnly(parts, () => append(parts, tree, item, layer.entries));
  parts.configuration = mergeConfigurations(parts.configuration, layer.configuration);
  addVariables(parts, layer.variables, tree);
}

function takeIn(parts: LayerParts, layer: Pick<Layer, 'problems' | 'unread' | 'reads' | 'cutShort'>): void {
  for (const problem of layer.problems) {
    parts.problems.push(problem);
  }
  for (const each of layer.unread) {
    parts.unread.push(each);
  }
  for (const read of layer.reads) {
    parts.reads.add(read);
  }
  parts.cutShort ||= layer.cutShort;
}

/**
 * A component has no accumulator of its own: it changes all objects accumulated so far. Source:
 * KustTarget.accumulateDirectory.
 */
function addComponent(parts: LayerParts, tree: KustomizationTree, item: Scalar): void {
  const resolved = localPath(parts, tree, item);
  if (resolved === undefined || !enter(parts, tree, item, resolved)) {
    return;
  }
  if (parts.source.file(resolved) !== undefined) {
    fail(parts, tree, item, `must build at directory: '${item.text}': file is not directory`);
    return;
  }
  const component = begin(parts.source, resolved, parts.layers, [...parts.chain, parts.directory]);
  const below = readKustomization(component);
  if (below === undefined) {
    notThere(parts, tree, item, resolved);
    return;
  }
  if (!('broken' in below)) {
    if (!below.isComponent) {
      fail(parts, tree, item, `expected kind 'Component' for path '${item.text}' but got 'Kustomization'`);
    }
    component.entries = parts.entries;
    component.configuration = parts.configuration;
    component.variables = parts.variables;
    // The unread parts of the including kustomization may hold the objects that the component changes.
    component.unread.push(...parts.unread);
    accumulate(component, below);
    parts.entries = component.entries;
    parts.configuration = component.configuration;
    parts.variables = component.variables;
  }
  takeIn(parts, { ...component, unread: component.unread.filter((each) => !parts.unread.includes(each)) });
}

/** Whether a directory may be read from here. It must not be a directory that is being read, nor contain one. */
function enter(parts: LayerParts, tree: KustomizationTree, item: Scalar, resolved: string): boolean {
  const contains = (directory: string) => isBelow(resolved, directory);
  const visited = contains(parts.directory) ? parts.directory : parts.chain.findLast(contains);
  if (visited !== undefined) {
    fail(
      parts,
      tree,
      item,
      `cycle detected: candidate root '${resolved || '.'}' contains visited root '${visited || '.'}'`,
    );
    // Kustomize may accept the same directory when another kustomization reads it.
    parts.cutShort ||= visited !== parts.directory;
    leaveUnread(parts, tree, item, `${item.text} includes this kustomization`);
    return false;
  }
  if (parts.chain.length >= deepestNesting) {
    leaveUnread(parts, tree, item, `kustomizations are nested deeper than ${deepestNesting}`);
    parts.cutShort = true;
    return false;
  }
  return true;
}

function append(parts: LayerParts, tree: KustomizationTree, item: Node, entries: readonly Entry[]): void {
  if (parts.entries.length + entries.length > mostObjects) {
    leaveUnread(parts, tree, item, `the bundle has more than ${mostObjects} objects`);
    return;
  }
  const all = parts.entries.length === 0 ? entries : [...parts.entries, ...entries];
  const conflicts = new Set(conflictsIn(all));
  for (const { identity } of conflicts) {
    const reason = `may not add resource with an already registered id: ${inWords(identity)}`;
    fail(parts, tree, item, reason, undefined, identity.kind);
  }
  parts.entries = conflicts.size === 0 ? all : all.filter((entry) => !conflicts.has(entry));
}

/** Source: KustTarget.runGenerators. */
function runGenerators(parts: LayerParts, tree: KustomizationTree): void {
  const { root, document } = tree;
  const { directory, source } = parts;
  for (const kind of ['ConfigMap', 'Secret'] as const) {
    for (const item of listAt(root, kind === 'ConfigMap' ? 'configMapGenerator' : 'secretGenerator')) {
      if (item.type === 'mapping') {
        const options = at(root, 'generatorOptions');
        const made = generate({ kind, item, options, directory, document }, source, (node, reason, excuse) =>
          fail(parts, tree, node, reason, excuse),
        );
        parts.entries =
          made === undefined
            ? parts.entries
            : absorb(parts.entries, made, (reason, lacks) => {
                // The missing object may be in an unread part.
                if (!lacks || parts.unread.length === 0) {
                  fail(parts, tree, item, reason);
                }
              });
      }
    }
  }
  addCharts(parts, tree);
  for (const item of listAt(root, 'generators')) {
    leaveUnread(parts, tree, item, 'a generator creates objects that are not read');
  }
}
