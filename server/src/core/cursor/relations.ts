import type { Analysis } from '../analysis.ts';
import { pathOfFileKey } from '../bundles/bundleFacts.ts';
import type { IndexReader } from '../index/reader.ts';
import type { KustomizationFile, NamedTarget } from '../model/kustomization.ts';
import { type Origin, originOf } from '../model/origin.ts';
import type { Resource } from '../model/resource.ts';
import { resourcesOf } from '../problems.ts';
import { expression } from '../render/selector.ts';
import { writtenName } from '../resolve/describe.ts';
import { usagesReaching } from '../resolve/referrers.ts';
import { selectedPair, type Usage, type UsedLabels, usageOfNamespace, usagesOf, writtenAt } from '../resolve/usages.ts';
import { none } from '../text/emptyList.ts';
import { addToList } from '../text/maps.ts';
import { numberOf } from './places.ts';
import type { Definition, Mention, Thing } from './things.ts';

export function isDefinition(thing: Thing): thing is Definition {
  return !['usage', 'used label', 'inclusion', 'target', 'patch'].includes(thing.type);
}

/** What a mention refers to; empty if it refers to nothing or if that is unknown. */
export function definitionsOf(mention: Mention, index: IndexReader): readonly Definition[] {
  switch (mention.type) {
    case 'usage':
      return definitionsOfUsage(mention);
    case 'used label': {
      const { usage, label } = mention;
      const used = usage.written as UsedLabels;
      return usage.targets().map((resource): Definition => {
        const pair = selectedPair(resource, label.key.value, used);
        return pair ? { type: 'label', resource, ofObject: used.ofObjects, pair } : { type: 'object', resource };
      });
    }
    case 'inclusion':
      return filesAt(mention.inclusion.path, index);
    case 'target':
      return targetedBy(mention, index).map((resource) => ({ type: 'object', resource }));
    case 'patch':
      return patchedBy(mention.patch, index).map((resource) => ({ type: 'object', resource }));
  }
}

function definitionsOfUsage({ usage }: Extract<Mention, { readonly type: 'usage' }>): readonly Definition[] {
  const { written } = usage;
  switch (written.type) {
    case 'name':
      return usage.targets().map((resource) => ({ type: 'object', resource }));
    case 'labels':
      return usage.targets().map((resource) => ({ type: 'labels', resource, ofObject: written.ofObjects }));
    case 'part':
      return usage
        .targets()
        .flatMap((resource) =>
          written.partsOf(resource).map((name): Definition => ({ type: 'part', resource, part: written.part, name })),
        );
    case 'port':
      return usage
        .targets()
        .flatMap((resource) => written.portsOf(resource).map((port): Definition => ({ type: 'port', resource, port })));
  }
}

/** To what a Service passes on the traffic of one of its ports, or of all; undefined if a definition passes on none. */
export function passedOn(
  definition: Definition,
  index: IndexReader,
  { settings }: Analysis,
): readonly Definition[] | undefined {
  if (definition.type === 'file' || !definition.resource.service) {
    return undefined;
  }
  for (const usage of usagesOf(definition.resource, index, settings)) {
    const { written } = usage;
    const isWanted =
      definition.type === 'port'
        ? written.type === 'port' && written.servicePort === definition.port
        : written.type === 'labels';
    if (isWanted) {
      return definitionsOfUsage({ type: 'usage', usage });
    }
  }
  return none;
}

/** The file at a path of a kustomization; for a directory, its kustomization file. */
function filesAt(path: string | undefined, index: IndexReader): readonly Definition[] {
  if (path === undefined) {
    return none;
  }
  const file = index.fileAt(path) ? path : index.kustomizationsIn(path)[0]?.file;
  return file === undefined ? none : [{ type: 'file', path: file }];
}

/** The objects that a kustomization names, in every bundle that reads the kustomization. */
function targetedBy({ from, target }: TargetMention, index: IndexReader): readonly Resource[] {
  const isMeant = matcherOf(target);
  return index.bundlesReading(from.file).flatMap((bundle) => (index.bundle(bundle)?.resources ?? none).filter(isMeant));
}

