import { integerOf } from '../../kinds/written.ts';
import { originOf, type Stated } from '../../model/origin.ts';
import type { Fix, Problem } from '../../model/problem.ts';
import type { Reference } from '../../model/reference.ts';
import { type DocumentText, type Edit, insertPair, removePair, replaceMapping, setScalar } from '../../yaml/edit.ts';
import type { NewMapping } from '../../yaml/write.ts';
import { type IngressRejectionData, isOldBackend } from '../ingressRejected.ts';
import { type FixWords, fixOf, openDocument, pairWithKey, pairWithValue, together } from './tree.ts';

/** Each fix changes all places of the object, because the problem is reported once for all of them. */
export function* ingressRejectedFixes(problem: Problem): Generator<Fix | undefined> {
  const { at, resource } = problem;
  const data = problem.data as IngressRejectionData;
  const text = openDocument(at.document);
  if (!text) {
    return;
  }
  const isHere = (stated: Stated) => originOf(resource, stated).document === at.document;
  const fix = (words: FixWords, edits: readonly Edit[]) => fixOf(words, at.document, together(...edits));
  switch (data.type) {
    case 'backends': {
      const old = resource.references.filter((each) => isOldBackend(each) && isHere(each.name));
      const edits = old.flatMap((each) => backendChanged(text, each) ?? []);
      if (edits.length === old.length) {
        yield fix({ title: 'Write service.name and service.port', preferred: true, certain: true }, edits);
      }
      return;
    }
    case 'rename': {
      const placed = pairWithKey(text, at.range);
      const words = { title: `Change backend to ${data.key}`, preferred: true, certain: true };
      yield placed && fix(words, [setScalar(text, placed.pair.key, data.key)]);
      return;
    }
    case 'path types': {
      const paths = resource
        .ingress!.untypedPaths.filter(isHere)
        .flatMap((path) => pairWithKey(text, path)?.mapping ?? []);
      // The type Prefix needs a path.
      const isWhole = paths.every((path) => path.pairs.some(({ key }) => key.text === 'path'));
      for (const type of isWhole ? ['Prefix', 'ImplementationSpecific'] : ['ImplementationSpecific']) {
        const edits = paths.map((path) =>
          insertPair(
            text,
            path,
            'pathType',
            type,
            path.pairs.findLast(({ key }) => key.text === 'path'),
          ),
        );
        yield fix({ title: `Add pathType: ${type}`, preferred: type === 'Prefix' || !isWhole }, edits);
      }
      return;
    }
    case 'namespaces': {
      const strays = resource.references.flatMap(({ strayNamespace }) => strayNamespace ?? []).filter(isHere);
      const placed = strays.flatMap((stray) => pairWithValue(text, stray) ?? []);
      yield fix(
        { title: 'Remove namespace', preferred: true },
        placed.map(({ mapping, pair }) => removePair(text, mapping, pair)),
      );
      return;
    }
  }
}

/** Undefined if the backend has no port or other fields too, or the port is filled in later. */
function backendChanged(text: DocumentText, { name, port }: Reference): Edit | undefined {
  const placed = pairWithValue(text, name);
  const isWhole = placed?.mapping.pairs.every(({ key }) => key.text === 'serviceName' || key.text === 'servicePort');
  if (!placed || !isWhole || !port || port.written.type === 'placeholder') {
    return undefined;
  }
  const { value } = port.written;
  // Older versions accept a number in quotes.
  const number = integerOf(port.written) ?? (/^[0-9]+$/.test(value) ? Number(value) : undefined);
  const stated: NewMapping = number === undefined ? [['name', value]] : [['number', number]];
  const service: NewMapping = [
    ['name', name.value],
    ['port', stated],
  ];
  return replaceMapping(text, placed.mapping, [['service', service]]);
}
