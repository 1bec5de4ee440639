import { originOf } from '../../model/origin.ts';
import type { Fix, Problem } from '../../model/problem.ts';
import { get } from '../../yaml/access.ts';
import { insertPair, setValue } from '../../yaml/edit.ts';
import type { HeadlessData } from '../governingServiceMissing.ts';
import { fixOf, mappingAt, openDocument } from './tree.ts';

/**
 * *Set clusterIP: None*. It is never preferred: the address of a Service cannot be removed once it is applied, and
 * others may use it.
 */
export function* headlessFixes({ data }: Problem): Generator<Fix | undefined> {
  const { service } = data as HeadlessData;
  const { document } = originOf(service, service.nameRange);
  const text = openDocument(document);
  const object = text && mappingAt(text, service);
  const spec = object && get(object, 'spec');
  if (spec?.type !== 'mapping' || service.service?.type?.value === 'NodePort') {
    return;
  }
  const stated = spec.pairs.findLast(({ key }) => key.text === 'clusterIP');
  const edit = stated ? setValue(text!, spec, stated, 'None') : insertPair(text!, spec, 'clusterIP', 'None', undefined);
  yield fixOf({ title: `Make Service "${service.name}" headless: clusterIP: None` }, document, edit);
}
