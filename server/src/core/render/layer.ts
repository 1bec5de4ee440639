import { resolvePath } from '../text/path.ts';
import type { Node, Scalar } from '../yaml/node.ts';
import { holdsByName } from './byName.ts';
import { defaultConfiguration, listAt, mergeConfigurations, withConfigurationFile } from './configuration.ts';
import { absorb, generate } from './generators.ts';
import { inWords } from './identity.ts';
import { hasEmptyKustomization, type KustomizationTree, unreadKustomizationIn } from './kustomizationFile.ts';
import { addingOnly, fail, type Layer, type Layers, leaveUnread, type Making } from './layerParts.ts';
import { objectsOf } from './patches.ts';
import { readKustomization } from './readKustomization.ts';
import { type Entry, entryOf } from './renderedObject.ts';
import type { RenderFile, RenderSource } from './source.ts';
import { inlineObjects, transform } from './transform.ts';
import { conflictsIn } from './transformers.ts';
import { at, isNull, scalarTextAt, withoutAliases } from './tree.ts';
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
  const making = begin(source, directory, layers, chain);
  const tree = readKustomization(making);
  if (tree === undefined) {
    return undefined;
  }
  const isBroken = 'broken' in tree;
  if (!isBroken) {
    accumulate(making, tree);
  }
  const managed = isBroken ? undefined : managedBy(tree);
  const layer: Layer = {
    document: isBroken ? tree.broken : tree.document,
    isComponent: !isBroken && tree.isComponent,
    ...(managed ? { managedBy: managed } : {}),
    entries: making.entries,
    configuration: making.configuration,
    variables: making.variables,
    problems: making.problems,
    unread: making.unread,
    reads: making.reads,
    cutShort: making.cutShort,
  };
  if (!layer.cutShort) {
    layers.byDirectory.set(directory, layer);
  }
  return layer;
}

