import type { Fix, Problem } from '../../model/problem.ts';
import type { ServicePort } from '../../model/resource.ts';
import { contains } from '../../text/range.ts';
import { get } from '../../yaml/access.ts';
import { type DocumentText, type Edit, insertPair, removePair, setScalar, setValue } from '../../yaml/edit.ts';
import type { Mapping } from '../../yaml/node.ts';
import type { RejectionData } from '../serviceRejected/rejection.ts';
import { moveUp } from './moveUp.ts';
import { type FixWords, fixOf, mappingAt, openDocument, pairWithKey, pairWithValue, scalarAt } from './tree.ts';

/** A fix for each sort of rejection that has a fix. */
export function* serviceRejectedFixes(problem: Problem): Generator<Fix | undefined> {
  const { at, resource } = problem;
  const data = problem.data as RejectionData | undefined;
  const text = data && openDocument(at.document);
  if (!text) {
    return;
  }
  const fix = (words: FixWords, edit: Parameters<typeof fixOf>[2]) => fixOf(words, at.document, edit);
  switch (data.type) {
    case 'replace': {
      const scalar = scalarAt(text, at.range);
      const value = data.as === 'number' ? Number(data.value) : data.value;
      if (scalar) {
        const title =
          data.as === 'number'
            ? `Remove the quotes: ${value}`
            : scalar.text === value
              ? `Quote the value: "${value}"`
              : `Change to ${value}`;
        yield fix({ title, preferred: true, certain: data.certain }, setScalar(text, scalar, value));
      }
      return;
    }
    case 'rename': {
      const placed = pairWithKey(text, at.range);
      if (placed) {
        const words = { title: `Change ${placed.pair.key.text} to ${data.key}`, preferred: true, certain: true };
        yield fix(words, setScalar(text, placed.pair.key, data.key));
      }
      return;
    }
    case 'remove': {
      const placed = pairWithValue(text, at.range);
      if (placed) {
        yield fix({ title: `Remove ${data.field}`, preferred: true }, removePair(text, placed.mapping, placed.pair));
      }
      return;
    }
    case 'indent': {
      const placed = pairWithKey(text, at.range);
      const edit = placed && indented(placed.mapping, data.keys);
      if (edit) {
        yield fix({ title: 'Indent the labels of the selector', preferred: true, certain: true }, edit);
      }
      return;
    }
    case 'move up': {
      const edit = moveUp(text, at.range);
      if (edit) {
        yield fix({ title: 'Move the labels out of matchLabels', preferred: true, certain: true }, edit);
      }
      return;
    }
    case 'name': {
      const port = resource.service?.ports.find((each) => contains(each, at.range));
      const mapping = port && mappingAt(text, port);
      if (mapping) {
        const name = freeName(data.name, port, resource.service?.ports ?? []);
        yield fix({ title: `Name the port: ${name}`, preferred: true }, named(text, mapping, name));
      }
      return;
    }
    case 'node port': {
      const object = mappingAt(text, resource);
      const spec = object && get(object, 'spec');
      const placed = pairWithValue(text, at.range);
      // Another object shares a spec behind an alias.
      if (spec?.type === 'mapping') {
        yield fix({ title: 'Add type: NodePort', preferred: true }, typed(text, spec));
      }
      if (placed) {
        yield fix({ title: 'Remove nodePort' }, removePair(text, placed.mapping, placed.pair));
      }
      return;
    }
  }
}

function named(text: DocumentText, mapping: Mapping, name: string): ReturnType<typeof insertPair> {
  const pair = mapping.pairs.findLast((each) => each.key.text === 'name');
  return pair ? setValue(text, mapping, pair, name) : insertPair(text, mapping, 'name', name, undefined);
}

function typed(text: DocumentText, spec: Mapping): ReturnType<typeof insertPair> {
  const pair = spec.pairs.findLast((each) => each.key.text === 'type');
  return pair ? setValue(text, spec, pair, 'NodePort') : insertPair(text, spec, 'type', 'NodePort', undefined);
}

/** The name, with the protocol or a number appended if another port has the name. */
function freeName(name: string, port: ServicePort, ports: readonly ServicePort[]): string {
  const taken = ports.filter((each) => each !== port).map((each) => each.name?.value);
  const proposals = [name, `${name}-${port.protocol.toLowerCase()}`];
  return proposals.find((each) => !taken.includes(each)) ?? `${name}-${ports.indexOf(port) + 1}`;
}

/** Indents the keys, so that their comments stay with them. Undefined if the lines hold more than single values. */
function indented(spec: Mapping, keys: readonly string[]): Edit | undefined {
  const pairs = spec.pairs.filter(({ key }) => keys.includes(key.text));
  return !spec.flow && pairs.every(({ value }) => value.type === 'scalar')
    ? { edits: pairs.map(({ start }) => ({ range: { start, end: start }, newText: '  ' })), shared: false }
    : undefined;
}
