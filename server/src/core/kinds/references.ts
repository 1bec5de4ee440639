import type { Reference, ReferencedKey, ReferencedPort, SelectorReference } from '../model/reference.ts';
import type { Written } from '../model/written.ts';
import { none, orNone } from '../text/emptyList.ts';
import { optional } from '../text/optional.ts';
import { deref, get } from '../yaml/access.ts';
import type { Mapping, Node } from '../yaml/node.ts';
import type { Kind } from './kind.ts';
import { groupOf } from './list.ts';
import { namedBy } from './namedText.ts';
import { referencesOfPods } from './podReferenceRules.ts';
import {
  type FieldPath,
  type ReferenceRule,
  type ReferencesOfKind,
  referencesOfKinds,
  type StatedOr,
} from './referenceRules.ts';
import { type SelectorRule, selectorsOfKinds, selectorsOfPods } from './selectorRules.ts';
import { subPathsOf } from './volumes.ts';
import {
  containsPlaceholder,
  labelSelectorOf,
  labelsAsSelectorOf,
  pairAt,
  placeOf,
  textAt,
  writtenOf,
} from './written.ts';

/**
 * The references of an object by name, in the order of the rules and, within a rule, of the text. `known` has
 * the path of the pod template.
 */
export function referencesOf(
  root: Mapping,
  group: string,
  kind: string,
  known: Kind | undefined,
): readonly Reference[] {
  const own = referencesOfKinds.find((each) => each.kind === kind && each.groups.includes(group));
  const found: Reference[] = [];
  for (const rule of own?.references ?? []) {
    collect(root, rule, [], found);
  }
  if (known?.podTemplate) {
    const path = [...known.podTemplate, 'spec'];
    const spec = get(root, ...path);
    for (const rule of spec ? referencesOfPods : []) {
      collect(spec, rule, path, found);
    }
  }
  return orNone(found);
}

/** Whether every field of the kind that names or selects other objects is known. */
export function hasKnownReferences(group: string, kind: string): boolean {
  const isOfKind = (each: Pick<ReferencesOfKind, 'groups' | 'kind'>) =>
    each.kind === kind && each.groups.includes(group);
  const own = referencesOfKinds.find(isOfKind);
  return own ? own.namesMore !== true : selectorsOfKinds.some(isOfKind);
}

/**
 * The selectors of an object, in the order of the rules and, within a rule, of the text. `known` has the path of the
 * pod template.
 */
export function selectorsOf(
  root: Mapping,
  group: string,
  kind: string,
  known: Kind | undefined,
): readonly SelectorReference[] {
  const found: SelectorReference[] = [];
  const take = (rule: SelectorRule, node: Node, path: readonly string[], around?: Node) => {
    const { role, selector: field, shape, namespaces, namespaceSelector, ports, portsBeside, everywhereFrom } = rule;
    const pair = pairAt(node, field);
    const selector = shape === 'labels' ? labelsAsSelectorOf(pair) : labelSelectorOf(pair);
    if (selector && found.length < mostReferences) {
      const named: Written[] = [];
      const addName = (port: Node) => {
        const written = writtenOf(port);
        // A number needs no name. Source: k8s.io/apimachinery/pkg/util/validation IsValidPortName.
        if (/[a-z]/i.test(written.value)) {
          named.push(written);
        }
      };
      if (ports) {
        visit(node, ports, [], addName);
      }
      if (portsBeside) {
        visit(around, portsBeside, [], addName);
      }
      found.push({
        role,
        path: [...path, ...field].join('.'),
        selector,
        elsewhere:
          everywhereFrom === 'any' ||
          namespaces.some((each) => isElsewhere(get(node, ...each), root)) ||
          (everywhereFrom !== undefined && textAt(root, 'metadata', 'namespace')?.value === everywhereFrom),
        namespaces: orNone(namespaces.flatMap((each) => namesIn(get(node, ...each)))),
        ...optional('namespaceSelector', namespaceSelector && labelSelectorOf(pairAt(node, namespaceSelector))),
        ports: orNone(named),
      });
    }
  };
  forEachSelector(root, group, kind, take);
  if (known?.podTemplate) {
    const path = [...known.podTemplate, 'spec'];
    const spec = get(root, ...path);
    for (const rule of spec ? selectorsOfPods : []) {
      visit(spec, rule.at, path, (node, at) => take(rule, node, at));
    }
  }
  return orNone(found);
}