type TargetMention = Extract<Mention, { readonly type: 'target' }>;

/** Whether a target means a resource, by its name in its file or by its rendered name. */
function matcherOf({ name, kind = '', group = '', isExpression }: NamedTarget): (resource: Resource) => boolean {
  const whole = (wanted: string) => (text: string) => wanted === '' || text === wanted;
  try {
    const [isName, isKind, isGroup] = [name.value, kind, group].map(isExpression ? expression : whole);
    return (resource) =>
      isKind!(resource.kind) && isGroup!(resource.group) && (isName!(resource.name) || isName!(writtenName(resource)));
  } catch {
    return () => false;
  }
}

/** The objects that a patch changes, in every bundle that reads it. */
function patchedBy(patch: Resource, index: IndexReader): readonly Resource[] {
  return index
    .bundlesReading(patch.document.file)
    .flatMap((bundle) => (index.bundle(bundle)?.resources ?? none).filter((each) => isPatchOf(patch, each)));
}

function isPatchOf({ group, kind, name }: Resource, resource: Resource): boolean {
  return (
    resource.group === group && resource.kind === kind && (resource.name === name || writtenName(resource) === name)
  );
}

/** Everything that refers to a definition. */
export function mentionsOf(definition: Definition, index: IndexReader, analysis: Analysis): readonly Mention[] {
  if (definition.type === 'file') {
    return index
      .kustomizationsIncluding(definition.path)
      .flatMap((from) =>
        from.kustomization.includes
          .filter(({ path }) => path === definition.path)
          .map((inclusion): Mention => ({ type: 'inclusion', from, inclusion })),
      );
  }
  const { resource } = definition;
  const mentions = usagesReaching(resource, index, analysis.settings).flatMap((usage) => mentionsIn(usage, definition));
  return definition.type !== 'object'
    ? mentions
    : [
        ...mentions,
        ...patchesOf(resource, index),
        ...targetsNaming(resource, index),
        ...(resource.group === '' && resource.kind === 'Namespace' ? membersOf(resource, index, analysis) : none),
      ];
}

/** The resources that state a namespace. */
function membersOf(namespace: Resource, index: IndexReader, analysis: Analysis): readonly Mention[] {
  // No posting list has them, because hardly anybody asks for them. The overlays of one base have the same Namespace,
  // and each of them asks for its members.
  const members = index.remember('members of namespaces', namespace.name, (reader, name) => {
    const found = new Map<Resource, Mention[]>();
    for (const resource of resourcesOf(analysis)) {
      const usage = resource.namespace?.value === name ? usageOfNamespace(resource, reader) : undefined;
      for (const target of usage?.targets() ?? none) {
        addToList(found, target, { type: 'usage', usage: usage! });
      }
    }
    return found;
  });
  return members.get(namespace) ?? none;
}

/** The parts of a usage that refer to a definition, given that the usage reaches its resource. */
function mentionsIn(usage: Usage, definition: Exclude<Definition, { readonly type: 'file' }>): readonly Mention[] {
  const { written } = usage;
  switch (definition.type) {
    case 'object':
      // Whoever selects a workload refers to it, and so does a label that a controller adds to its pods.
      return written.type === 'port' || written.type === 'part' || usage.resource === definition.resource
        ? none
        : [{ type: 'usage', usage }, ...addedLabelsIn(usage, definition.resource)];
    case 'labels':
      return written.type === 'labels' && written.ofObjects === definition.ofObject ? [{ type: 'usage', usage }] : none;
    case 'label':
      return written.type === 'labels' && written.ofObjects === definition.ofObject
        ? [...(written.labels?.pairs ?? none), ...written.requirements]
            .filter(({ key }) => key.value === definition.pair.key.value)
            .map((label): Mention => ({ type: 'used label', usage, label }))
        : none;
    case 'port':
      return written.type === 'port' && written.portsOf(definition.resource).includes(definition.port)
        ? [{ type: 'usage', usage }]
        : none;
    case 'part':
      return written.type === 'part' && written.partsOf(definition.resource).includes(definition.name)
        ? [{ type: 'usage', usage }]
        : none;
  }
}

