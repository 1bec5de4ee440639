import { integerOf } from '../../kinds/written.ts';
import type { DocumentFacts } from '../../model/document.ts';
import { originOf } from '../../model/origin.ts';
import type { Fix, Problem } from '../../model/problem.ts';
import type { Reference } from '../../model/reference.ts';
import type { LostEdge } from '../../model/resolution.ts';
import type { Resource, ServicePort } from '../../model/resource.ts';
import { likenessOf } from '../../resolve/evidence/nameSimilarity.ts';
import { namedPortsOf } from '../../resolve/evidence/servicePorts.ts';
import { type Edit, replaceMapping, setScalar } from '../../yaml/edit.ts';
import { lostValueFixes } from './lostEdge.ts';
import { fixOf, openDocument, pairWithValue, scalarAt } from './tree.ts';

/**
 * *Change the port to* a port of the Service: one whose targetPort is the stated value, one with a similar name,
 * or the only one.
 */
export function* portOfServiceFixes(problem: Problem): Generator<Fix | undefined> {
  const { reference, services, lost } = problem.data as {
    readonly reference: Reference;
    readonly services: readonly Resource[];
    readonly lost?: LostEdge;
  };
  if (lost && reference.port) {
    // If a Service has several ports, it is not known which one to follow. They are proposed below.
    yield* lostValueFixes(problem.resource, reference.port.written, lost, () => undefined);
  }
  const isForAuthor = lost !== undefined && lost.changed !== 'target';
  const choices = portsInsteadOf(reference, services[0]);
  for (const [index, { port, isClear }] of choices.slice(0, mostChoices).entries()) {
    const change = portChange(problem.resource, reference, port);
    yield change &&
      fixOf(
        { title: `Change the port to ${change.shown}`, preferred: !isForAuthor && index === 0 && isClear },
        change.document,
        change.edit,
      );
  }
}

/** The ports of a Service that a reference may mean, the likeliest first. */
export function portsInsteadOf(
  reference: Reference,
  service: Resource | undefined,
): readonly { readonly port: ServicePort; readonly isClear: boolean }[] {
  const ports = (service ? namedPortsOf(service) : []).filter(({ name }) => service?.service || name);
  return ports
    .map((port) => ({ port, rank: rankOf(port, reference) }))
    .sort((a, b) => b.rank - a.rank)
    .map(({ port, rank }) => ({ port, isClear: ports.length === 1 || rank > 0 }));
}

// A person chooses from a menu, and a longer menu is hard to read.
const mostChoices = 4;

function rankOf({ name, targetPort }: ServicePort, { port }: Reference): number {
  const asked = port?.written.value ?? '';
  const likeness = name ? likenessOf(name.value, asked) : 'none';
  const isNear = likeness === 'typo' || likeness === 'spelling';
  return (targetPort?.value === asked ? 4 : 0) + (isNear ? 2 : likeness === 'extended' ? 1 : 0);
}

/** An edit that makes a reference mean another port, and the port as the text then states it. */
export interface PortChange {
  readonly document: DocumentFacts;
  readonly edit: Edit;
  readonly shown: string;
}

/** Undefined if the text cannot be edited, or the port has no number. */
export function portChange(resource: Resource, { port }: Reference, to: ServicePort): PortChange | undefined {
  const number = integerOf(to.port);
  if (!port) {
    return undefined;
  }
  const { document, range } = originOf(resource, port.written);
  const text = openDocument(document, range.start);
  const wantsName = port.by === 'name' || (port.by === 'either' && port.written.type === 'string');
  const value = wantsName && to.name?.type === 'string' ? to.name.value : number;
  if (!text || value === undefined) {
    return undefined;
  }
  const shown = typeof value === 'number' ? `${value}` : `"${value}"`;
  if (port.by === 'name' && typeof value === 'number') {
    // A port without a name is referenced by its number, in another field.
    const placed = pairWithValue(text, range);
    return placed && { document, edit: replaceMapping(text, placed.mapping, [['number', value]]), shown };
  }
  const scalar = scalarAt(text, range);
  return scalar && { document, edit: setScalar(text, scalar, value), shown };
}
