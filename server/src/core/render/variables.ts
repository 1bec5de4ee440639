import { isUnreadValue } from '../yaml/keys.ts';
import type { Node } from '../yaml/node.ts';
import { resolveScalar } from '../yaml/scalar.ts';
import type { Configuration } from './configuration.ts';
import { lookUp, splitFieldPath } from './fieldPath.ts';
import { changeField } from './fieldSpec.ts';
import { effectiveNamespace, groupVersionKind, isClusterScoped } from './identity.ts';
import { allIdentities, type Entry, isPartlyKnown, withRoot } from './renderedObject.ts';
import { at, scalarTextAt } from './tree.ts';

/** An item of `vars` with its position. */
export interface Variable {
  readonly name: string;
  readonly node: Node;
  readonly document: object;
}

/** Marks the entries that the variables read their values from. Source: ResAccumulator.MergeVars. */
export function withVariables(
  entries: readonly Entry[],
  variables: readonly Variable[],
  fail: (variable: Variable, reason: string) => void,
): readonly Entry[] {
  let result = entries;
  for (const variable of variables) {
    const reference = at(variable.node, 'objref');
    const apiVersion = scalarTextAt(reference, 'apiVersion');
    const kind =
      apiVersion === ''
        ? {
            group: scalarTextAt(reference, 'group'),
            version: scalarTextAt(reference, 'version'),
            kind: scalarTextAt(reference, 'kind'),
          }
        : groupVersionKind(apiVersion, scalarTextAt(reference, 'kind'));
    const meant = { ...kind, name: scalarTextAt(reference, 'name'), namespace: scalarTextAt(reference, 'namespace') };
    const anyNamespace = meant.namespace === '' && !isClusterScoped(meant);
    const fits = (entry: Entry) =>
      allIdentities(entry).some(
        (each) =>
          each.name === meant.name &&
          each.kind === meant.kind &&
          each.group === meant.group &&
          each.version === meant.version &&
          (anyNamespace || effectiveNamespace(each) === effectiveNamespace(meant)),
      );
    const found = result.filter(fits);
    if (found.length > 1) {
      fail(variable, `found ${found.length} resId matches for var ${variable.name} (unable to disambiguate)`);
    } else if (found.length === 1) {
      result = result.map((entry) =>
        entry === found[0] ? { ...entry, variables: [...entry.variables, variable.name] } : entry,
      );
    }
  }
  return result;
}

/**
 * Replaces variables by their values in the fields that allow them. Source: filters/refvar,
 * ResAccumulator.ResolveVars.
 */
export function resolveVariables(
  entries: readonly Entry[],
  variables: readonly Variable[],
  configuration: Configuration,
  fail: (variable: Variable, reason: string) => void,
): readonly Entry[] {
  if (variables.length === 0) {
    return entries;
  }
  const values = new Map<string, Node>();
  for (const variable of variables) {
    const holder = entries.find((entry) => entry.variables.includes(variable.name));
    const path = scalarTextAt(variable.node, 'fieldref', 'fieldPath') || 'metadata.name';
    const value = holder && lookUp(holder.root, splitFieldPath(path.replaceAll(/\[(\d+)\]/g, '.$1')));
    if (holder === undefined) {
      fail(variable, `var '${variable.name}' cannot be mapped to a field in the set of known resources`);
    } else if ((value === undefined || isUnreadValue(value)) && isPartlyKnown(holder)) {
      // The reference to the variable stays, and readers treat it as a placeholder.
    } else if (value === undefined) {
      fail(variable, `field specified in var '${variable.name}' not found in corresponding resource`);
    } else {
      values.set(variable.name, value.document === undefined ? { ...value, document: holder.document } : value);
    }
  }
  const change = (node: Node): Node => {
    switch (node.type) {
      case 'scalar':
        return withVariablesReplaced(node, values);
      case 'mapping': {
        const pairs = node.pairs.map((pair) => {
          const value = pair.value.type === 'scalar' ? withVariablesReplaced(pair.value, values) : pair.value;
          return value === pair.value ? pair : { ...pair, value };
        });
        return pairs.every((pair, index) => pair === node.pairs[index]) ? node : { ...node, pairs };
      }
      case 'sequence': {
        const items = node.items.map((item) => (item.type === 'scalar' ? withVariablesReplaced(item, values) : item));
        return items.every((item, index) => item === node.items[index]) ? node : { ...node, items };
      }
      default:
        return node;
    }
  };
  return entries.map((entry) => {
    let { root } = entry;
    for (const spec of configuration.specs.varReference) {
      root = changeField(root, entry.identity, spec, change).root;
    }
    return withRoot(entry, root);
  });
}

function withVariablesReplaced(node: Extract<Node, { type: 'scalar' }>, values: ReadonlyMap<string, Node>): Node {
  const { text } = node;
  if (!text.includes('$(') || resolveScalar(node, 'kustomize').type !== 'string') {
    return node;
  }
  const whole = /^\$\(([^)]*)\)$/.exec(text);
  const only = whole === null ? undefined : values.get(whole[1]!);
  if (only?.type === 'scalar') {
    return only;
  }
  const replaced = text.replace(/\$\$|\$\(([^)]*)\)/g, (found, name: string | undefined) => {
    const value = name === undefined ? undefined : values.get(name);
    return found === '$$' ? '$' : value?.type === 'scalar' ? value.text : found;
  });
  return replaced === text ? node : { ...node, text: replaced, style: 'double' };
}