/**
 * Calls back for every place of the kind that may have a selector, with the node that has the field, its path, and
 * the node two levels above. The callee has to copy the path.
 */
export function forEachSelector(
  root: Mapping,
  group: string,
  kind: string,
  take: (rule: SelectorRule, node: Node, path: readonly string[], around?: Node) => void,
): void {
  const rules = selectorsOfKinds.find((each) => each.kind === kind && each.groups.includes(group))?.selectors ?? none;
  for (const rule of rules) {
    visit(root, rule.at.slice(0, -2), [], (around, above) =>
      visit(around, rule.at.slice(-2), above, (node, path) => take(rule, node, path, around)),
    );
  }
}

/** The names that a field lists. */
function namesIn(field: Node | undefined): readonly Written[] {
  const list = deref(field);
  return list?.type === 'sequence' ? list.items.map(writtenOf) : none;
}

/** Whether a field selects namespaces other than the namespace of the object. */
function isElsewhere(field: Node | undefined, root: Mapping): boolean {
  const stated = deref(field);
  switch (stated?.type) {
    case 'mapping':
      return true;
    case 'sequence': {
      const own = textAt(root, 'metadata', 'namespace')?.value;
      return stated.items.some((item) => writtenOf(item).value !== own);
    }
    case 'scalar':
      return !['', 'false'].includes(writtenOf(stated).value);
    default:
      return false;
  }
}

/** More than anyone writes into one object. */
const mostReferences = 2000;

function collect(root: Node | undefined, rule: ReferenceRule, above: readonly string[], found: Reference[]): void {
  visit(root, rule.at, above, (node, path) => {
    const reference = found.length < mostReferences ? referenceAt(root!, node, rule, path) : undefined;
    const keys = reference && rule.keys ? keysOf(node, rule, root, path) : none;
    if (reference) {
      found.push(keys.length > 0 ? { ...reference, keys } : reference);
    }
  });
}

/**
 * Calls back for every node at the path, with the path of the node, which the callee has to copy. `above` is
 * the path of the root.
 */
export function visit(
  root: Node | undefined,
  at: FieldPath,
  above: readonly string[],
  take: (node: Node, path: readonly string[]) => void,
): void {
  const path = [...above];
  const walk = (node: Node | undefined, step: number) => {
    const key = at[step];
    if (node === undefined) {
      return;
    }
    if (key === undefined) {
      take(node, path);
    } else if (key === '*') {
      const list = deref(node);
      if (list?.type !== 'sequence') {
        return;
      }
      const name = path.pop() ?? '';
      for (const [index, item] of list.items.entries()) {
        path.push(`${name}[${index}]`);
        walk(item, step + 1);
        path.pop();
      }
      path.push(name);
    } else {
      path.push(key);
      walk(get(node, key), step + 1);
      path.pop();
    }
  };
  walk(root, 0);
}

