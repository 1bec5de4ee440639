import { integerOf, textAt } from '../../kinds/written.ts';
import { originOf } from '../../model/origin.ts';
import type { Fix, Problem } from '../../model/problem.ts';
import type { Reference } from '../../model/reference.ts';
import { insertPair, removePair } from '../../yaml/edit.ts';
import { portOfServiceFixes } from './portOfService.ts';
import { fixOf, openDocument, pairWithKey, pairWithValue, together } from './tree.ts';

/**
 * *Change the port to* a port of the Service, and *Move port into service* if the port is a sibling of
 * `service`.
 */
export function* ingressPortFixes(problem: Problem): Generator<Fix | undefined> {
  const { reference } = problem.data as { readonly reference: Reference };
  if (reference.port) {
    yield* portOfServiceFixes(problem);
  } else {
    yield movePort(problem, reference);
  }
}

function movePort(problem: Problem, { strayPort, name }: Reference): Fix | undefined {
  if (!strayPort) {
    return undefined;
  }
  const { document, range } = originOf(problem.resource, strayPort);
  const text = openDocument(document, range.start);
  const stray = text && pairWithKey(text, range);
  const service = text && pairWithValue(text, name);
  const number = stray && integerOf(textAt(stray.pair.value, 'number'));
  const named = stray && textAt(stray.pair.value, 'name');
  const port = number !== undefined ? (['number', number] as const) : named && (['name', named.value] as const);
  if (!text || !stray || !service || !port) {
    return undefined;
  }
  const words = { title: 'Move port into service', preferred: true, certain: true };
  const edit = together(
    insertPair(text, service.mapping, 'port', [port], service.pair),
    removePair(text, stray.mapping, stray.pair),
  );
  return fixOf(words, document, edit);
}
