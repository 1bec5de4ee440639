import { RE2JS } from 're2js';
import type { Mapping, Node } from '../yaml/node.ts';
import { effectiveNamespace, type GroupVersionKind } from './identity.ts';
import { type Entry, originalIdentity } from './renderedObject.ts';
import { at, scalarTextAt } from './tree.ts';

/** Selects the objects that a patch or a replacement changes. Source: sigs.k8s.io/kustomize/api/types Selector. */
export interface ObjectSelector {
  readonly matchesKind: (kind: GroupVersionKind) => boolean;
  readonly matchesName: (name: string) => boolean;
  readonly matchesNamespace: (namespace: string) => boolean;
  readonly matchesLabels: (root: Mapping) => boolean;
  /** The selector states no part of an identity. */
  readonly anyIdentity: boolean;
  /** The selector states neither labels nor annotations. */
  readonly anyLabels: boolean;
}

/**
 * The selector that a node states, or why it is invalid. Its parts are RE2 regular expressions that match the
 * whole string.
 */
export function objectSelector(node: Node | undefined): ObjectSelector | { readonly failure: string } {
  try {
    const group = expression(scalarTextAt(node, 'group'));
    const version = expression(scalarTextAt(node, 'version'));
    const kind = expression(scalarTextAt(node, 'kind'));
    const name = scalarTextAt(node, 'name');
    const namespace = scalarTextAt(node, 'namespace');
    const labels = labelExpression(scalarTextAt(node, 'labelSelector'));
    const annotations = labelExpression(scalarTextAt(node, 'annotationSelector'));
    return {
      matchesKind: (each) => group(each.group) && version(each.version) && kind(each.kind),
      matchesName: expression(name),
      matchesNamespace: expression(namespace),
      matchesLabels: (root) =>
        labels(at(root, 'metadata', 'labels')) && annotations(at(root, 'metadata', 'annotations')),
      anyIdentity: ['group', 'version', 'kind', 'name', 'namespace'].every((key) => scalarTextAt(node, key) === ''),
      anyLabels: scalarTextAt(node, 'labelSelector') === '' && scalarTextAt(node, 'annotationSelector') === '',
    };
  } catch (error) {
    return { failure: error instanceof Error ? error.message : 'not a selector' };
  }
}

/** The objects that a selector matches. Source: resWrangler.Select. */
export function selectEntries(entries: readonly Entry[], selector: ObjectSelector): readonly Entry[] {
  return entries.filter((entry) => {
    const original = originalIdentity(entry);
    const { identity } = entry;
    return (
      (selector.matchesNamespace(effectiveNamespace(original)) ||
        selector.matchesNamespace(effectiveNamespace(identity))) &&
      (selector.matchesName(original.name) || selector.matchesName(identity.name)) &&
      selector.matchesKind(identity) &&
      selector.matchesLabels(entry.root)
    );
  });
}

/** Whether a whole text matches an RE2 expression; an empty one matches every text. Throws if it is invalid. */
export function expression(pattern: string): (text: string) => boolean {
  if (pattern === '') {
    return () => true;
  }
  // Nearly every pattern is a plain name.
  if (/^[\w/-]+$/.test(pattern)) {
    return (text) => text === pattern;
  }
  const compiled = RE2JS.compile(`^(?:${pattern})$`);
  return (text) => compiled.matcher(text).find();
}

/** Parses a label selector in string form. Source: k8s.io/apimachinery/pkg/labels Parse. */
function labelExpression(written: string): (labels: Node | undefined) => boolean {
  if (written.trim() === '') {
    return () => true;
  }
  const requirements = written.split(/,(?![^(]*\))/).map(requirement);
  return (labels) => requirements.every((each) => each(labels));
}

function requirement(written: string): (labels: Node | undefined) => boolean {
  const text = written.trim();
  const set = /^([^\s!=]+)\s+(in|notin)\s*\(([^)]*)\)$/.exec(text);
  if (set !== null) {
    const [, key = '', operator, list = ''] = set;
    const values = list.split(',').map((value) => value.trim());
    return (labels) => {
      const value = labelAt(labels, key);
      return operator === 'in'
        ? value !== undefined && values.includes(value)
        : value === undefined || !values.includes(value);
    };
  }
  const equality = /^([^\s!=]+)\s*(==|=|!=)\s*([^\s!=]*)$/.exec(text);
  if (equality !== null) {
    const [, key = '', operator, expected = ''] = equality;
    return (labels) => (labelAt(labels, key) === expected) === (operator !== '!=');
  }
  const existence = /^(!?)\s*([^\s!=]+)$/.exec(text);
  if (existence !== null) {
    const [, not, key = ''] = existence;
    return (labels) => (labelAt(labels, key) !== undefined) === (not === '');
  }
  throw new Error(`unable to parse requirement: ${text}`);
}

function labelAt(labels: Node | undefined, key: string): string | undefined {
  const found = at(labels, key);
  return found?.type === 'scalar' ? found.text : undefined;
}