function referenceAt(root: Node, node: Node, rule: ReferenceRule, path: readonly string[]): Reference | undefined {
  const named = namedBy(rule.name.length === 0 ? node : get(node, ...rule.name), rule);
  const { name } = named;
  const kind = statedOr(node, rule.kind);
  const version = typeof rule.group === 'string' ? undefined : statedOr(node, rule.group);
  const group =
    typeof rule.group === 'string' ? rule.group : rule.group.as === 'group' ? version : versionToGroup(version);
  if (!name || name.type === 'mapping' || name.type === 'sequence' || name.value === '' || !kind) {
    return undefined;
  }
  if (rule.requires && !textAt(node, ...rule.requires)?.value) {
    return undefined;
  }
  if ((rule.kinds && !rule.kinds.includes(kind)) || (rule.unless && textAt(node, ...rule.unless)?.value)) {
    return undefined;
  }
  const namespace = named.namespace ?? (rule.namespace && textAt(node, ...rule.namespace));
  const port = portOf(node, rule);
  const stray = port ? undefined : rule.strayPort && pairAt(node, rule.strayPort);
  return {
    role: rule.role,
    path: [...path, ...rule.name].join('.'),
    group: group ?? '',
    kind,
    name,
    optional:
      (rule.optional !== undefined && textAt(node, ...rule.optional)?.value === 'true') ||
      rule.madeBy?.some((annotation) => get(root, 'metadata', 'annotations', annotation)) === true,
    ...optional('form', rule.form),
    ...optional('statedKind', typeof rule.kind === 'string' ? undefined : textAt(node, ...rule.kind.field)),
    ...(namespace && namespace.value !== '' ? { namespace } : {}),
    ...(port ? { port } : {}),
    ...(port ? {} : optional('defaultPort', rule.defaultPort)),
    ...(stray ? { strayPort: placeOf(stray.key) } : {}),
    ...optional('strayNamespace', firstOf(node, rule.strayNamespaces)),
  };
}

/**
 * The keys of a ConfigMap or a Secret that a pod names. If a volume lists no items, each key is a file with its name.
 *
 * @param spec of the pod.
 * @param path of the node, which ends in the volume and its source.
 */
function keysOf(
  node: Node,
  { keys, isVolume }: ReferenceRule,
  spec: Node | undefined,
  path: readonly string[],
): readonly ReferencedKey[] {
  const found: ReferencedKey[] = [];
  const item = keys?.field.slice(0, -1) ?? none;
  visit(node, item, [], (each) => {
    const written = textAt(each, keys!.field.at(-1) ?? '');
    const use =
      keys!.as === 'item'
        ? textAt(each, 'path')
        : keys!.as === 'variable'
          ? textAt(variableAt(spec, path), 'name')
          : undefined;
    if (written && written.value !== '') {
      found.push({ written, as: keys!.as, ...optional('use', use?.value) });
    }
  });
  if (isVolume && found.length === 0 && spec) {
    const index = Number(/\[(\d+)\]$/.exec(path.at(-2) ?? '')?.[1]);
    const volume = textAt(get(spec, 'volumes', index), 'name')?.value;
    for (const written of volume ? subPathsOf(spec, volume) : none) {
      found.push({ written, as: 'subPath' });
    }
  }
  return found;
}

/** The item of `env` in which a reference is: its path ends in `containers[0].env[1].valueFrom.configMapKeyRef`. */
function variableAt(spec: Node | undefined, path: readonly string[]): Node | undefined {
  const [list = '', env = ''] = path.slice(-4);
  const steps = [list, env].flatMap((step) => {
    const [, name = '', index = ''] = /^(.*)\[(\d+)\]$/.exec(step) ?? [];
    return [name, Number(index)];
  });
  return spec && get(spec, ...steps);
}

function firstOf(node: Node, fields: readonly FieldPath[] = none): Written | undefined {
  for (const field of fields) {
    const written = textAt(node, ...field);
    if (written) {
      return written;
    }
  }
  return undefined;
}

function portOf(node: Node, rule: ReferenceRule): ReferencedPort | undefined {
  for (const { field, by } of rule.ports ?? []) {
    const written = textAt(node, ...field);
    if (written && written.type !== 'null') {
      return { written, by };
    }
  }
  return undefined;
}

function statedOr(node: Node, from: string | StatedOr): string | undefined {
  if (typeof from === 'string') {
    return from;
  }
  const written = textAt(node, ...from.field);
  return written?.value || (from.keepsEmpty && written?.type === 'string' ? '' : from.default);
}

/** A placeholder stays as it is, and no group equals it. */
function versionToGroup(version: string | undefined): string | undefined {
  return version === undefined || containsPlaceholder(version) ? version : groupOf(version);
}
