import type { IndexReader } from '../index/reader.ts';
import type { Stated } from '../model/origin.ts';
import type { ContainerPort, Resource, ServicePort } from '../model/resource.ts';
import type { LabelPair, Labels, Requirement, Written } from '../model/written.ts';
import { namedPortsOf } from '../resolve/evidence/servicePorts.ts';
import { type Usage, usagesOf } from '../resolve/usages.ts';
import type { Settings } from '../settings.ts';
import { none } from '../text/emptyList.ts';
import { type Part, type Place, type Thing, valuesOf } from './things.ts';

/** Every place of a resource that refers to something or to which something may refer. */
export function* placesOf(resource: Resource, index: IndexReader, settings: Settings): Generator<Place> {
  yield* definedPlacesOf(resource);
  for (const usage of usagesOf(resource, index, settings)) {
    yield* placesOfUsage(usage);
  }
}

function* definedPlacesOf(resource: Resource): Generator<Place> {
  const { kind, name, nameRange, labels, podTemplate, service, data } = resource;
  // The subsets of a host have no name of their own.
  if (name !== '' && kind !== 'Subset') {
    yield { ...stated(nameRange), thing: { type: 'object', resource }, part: 'name' };
  }
  yield* labelsOf(resource, podTemplate?.labels, false);
  // Only Services are selected by their own labels.
  yield* labelsOf(resource, service ? labels : undefined, true);
  const ports: readonly (ServicePort | ContainerPort)[] = [
    ...namedPortsOf(resource),
    ...(podTemplate?.containers.flatMap((container) => container.ports) ?? none),
  ];
  for (const port of ports) {
    const thing: Thing = { type: 'port', resource, port };
    yield* written(thing, 'name', port.name);
    yield* written(thing, 'number', numberOf(port));
    yield* written(thing, 'number', 'nodePort' in port ? port.nodePort : undefined);
  }
  // What is derived from another text, such as the name of a file, is no text of its own.
  for (const key of data?.keys.filter(({ derived }) => !derived) ?? none) {
    yield* written({ type: 'part', resource, part: 'key', name: key }, 'name', key);
  }
  for (const volume of podTemplate?.volumes ?? none) {
    yield* written({ type: 'part', resource, part: 'volume', name: volume.name }, 'name', volume.name);
  }
}

function* labelsOf(resource: Resource, labels: Labels | undefined, ofObject: boolean): Generator<Place> {
  if (labels) {
    yield { ...stated(labels.keyRange), thing: { type: 'labels', resource, ofObject }, part: 'pair' };
  }
  for (const pair of labels?.pairs ?? none) {
    const thing: Thing = { type: 'label', resource, ofObject, pair };
    yield { ...stated(pair), thing, part: 'pair' };
    yield* written(thing, 'key', pair.key);
    yield* written(thing, 'value', pair.value);
  }
}

function* placesOfUsage(usage: Usage): Generator<Place> {
  const thing: Thing = { type: 'usage', usage };
  const used = usage.written;
  switch (used.type) {
    case 'name':
    case 'part':
      yield* written(thing, 'name', used.name);
      break;
    case 'port':
      yield* written(thing, /^[0-9]+$/.test(used.port.value) ? 'number' : 'name', used.port);
      break;
    case 'labels':
      yield { ...stated(used.keyRange), thing, part: 'pair' };
      for (const label of [...(used.labels?.pairs ?? none), ...used.requirements]) {
        yield* placesOfUsedLabel(usage, label);
      }
  }
}

function* placesOfUsedLabel(usage: Usage, label: LabelPair | Requirement): Generator<Place> {
  const thing: Thing = { type: 'used label', usage, label };
  yield { ...stated(label), thing, part: 'pair' };
  yield* written(thing, 'key', label.key);
  for (const value of valuesOf(label)) {
    yield* written(thing, 'value', value);
  }
}

function* written(thing: Thing, part: Part, text: Written | undefined): Generator<Place> {
  if (text) {
    yield { ...stated(text), thing, part, written: text };
  }
}

function stated({ start, end, document }: Stated): Stated {
  return document === undefined ? { start, end } : { start, end, document };
}

/** The number of a port, as the text states it. */
export function numberOf(port: ServicePort | ContainerPort): Written | undefined {
  return 'containerPort' in port ? port.containerPort : 'port' in port ? port.port : undefined;
}
