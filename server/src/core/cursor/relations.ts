import type { Analysis } from '../analysis.ts';
import type { IndexReader } from '../index/reader.ts';
import type { NamedTarget } from '../model/kustomization.ts';
import { type Origin, originOf } from '../model/origin.ts';
import type { Resource } from '../model/resource.ts';
import { expression } from '../render/selector.ts';
import { writtenName } from '../resolve/describe.ts';
import { selectedPair } from '../resolve/usageMatch.ts';
import { type UsedLabels, usagesOf, writtenAt } from '../resolve/usages.ts';
import { none } from '../text/emptyList.ts';
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
export function matcherOf({ name, kind = '', group = '', isExpression }: NamedTarget): (resource: Resource) => boolean {
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

/** Whether a patch means a resource, by its name in its file or by its rendered name. */
export function isPatchOf({ group, kind, name }: Resource, resource: Resource): boolean {
  return (
    resource.group === group && resource.kind === kind && (resource.name === name || writtenName(resource) === name)
  );
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