/** The labels of a selector that its target does not state. */
function addedLabelsIn(usage: Usage, target: Resource): readonly Mention[] {
  const { written } = usage;
  return written.type === 'labels'
    ? [...(written.labels?.pairs ?? none), ...written.requirements]
        .filter(({ key }) => selectedPair(target, key.value, written) === undefined)
        .map((label): Mention => ({ type: 'used label', usage, label }))
    : none;
}

/** The patches of an object. */
function patchesOf(resource: Resource, index: IndexReader): readonly Mention[] {
  const { bundle } = resource;
  return bundle === undefined
    ? none
    : index
        .remember('patches of a bundle', bundle, patchesOfBundle)
        .filter((patch) => isPatchOf(patch, resource))
        .map((patch): Mention => ({ type: 'patch', patch }));
}

/** Where kustomizations name an object. */
function targetsNaming(resource: Resource, index: IndexReader): readonly Mention[] {
  const { bundle } = resource;
  return bundle === undefined
    ? none
    : index
        .remember('targets in a bundle', bundle, targetsInBundle)
        .filter(({ isMeant }) => isMeant(resource))
        .map(({ mention }) => mention);
}

function targetsInBundle(index: IndexReader, bundle: string) {
  return kustomizationsOfBundle(index, bundle).flatMap((from) =>
    from.kustomization.targets.map((target) => ({
      mention: { type: 'target', from, target } as const,
      isMeant: matcherOf(target),
    })),
  );
}

function kustomizationsOfBundle(index: IndexReader, bundle: string): readonly KustomizationFile[] {
  return filesOfBundle(index, bundle).flatMap((file) => {
    const kustomization = index.documentsOf(file)[0]?.kustomization;
    return kustomization ? { file, kustomization } : none;
  });
}

function patchesOfBundle(index: IndexReader, bundle: string): readonly Resource[] {
  return filesOfBundle(index, bundle)
    .filter((file) => isPatchFile(file, index))
    .flatMap((file) => index.documentsOf(file).flatMap(({ resources }) => resources));
}

/** The files that a bundle reads, its kustomizations among them. */
function filesOfBundle(index: IndexReader, bundle: string): readonly string[] {
  return [...(index.bundle(bundle)?.reads ?? none)].flatMap((key) => pathOfFileKey(key) ?? none);
}

/** Whether a kustomization uses the file as a patch. */
export function isPatchFile(file: string, index: IndexReader): boolean {
  return index
    .kustomizationsIncluding(file)
    .some(({ kustomization }) => kustomization.includes.some(({ role, path }) => role === 'patch' && path === file));
}

/** The place of a thing: the text that a person who goes there wants to read. */
export function placeOfThing(thing: Thing, index: IndexReader): Origin | undefined {
  switch (thing.type) {
    case 'object':
      return originOf(thing.resource, thing.resource.nameRange);
    case 'labels': {
      const { resource, ofObject } = thing;
      const labels = ofObject ? resource.labels : resource.podTemplate?.labels;
      return originOf(resource, labels && labels.pairs.length > 0 ? labels : resource.nameRange);
    }
    case 'label':
      return originOf(thing.resource, thing.pair);
    case 'port': {
      const { resource, port } = thing;
      return originOf(resource, numberOf(port) ?? port.name ?? port);
    }
    case 'part':
      return originOf(thing.resource, thing.name);
    case 'usage':
      return originOf(thing.usage.resource, writtenAt(thing.usage));
    case 'used label':
      return originOf(thing.usage.resource, thing.label);
    case 'patch':
      return originOf(thing.patch, thing.patch.nameRange);
    case 'inclusion':
    case 'target': {
      const { file, kustomization } = thing.from;
      const document = index.documentsOf(file).find((each) => each.kustomization === kustomization);
      return document && { document, range: thing.type === 'target' ? thing.target.name : thing.inclusion };
    }
    case 'file': {
      const [document] = index.documentsOf(thing.path);
      return document && { document, range: { start: 0, end: 0 } };
    }
  }
}
