import { integerOf } from '../../kinds/written.ts';
import { originOf } from '../../model/origin.ts';
import type { Fix, Problem } from '../../model/problem.ts';
import type { Reference } from '../../model/reference.ts';
import type { LostEdge } from '../../model/resolution.ts';
import type { Resource, ServicePort } from '../../model/resource.ts';
import { likenessOf } from '../../resolve/evidence/nameSimilarity.ts';
import { replaceMapping, setScalar } from '../../yaml/edit.ts';
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
  const ports = services[0]?.service?.ports ?? [];
  const ranked = ports
    .map((port) => ({ port, rank: rankOf(port, reference) }))
    .sort((a, b) => b.rank - a.rank)
    .slice(0, mostChoices);
  for (const [index, { port, rank }] of ranked.entries()) {
    yield changePort(problem, reference, port, !isForAuthor && index === 0 && (ports.length === 1 || rank > 0));
  }
}

// A person chooses from a menu, and a longer menu is hard to read.
const mostChoices = 4;

function rankOf({ name, targetPort }: ServicePort, { port }: Reference): number {
  const asked = port?.written.value ?? '';
  const likeness = name ? likenessOf(name.value, asked) : 'none';
  const isNear = likeness === 'typo' || likeness === 'spelling';
  return (targetPort?.value === asked ? 4 : 0) + (isNear ? 2 : likeness === 'extended' ? 1 : 0);
}

function changePort(problem: Problem, { port }: Reference, to: ServicePort, preferred: boolean): Fix | undefined {
  const number = integerOf(to.port);
  if (!port) {
    return undefined;
  }
  const { document, range } = originOf(problem.resource, port.written);
  const text = openDocument(document);
  const wantsName = port.by === 'name' || (port.by === 'either' && port.written.type === 'string');
  const value = wantsName && to.name?.type === 'string' ? to.name.value : number;
  if (!text || value === undefined) {
    return undefined;
  }
  const words = { title: `Change the port to ${typeof value === 'number' ? value : `"${value}"`}`, preferred };
  if (port.by === 'name' && typeof value === 'number') {
    // A port without a name is referenced by its number, in another field.
    const placed = pairWithValue(text, range);
    return placed && fixOf(words, document, replaceMapping(text, placed.mapping, [['number', value]]));
  }
  const scalar = scalarAt(text, range);
  return scalar && fixOf(words, document, setScalar(text, scalar, value));
}