/** A layer without content. */
function begin(source: RenderSource, directory: string, layers: Layers, chain: readonly string[]): Making {
  const reads = new Set<string>();
  return {
    source: recording(source, reads),
    directory,
    layerOf: (below) => {
      // The search in a directory that contains this one would not end.
      const isAround = [...chain, directory].some((each) => below === '' || `${each}/`.startsWith(`${below}/`));
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
  };
}

/** Source: api/types BuildMetadata, and krusty Kustomizer.Run, which adds the label last. */
function managedBy({ root }: KustomizationTree): Node | undefined {
  return listAt(root, 'buildMetadata').find((item) => item.type === 'scalar' && item.text === 'managedByLabel');
}

/** Source: KustTarget.accumulateTarget. */
function accumulate(making: Making, tree: KustomizationTree): void {
  const { root, document } = tree;
  for (const field of ['resources', 'bases']) {
    for (const item of listAt(root, field)) {
      if (item.type === 'scalar') {
        addResource(making, tree, item);
      }
    }
  }
  for (const item of listAt(root, 'configurations')) {
    if (item.type === 'scalar') {
      configure(making, tree, item);
    }
  }
  leaveSchemaUnread(making, tree);
  for (const item of listAt(root, 'crds')) {
    checkDefinitions(making, tree, item);
  }
  for (const item of [...listAt(root, 'generators'), ...listAt(root, 'validators')]) {
    if (inlineObjects(item, document) === undefined) {
      checkThere(making, tree, item, `accumulating resources from '${scalarTextAt(item)}'`);
    }
  }
  addingOnly(making, () => runGenerators(making, tree));
  for (const item of listAt(root, 'components')) {
    if (item.type === 'scalar') {
      addComponent(making, tree, item);
    }
  }
  transform(making, tree);
  const variables = listAt(root, 'vars').map(
    (node): Variable => ({ name: scalarTextAt(node, 'name'), node, document }),
  );
  making.entries = withVariables(making.entries, variables, ({ node }, reason) => fail(making, tree, node, reason));
  addVariables(making, variables, tree);
}

/**
 * A configuration lists the fields that transformers change, in this kustomization and in the ones that include
 * it. It changes no object itself.
 */
function configure(making: Making, tree: KustomizationTree, item: Scalar): void {
  const from = making.unread.length;
  const file = localFile(making, tree, item);
  for (const { root } of file?.documents ?? []) {
    if (root !== undefined) {
      making.configuration = withConfigurationFile(making.configuration, withoutAliases(root));
    }
  }
  for (let at = from; at < making.unread.length; at++) {
    const unread = making.unread[at]!;
    making.unread[at] = { ...unread, text: '' };
    making.configuration = { ...making.configuration, lacks: unread.because };
  }
}

/** A custom schema lists the merge keys of custom resources. It is not read. */
function leaveSchemaUnread(making: Making, tree: KustomizationTree): void {
  const schema = at(tree.root, 'openapi', 'path');
  if (schema !== undefined) {
    checkThere(making, tree, schema, `evalsymlink failure on '${scalarTextAt(schema)}'`);
    // A schema affects only lists. Labels and selectors are not lists.
    leaveUnread(making, tree, schema, 'patches are merged by a schema that is not read', { text: '' });
  }
}

function addVariables(making: Making, variables: readonly Variable[], tree: KustomizationTree): void {
  for (const variable of variables) {
    const known = making.variables.find((each) => each.name === variable.name);
    if (known === undefined) {
      making.variables = [...making.variables, variable];
    } else if (known.node !== variable.node) {
      fail(making, tree, variable.node, `var '${variable.name}' already encountered`);
    }
  }
}

function addResource(making: Making, tree: KustomizationTree, item: Scalar): void {
  const { source, directory, chain } = making;
  const resolved = addingOnly(making, () => localPath(making, tree, item));
  if (resolved === undefined) {
    return;
  }
  const file = source.file(resolved);
  if (file !== undefined) {
    if (file.unread === undefined) {
      // A link that is not followed may point to a directory, and a directory may be read from anywhere.
      checkBelow(making, tree, item, resolved);
    }
    addingOnly(making, () => append(making, tree, item, objectsIn(making, tree, item, file)));
    return;
  }
  if (!addingOnly(making, () => enter(making, tree, item, resolved))) {
    return;
  }
  const layer = makeLayer(making.source, resolved, making.layers, [...chain, directory]);
  if (layer === undefined) {
    addingOnly(making, () => notThere(making, tree, item, resolved));
    return;
  }
  if (layer.isComponent) {
    fail(making, tree, item, `expected kind != 'Component' for path '${item.text}'`);
  }
  takeIn(making, layer);
  addingOnly(making, () => append(making, tree, item, layer.entries));
  making.configuration = mergeConfigurations(making.configuration, layer.configuration);
  addVariables(making, layer.variables, tree);
}

function takeIn(making: Making, layer: Pick<Layer, 'problems' | 'unread' | 'reads' | 'cutShort'>): void {
  for (const problem of layer.problems) {
    making.problems.push(problem);
  }
  for (const each of layer.unread) {
    making.unread.push(each);
  }
  for (const read of layer.reads) {
    making.reads.add(read);
  }
  making.cutShort ||= layer.cutShort;
}

/**
 * A component has no accumulator of its own: it changes all objects accumulated so far. Source:
 * KustTarget.accumulateDirectory.
 */
function addComponent(making: Making, tree: KustomizationTree, item: Scalar): void {
  const resolved = localPath(making, tree, item);
  if (resolved === undefined || !enter(making, tree, item, resolved)) {
    return;
  }
  if (making.source.file(resolved) !== undefined) {
    fail(making, tree, item, `must build at directory: '${item.text}': file is not directory`);
    return;
  }
  const component = begin(making.source, resolved, making.layers, [...making.chain, making.directory]);
  const below = readKustomization(component);
  if (below === undefined) {
    notThere(making, tree, item, resolved);
    return;
  }
  if (!('broken' in below)) {
    if (!below.isComponent) {
      fail(making, tree, item, `expected kind 'Component' for path '${item.text}' but got 'Kustomization'`);
    }
    component.entries = making.entries;
    component.configuration = making.configuration;
    component.variables = making.variables;
    // The unread parts of the including kustomization may hold the objects that the component changes.
    component.unread.push(...making.unread);
    accumulate(component, below);
    making.entries = component.entries;
    making.configuration = component.configuration;
    making.variables = component.variables;
  }
  takeIn(making, { ...component, unread: component.unread.filter((each) => !making.unread.includes(each)) });
}

/** Whether a directory may be read from here. It must not be a directory that is being read, nor contain one. */
function enter(making: Making, tree: KustomizationTree, item: Scalar, resolved: string): boolean {
  const contains = (directory: string) =>
    directory === resolved || resolved === '' || directory.startsWith(`${resolved}/`);
  const visited = contains(making.directory) ? making.directory : making.chain.findLast(contains);
  if (visited !== undefined) {
    fail(
      making,
      tree,
      item,
      `cycle detected: candidate root '${resolved || '.'}' contains visited root '${visited || '.'}'`,
    );
    // Kustomize may accept the same directory when another kustomization reads it.
    making.cutShort ||= visited !== making.directory;
    leaveUnread(making, tree, item, `${item.text} includes this kustomization`);
    return false;
  }
  if (making.chain.length >= deepestNesting) {
    leaveUnread(making, tree, item, `kustomizations are nested deeper than ${deepestNesting}`);
    making.cutShort = true;
    return false;
  }
  return true;
}

function append(making: Making, tree: KustomizationTree, item: Node, entries: readonly Entry[]): void {
  if (making.entries.length + entries.length > mostObjects) {
    leaveUnread(making, tree, item, `the bundle has more than ${mostObjects} objects`);
    return;
  }
  const all = making.entries.length === 0 ? entries : [...making.entries, ...entries];
  const conflicts = new Set(conflictsIn(all));
  for (const { identity } of conflicts) {
    const reason = `may not add resource with an already registered id: ${inWords(identity)}`;
    fail(making, tree, item, reason, undefined, identity.kind);
  }
  making.entries = conflicts.size === 0 ? all : all.filter((entry) => !conflicts.has(entry));
}

function objectsIn(making: Making, tree: KustomizationTree, item: Scalar, file: RenderFile): readonly Entry[] {
  if (file.unread !== undefined) {
    leaveUnread(making, tree, item, file.unread, holdsByName(file.path));
    return [];
  }
  return file.documents.flatMap(({ root, facts, errors, headerOnly }) => {
    if (root === undefined) {
      const [error] = errors;
      if (error !== undefined) {
        fail(making, tree, item, `MalformedYAMLError: ${error.message} in File: ${item.text}`);
      }
      if (facts.unread !== undefined || error !== undefined) {
        leaveUnread(making, tree, item, facts.unread?.because ?? `${facts.file} does not parse`, { text: facts.text });
      }
      return [];
    }
    const plain = withoutAliases(root);
    if (isNull(plain)) {
      return [];
    }
    if (plain.type !== 'mapping') {
      fail(making, tree, item, `accumulating resources from '${item.text}': no object in it`);
      return [];
    }
    if (plain.pairs.length === 0) {
      return [];
    }
    return objectsOf(plain).flatMap((object) => {
      if (scalarTextAt(object, 'kind') === '') {
        fail(making, tree, item, `accumulating resources from '${item.text}': Object 'Kind' is missing`);
        return [];
      }
      if (scalarTextAt(object, 'metadata', 'name') === '') {
        fail(making, tree, item, `accumulating resources from '${item.text}': missing metadata.name in object`);
      }
      const { entries } = making.layers.memory;
      const known = entries.get(object);
      if (known !== undefined && known.document === facts) {
        return [known];
      }
      const entry: Entry = headerOnly ? { ...entryOf(object, facts), headerOnly } : entryOf(object, facts);
      entries.set(object, entry);
      return [entry];
    });
  });
}

/** Source: KustTarget.runGenerators. */
function runGenerators(making: Making, tree: KustomizationTree): void {
  const { root, document } = tree;
  const { directory, source } = making;
  for (const kind of ['ConfigMap', 'Secret'] as const) {
    for (const item of listAt(root, kind === 'ConfigMap' ? 'configMapGenerator' : 'secretGenerator')) {
      if (item.type === 'mapping') {
        const options = at(root, 'generatorOptions');
        const made = generate({ kind, item, options, directory, document }, source, (node, reason, excuse) =>
          fail(making, tree, node, reason, excuse),
        );
        making.entries =
          made === undefined
            ? making.entries
            : absorb(making.entries, made, (reason, lacks) => {
                // The missing object may be in an unread part.
                if (!lacks || making.unread.length === 0) {
                  fail(making, tree, item, reason);
                }
              });
      }
    }
  }
  for (const field of ['helmCharts', 'helmChartInflationGenerator']) {
    for (const item of listAt(root, field)) {
      leaveUnread(
        making,
        tree,
        item,
        `the Helm chart ${scalarTextAt(item, 'name') || scalarTextAt(item, 'chartName')} is not rendered`,
      );
    }
  }
  for (const item of listAt(root, 'generators')) {
    leaveUnread(making, tree, item, 'a generator creates objects that are not read');
  }
}

/**
 * Kustomize fetches everything that is not a local path. Source: api/internal/loader and api/internal/git
 * NewRepoSpecFromURL.
 */
function localPath(making: Making, tree: KustomizationTree, item: Scalar): string | undefined {
  const { text } = item;
  if (isRemote(text)) {
    leaveUnread(making, tree, item, `${text} is not fetched`, holdsByName(text));
    return undefined;
  }
  if (text.startsWith('/')) {
    fail(making, tree, item, `new root '${text}' cannot be absolute`);
    leaveUnread(making, tree, item, `${text} lies outside the workspace folder`);
    return undefined;
  }
  const resolved = text === '' ? undefined : resolvePath(making.directory, text);
  if (resolved === undefined) {
    if (text === '') {
      fail(making, tree, item, 'new root cannot be empty');
    } else {
      leaveUnread(making, tree, item, `${text} lies outside the workspace folder`);
    }
  }
  return resolved;
}

function isRemote(text: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\/|^git@|^git::|^gh:/i.test(text);
}

function localFile(making: Making, tree: KustomizationTree, item: Scalar): RenderFile | undefined {
  const resolved = localPath(making, tree, item);
  const file = resolved === undefined ? undefined : making.source.file(resolved);
  if (resolved !== undefined && file === undefined) {
    notThere(making, tree, item, resolved);
  }
  if (resolved !== undefined) {
    checkBelow(making, tree, item, resolved);
  }
  return file;
}

/**
 * Entries of `crds` are OpenAPI definitions in JSON, not CustomResourceDefinitions. Source:
 * accumulator.LoadConfigFromCRDs.
 */
function checkDefinitions(making: Making, tree: KustomizationTree, item: Node): void {
  const path = scalarTextAt(item);
  const resolved = isRemote(path) ? undefined : resolvePath(making.directory, path);
  const file = resolved === undefined ? undefined : making.source.file(resolved);
  if (file?.documents.some(({ wiresNothing }) => wiresNothing)) {
    fail(making, tree, item, `loading CRDs [${path}]: unable to parse open API definition from '${path}'`);
  }
  checkThere(making, tree, item, `loading CRDs [${path}]`);
}

/** Reports a path that does not exist. Only kustomize needs the content of the path. */
function checkThere(making: Making, tree: KustomizationTree, item: Node, words: string): void {
  const { source, directory } = making;
  const resolved = item.type === 'scalar' && !isRemote(item.text) ? resolvePath(directory, item.text) : undefined;
  if (
    resolved !== undefined &&
    source.file(resolved) === undefined &&
    !source.isDirectory(resolved) &&
    source.text(resolved) === 'missing'
  ) {
    fail(making, tree, item, `${words}: no such file or directory`);
  }
}

function checkBelow(making: Making, tree: KustomizationTree, item: Scalar, resolved: string): void {
  if (making.directory !== '' && !resolved.startsWith(`${making.directory}/`)) {
    fail(making, tree, item, `security; file '${item.text}' is not in or below '${making.directory}'`, 'restriction');
  }
}

function notThere(making: Making, tree: KustomizationTree, item: Scalar, resolved: string): void {
  const { source } = making;
  if (/^[\w.-]+\.[a-z]{2,}[/:]|[?&]ref=/i.test(item.text)) {
    leaveUnread(making, tree, item, `${item.text} is not fetched`, holdsByName(item.text));
    return;
  }
  const because = unreadKustomizationIn(resolved, source);
  if (because !== undefined) {
    leaveUnread(making, tree, item, because, holdsByName(resolved));
    return;
  }
  if (hasEmptyKustomization(resolved, source)) {
    fail(making, tree, item, `couldn't make target for path '${item.text}': kustomization.yaml is empty`);
  } else if (source.isDirectory(resolved)) {
    fail(
      making,
      tree,
      item,
      `unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '${item.text}'`,
    );
  } else if (source.text(resolved) === 'missing') {
    fail(making, tree, item, `accumulating resources from '${item.text}': no such file or directory`);
  }
  leaveUnread(making, tree, item, `${item.text} is not read`, holdsByName(resolved));
}
