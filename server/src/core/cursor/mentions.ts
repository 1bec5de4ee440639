import type { Analysis } from '../analysis.ts';
import { pathOfFileKey } from '../bundles/bundleFacts.ts';
import type { IndexReader } from '../index/reader.ts';
import type { KustomizationFile } from '../model/kustomization.ts';
import type { Resource } from '../model/resource.ts';
import type { LabelPair, Requirement } from '../model/written.ts';
import { resourcesOf } from '../problems.ts';
import { possibleUsages } from '../resolve/referrers.ts';
import { isLabelledFor, isNamed, selectedPair } from '../resolve/usageMatch.ts';
import { type NeedsUsages, type Usage, usageOfNamespace } from '../resolve/usages.ts';
import { none } from '../text/emptyList.ts';
import { addToList } from '../text/maps.ts';
import { isPatchOf, matcherOf } from './relations.ts';
import type { Definition, Mention } from './things.ts';

/** Everything that refers to any of some definitions, each mention once. */
export function mentionsOf(
  definitions: readonly Definition[],
  index: IndexReader,
  analysis: Analysis,
): readonly Mention[] {
  const ofResources = definitions.filter((each) => each.type !== 'file');
  // The overlays of one base have the same names. Each usage is looked at once, whatever the number of overlays.
  const wanted = wantedOf(ofResources);
  const mentions = new Set<Mention>();
  const needs: NeedsUsages = (type, name = '') => possiblyMeant(type, name, wanted).length > 0;
  for (const usage of possibleUsages([...wanted.byResource.keys()], index, analysis.settings, needs)) {
    for (const mention of mentionsIn(usage, wanted)) {
      mentions.add(mention);
    }
  }
  for (const definition of definitions) {
    for (const mention of otherMentionsOf(definition, index, analysis)) {
      mentions.add(mention);
    }
  }
  return [...mentions];
}

/** What refers to a definition and is not part of the wiring. */
function otherMentionsOf(definition: Definition, index: IndexReader, analysis: Analysis): readonly Mention[] {
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
  return definition.type !== 'object'
    ? none
    : [
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
      if (usage) {
        const mention: Mention = { type: 'usage', usage };
        for (const target of usage.targets()) {
          addToList(found, target, mention);
        }
      }
    }
    return found;
  });
  return members.get(namespace) ?? none;
}

type DefinitionInResource = Exclude<Definition, { readonly type: 'file' }>;

/** Definitions by what a usage needs to state to refer to them. */
interface Wanted {
  readonly byResource: ReadonlyMap<Resource, readonly DefinitionInResource[]>;
  /** Objects by their names. */
  readonly objects: ReadonlyMap<string, readonly DefinitionInResource[]>;
  /** Keys and volumes by their names. */
  readonly parts: ReadonlyMap<string, readonly DefinitionInResource[]>;
  readonly ports: readonly DefinitionInResource[];
  /** What a selector may reach. */
  readonly labelled: readonly DefinitionInResource[];
}

function wantedOf(definitions: readonly DefinitionInResource[]): Wanted {
  const byResource = new Map<Resource, DefinitionInResource[]>();
  const [objects, parts] = [new Map<string, DefinitionInResource[]>(), new Map<string, DefinitionInResource[]>()];
  for (const definition of definitions) {
    addToList(byResource, definition.resource, definition);
    if (definition.type === 'object') {
      addToList(objects, definition.resource.name, definition);
    } else if (definition.type === 'part') {
      addToList(parts, definition.name.value, definition);
    }
  }
  return {
    byResource,
    objects,
    parts,
    ports: definitions.filter(({ type }) => type === 'port'),
    labelled: definitions.filter(({ type }) => type !== 'port' && type !== 'part'),
  };
}

/** The parts of a usage that refer to any of some definitions. */
function mentionsIn(usage: Usage, wanted: Wanted): readonly Mention[] {
  const { written } = usage;
  const name = 'name' in written ? written.name.value : '';
  // What the usage reaches is known only after a search, and most usages mean something else.
  if (!possiblyMeant(written.type, name, wanted).some((each) => mayMention(usage, each))) {
    return none;
  }
  let isWhole = false;
  const labels = new Set<LabelPair | Requirement>();
  for (const target of usage.targets()) {
    for (const definition of wanted.byResource.get(target) ?? none) {
      if (mayMention(usage, definition)) {
        isWhole ||= definition.type !== 'label';
        for (const label of labelsMeaning(usage, definition)) {
          labels.add(label);
        }
      }
    }
  }
  const whole: readonly Mention[] = isWhole ? [{ type: 'usage', usage }] : none;
  return labels.size === 0
    ? whole
    : [...whole, ...[...labels].map((label) => ({ type: 'used label', usage, label }) as const)];
}

/** @param name the name that a usage of an object or of a part states */
function possiblyMeant(type: Usage['written']['type'], name: string, wanted: Wanted): readonly DefinitionInResource[] {
  switch (type) {
    case 'name':
      return wanted.objects.get(name) ?? none;
    case 'part':
      return wanted.parts.get(name) ?? none;
    case 'port':
      return wanted.ports;
    case 'labels':
      return wanted.labelled;
  }
}

/** Whether a usage refers to a definition, given that it reaches the resource of the definition. */
function mayMention({ written, resource }: Usage, definition: DefinitionInResource): boolean {
  switch (written.type) {
    case 'name':
      return resource !== definition.resource && isNamed(written, definition.resource);
    case 'labels':
      // Whoever selects a workload refers to it.
      return (
        (definition.type === 'object'
          ? resource !== definition.resource
          : 'ofObject' in definition && written.ofObjects === definition.ofObject) &&
        isLabelledFor(written, definition.resource)
      );
    case 'port':
      return definition.type === 'port' && written.portsOf(definition.resource).includes(definition.port);
    case 'part':
      return definition.type === 'part' && written.partsOf(definition.resource).includes(definition.name);
  }
}

/** The labels of a selector that refer to a definition by themselves. */
function labelsMeaning({ written }: Usage, definition: DefinitionInResource): readonly (LabelPair | Requirement)[] {
  if (written.type !== 'labels' || (definition.type !== 'label' && definition.type !== 'object')) {
    return none;
  }
  const labels = [...(written.labels?.pairs ?? none), ...written.requirements];
  return definition.type === 'label'
    ? labels.filter(({ key }) => key.value === definition.pair.key.value)
    : // A label that a controller adds to the pods is in no text.
      labels.filter(({ key }) => selectedPair(definition.resource, key.value, written) === undefined);
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
