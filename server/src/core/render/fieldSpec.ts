import type { Mapping, Node } from '../yaml/node.ts';
import type { FieldSpecTable } from './fieldSpecs.ts';
import { type GroupVersionKind, isSelected } from './identity.ts';
import { isNull, type MadePlace, mappingAt, pairIn, pairOf, plainAt, withItems, withValue } from './tree.ts';

/** A field of a set of kinds. Source: sigs.k8s.io/kustomize/api/types FieldSpec. */
export interface FieldSpec extends Partial<GroupVersionKind> {
  /** Keys separated by slashes. `\/` is a slash in a key. `[]` after a key says that its value is a list. */
  readonly path: string;
  /** The keys of the path. */
  readonly steps: readonly string[];
  readonly create: boolean;
}

export function fieldSpec(path: string, create: boolean, kind: Partial<GroupVersionKind> = {}): FieldSpec {
  return { ...kind, path, steps: splitPath(path), create };
}

export function fieldSpecsOf(table: FieldSpecTable): readonly FieldSpec[] {
  return Object.entries(table).flatMap(([path, kinds]) =>
    kinds.map((kind) => fieldSpec(path.replace(/^\+/, ''), path.startsWith('+'), selectorOf(kind))),
  );
}

/** The non-empty parts of `apps//Deployment`. A group may contain a slash: one group in kustomize's tables does. */
export function selectorOf(written: string): Partial<GroupVersionKind> {
  const parts = written === '*' ? [] : written.split('/');
  const kind = parts.pop();
  const version = parts.pop();
  const group = parts.join('/');
  return { ...(group ? { group } : {}), ...(version ? { version } : {}), ...(kind ? { kind } : {}) };
}

/** Adds the specs that are not in the list yet. Source: FsSlice.MergeAll. */
export function mergeFieldSpecs(
  specs: readonly FieldSpec[],
  others: readonly FieldSpec[],
): { readonly specs: readonly FieldSpec[]; readonly conflict?: FieldSpec } {
  const merged = [...specs];
  for (const other of others) {
    const known = merged.find((each) => each.path === other.path && isSelected(kindOf(each), other));
    if (known === undefined) {
      merged.push(other);
    } else if (known.create !== other.create) {
      return { specs: merged, conflict: other };
    }
  }
  return { specs: merged.length === specs.length ? specs : merged };
}

function kindOf({ group = '', version = '', kind = '' }: FieldSpec): GroupVersionKind {
  return { group, version, kind };
}

/** Returns the new value of a field. */
export type Change = (value: Node) => Node;

export interface FieldChange {
  readonly root: Mapping;
  /** Why kustomize stops here, e.g. because the path leads through a scalar. */
  readonly failure?: string;
}

/**
 * Returns the object with the fields of a spec changed.
 * @param made the value and the position of a field that the spec creates if it does not exist. Source:
 * sigs.k8s.io/kustomize/api/filters/fieldspec.
 */
export function changeField(
  root: Mapping,
  kind: GroupVersionKind,
  spec: FieldSpec,
  change: Change,
  made?: { readonly type: 'mapping' | 'scalar'; readonly place: MadePlace },
): FieldChange {
  if (!isSelected(kind, spec)) {
    return { root };
  }
  const walk: Walk = { change, steps: spec.steps, made: spec.create ? made : undefined };
  const result = changed(root, 0, walk);
  return walk.failure === undefined
    ? { root: result.type === 'mapping' ? result : root }
    : { root, failure: `considering field '${spec.path}': ${walk.failure}` };
}

interface Walk {
  readonly change: Change;
  readonly steps: readonly string[];
  readonly made: { readonly type: 'mapping' | 'scalar'; readonly place: MadePlace } | undefined;
  failure?: string;
}

function changed(node: Node, depth: number, walk: Walk): Node {
  if (depth === walk.steps.length) {
    return walk.change(node);
  }
  if (node.type === 'sequence') {
    return withItems(node, (item) => changed(item, depth, walk));
  }
  if (node.type !== 'mapping') {
    if (isNull(node)) {
      return node;
    }
    walk.failure ??= 'expected sequence or mapping node';
    return node;
  }
  const step = walk.steps[depth]!;
  const isLast = depth === walk.steps.length - 1;
  const isList = step.endsWith('[]');
  const key = isList ? step.slice(0, -2) : step;
  const pair = pairIn(node, key);
  const make = isList ? undefined : walk.made;
  if (pair === undefined && make === undefined) {
    return node;
  }
  let value = pair?.value;
  if (make !== undefined && (value === undefined || isNull(value))) {
    value = !isLast || make.type === 'mapping' ? mappingAt(make.place) : plainAt('', make.place);
  }
  const next = value === undefined ? undefined : changed(value, depth + 1, walk);
  return next === undefined || next === pair?.value
    ? node
    : withValue(node, key, next, make && pairOf(key, next, make.place));
}

/** Source: sigs.k8s.io/kustomize/kyaml/utils PathSplitter. */
export function splitPath(path: string): readonly string[] {
  const parts = path.replace(/^\//, '').split('/');
  const joined: string[] = [];
  for (const part of parts) {
    const before = joined.at(-1);
    if (before?.endsWith('\\')) {
      joined[joined.length - 1] = `${before.slice(0, -1)}/${part}`;
    } else {
      joined.push(part);
    }
  }
  return joined;
}
