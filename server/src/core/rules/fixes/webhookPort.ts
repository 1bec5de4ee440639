import { integerOf } from '../../kinds/written.ts';
import type { Fix, Problem } from '../../model/problem.ts';
import { insertPair } from '../../yaml/edit.ts';
import type { PortOfServiceData } from '../shared/namedPort.ts';
import { portOfServiceFixes } from './portOfService.ts';
import { fixOf, openOrigin, pairWithValue } from './tree.ts';

/** *Change the port to* a port of the Service, or *Add* it if the text states none. */
export function* webhookPortFixes(problem: Problem): Generator<Fix | undefined> {
  const { reference, services } = problem.data as PortOfServiceData;
  if (reference.port) {
    yield* portOfServiceFixes(problem);
    return;
  }
  const opened = openOrigin(problem.resource, reference.name);
  const placed = opened && pairWithValue(opened.text, reference.name);
  const numbers = (services[0]?.service?.ports ?? []).flatMap(({ port }) => integerOf(port) ?? []);
  for (const number of placed ? numbers.slice(0, mostChoices) : []) {
    const edit = insertPair(opened!.text, placed!.mapping, 'port', number, placed!.pair);
    yield fixOf({ title: `Add port: ${number}`, preferred: numbers.length === 1 }, opened!.document, edit);
  }
}

// A person chooses from a menu, and a longer menu is hard to read.
const mostChoices = 4;
