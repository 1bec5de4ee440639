import type { Fix, Problem } from '../../model/problem.ts';
import type { ServicePort } from '../../model/resource.ts';
import { none } from '../../text/emptyList.ts';
import { contains } from '../../text/range.ts';
import { get } from '../../yaml/access.ts';
import { type DocumentText, type Edit, insertPair, removePair, setScalar, setValue } from '../../yaml/edit.ts';
import type { Mapping } from '../../yaml/node.ts';
import type { RejectionData } from '../serviceRejected/rejection.ts';
import type { PlaceToFix } from '../shared/rejections.ts';
import { moveUp } from './moveUp.ts';
import {
  type FixWords,
  fixOf,
  mappingAt,
  openDocument,
  pairWithKey,
  pairWithValue,
  scalarAt,
  together,
} from './tree.ts';

type Place = PlaceToFix<RejectionData>;

/**
 * A fix for each sort of rejection that has a fix. It changes all places of the problem that are in one document:
 * places of one cause need the same sort of fix.
 */
export function* serviceRejectedFixes(problem: Problem): Generator<Fix | undefined> {
  const { at, resource } = problem;
  const text = openDocument(at.document);
  const places = ((problem.data ?? []) as readonly Place[]).filter(({ at: { document } }) => document === at.document);
  const [first] = places;
  if (!text || !first) {
    return;
  }
  const fix = (words: FixWords, edits: readonly Edit[]) => fixOf(words, at.document, together(...edits));
  switch (first.data.type) {
    case 'replace':
      yield* replacements(text, places, fix);
      return;
    case 'rename': {
      const placed = places.flatMap(({ at: { range }, data }) => {
        const pair = pairWithKey(text, range)?.pair;
        return pair && data.type === 'rename' ? { old: pair.key.text, edit: setScalar(text, pair.key, data.key) } : [];
      });
      const title = `Change ${placed[0]?.old} to ${first.data.key}`;
      yield fix(
        { title, preferred: true, certain: true },
        placed.map(({ edit }) => edit),
      );
      return;
    }
    case 'remove':
      yield fix({ title: `Remove ${first.data.field}`, preferred: true }, removals(text, places));
      return;
    case 'indent': {
      const placed = pairWithKey(text, at.range);
      const edit = placed && indented(placed.mapping, first.data.keys);
      if (edit) {
        yield fix({ title: 'Indent the labels of the selector', preferred: true, certain: true }, [edit]);
      }
      return;
    }
    case 'move up': {
      const edit = moveUp(text, at.range);
      if (edit) {
        yield fix({ title: 'Move the labels out of matchLabels', preferred: true, certain: true }, [edit]);
      }
      return;
    }
    case 'name':
      yield namesOfPorts(text, places, resource.service?.ports ?? none, fix);
      return;
    case 'node port': {
      const object = mappingAt(text, resource);
      const spec = object && get(object, 'spec');
      // Another object shares a spec behind an alias.
      if (spec?.type === 'mapping') {
        yield fix({ title: 'Add type: NodePort', preferred: true }, [typed(text, spec)]);
      }
      yield fix({ title: 'Remove nodePort' }, removals(text, places));
      return;
    }
  }
}

type MakeFix = (words: FixWords, edits: readonly Edit[]) => Fix | undefined;

function* replacements(text: DocumentText, places: readonly Place[], fix: MakeFix): Generator<Fix | undefined> {
  const changed = places.flatMap(({ at: { range }, data }) => {
    const scalar = scalarAt(text, range);
    return scalar && data.type === 'replace'
      ? { scalar, certain: data.certain, value: data.as === 'number' ? Number(data.value) : data.value }
      : [];
  });
  const [first] = changed;
  if (!first) {
    return;
  }
  const { scalar, value } = first;
  const several = changed.length > 1 ? ` in ${changed.length} places` : '';
  const title =
    typeof value === 'number'
      ? `Remove the quotes${several || `: ${value}`}`
      : scalar.text === value
        ? `Quote the value${several || `: "${value}"`}`
        : changed.every((each) => each.value === value)
          ? `Change to ${value}`
          : `Change the value${several}`;
  yield fix(
    { title, preferred: true, certain: changed.every(({ certain }) => certain) },
    changed.map((each) => setScalar(text, each.scalar, each.value)),
  );
}

function removals(text: DocumentText, places: readonly Place[]): readonly Edit[] {
  return places.flatMap(({ at: { range } }) => {
    const placed = pairWithValue(text, range);
    return placed ? removePair(text, placed.mapping, placed.pair) : none;
  });
}

/** Names the ports in their order, each with a name that no other port has. */
function namesOfPorts(
  text: DocumentText,
  places: readonly Place[],
  ports: readonly ServicePort[],
  fix: MakeFix,
): Fix | undefined {
  const taken = new Set(ports.flatMap(({ name }) => name?.value ?? none));
  const named: { readonly name: string; readonly edit: Edit }[] = [];
  for (const { at, data } of places) {
    const port = ports.find((each) => contains(each, at.range));
    const mapping = port && mappingAt(text, port);
    if (mapping && data.type === 'name') {
      const name = freeName(data.name, port, ports, taken);
      taken.add(name);
      named.push({ name, edit: withName(text, mapping, name) });
    }
  }
  const names = named.map(({ name }) => name).join(', ');
  return fix(
    { title: `Name the port${named.length > 1 ? 's' : ''}: ${names}`, preferred: true },
    named.map(({ edit }) => edit),
  );
}

function withName(text: DocumentText, mapping: Mapping, name: string): ReturnType<typeof insertPair> {
  const pair = mapping.pairs.findLast((each) => each.key.text === 'name');
  return pair ? setValue(text, mapping, pair, name) : insertPair(text, mapping, 'name', name, undefined);
}

function typed(text: DocumentText, spec: Mapping): ReturnType<typeof insertPair> {
  const pair = spec.pairs.findLast((each) => each.key.text === 'type');
  return pair ? setValue(text, spec, pair, 'NodePort') : insertPair(text, spec, 'type', 'NodePort', undefined);
}

/** The name, with the protocol or a number appended if another port has the name. */
function freeName(name: string, port: ServicePort, ports: readonly ServicePort[], taken: ReadonlySet<string>): string {
  const proposals = [name, `${name}-${port.protocol.toLowerCase()}`];
  return proposals.find((each) => !taken.has(each)) ?? `${name}-${ports.indexOf(port) + 1}`;
}

/** Indents the keys, so that their comments stay with them. Undefined if the lines hold more than single values. */
function indented(spec: Mapping, keys: readonly string[]): Edit | undefined {
  const pairs = spec.pairs.filter(({ key }) => keys.includes(key.text));
  return !spec.flow && pairs.every(({ value }) => value.type === 'scalar')
    ? { edits: pairs.map(({ start }) => ({ range: { start, end: start }, newText: '  ' })), shared: false }
    : undefined;
}
