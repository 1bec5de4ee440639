import { isUnreadValue } from '../yaml/keys.ts';
import type { Mapping, Node } from '../yaml/node.ts';
import { resolveScalar } from '../yaml/scalar.ts';
import { listAt } from './configuration.ts';
import { changeAtPath, lookUp, splitFieldPath } from './fieldPath.ts';
import { effectiveNamespace, isSelected } from './identity.ts';
import { allIdentities, type Entry, isPartlyKnown, withRoot } from './renderedObject.ts';
import { objectSelector } from './selector.ts';
import { asShared, unshared } from './sharedValues.ts';
import type { Fail } from './transformers.ts';
import { at, isNull, madeAt, owned, scalarTextAt, stringAt } from './tree.ts';

/**
 * Applies a replacement: it copies a value of one object into fields of other objects. An unknown value becomes
 * a placeholder. Source: sigs.k8s.io/kustomize/api/filters/replacement.
 *
 * @param document of the replacement.
 * @param mayLack whether an unread part may hold a missing source.
 */
export function replace(
  entries: readonly Entry[],
  item: Node,
  document: object,
  mayLack: boolean,
  fail: Fail,
): readonly Entry[] {
  const source = at(item, 'source');
  const stated = at(item, 'sourceValue');
  const targets = listAt(item, 'targets');
  if ((source === undefined && stated === undefined) || targets.length === 0) {
    fail(item, 'replacements must specify a source and at least one target');
    return entries;
  }
  const value = stated === undefined ? sourceValue(entries, source!, document, mayLack, fail) : owned(stated, document);
  if (value === undefined) {
    return entries;
  }
  let result = entries;
  for (const target of targets) {
    result = replaceIn(result, target, value, document, fail);
  }
  return result;
}

function sourceValue(
  entries: readonly Entry[],
  source: Node,
  document: object,
  mayLack: boolean,
  fail: Fail,
): Node | undefined {
  const [group, version, kind] = [
    scalarTextAt(source, 'group'),
    scalarTextAt(source, 'version'),
    scalarTextAt(source, 'kind'),
  ];
  const [name, namespace] = [scalarTextAt(source, 'name'), scalarTextAt(source, 'namespace')];
  const found = entries.filter((entry) =>
    allIdentities(entry).some(
      (each) =>
        (name === '' || each.name === name) &&
        (namespace === '' || effectiveNamespace(each) === (namespace || 'default')) &&
        isSelected(each, { group, version, kind }),
    ),
  );
  const [entry] = found;
  const fieldPath = scalarTextAt(source, 'fieldPath') || 'metadata.name';
  const filledInLater = (what: string) =>
    stringAt(`\${${fieldPath} of ${what}}`, madeAt(at(source, 'fieldPath') ?? source, document));
  if (entry === undefined && mayLack) {
    return filledInLater(name || kind);
  }
  if (entry === undefined || found.length > 1) {
    const words = [kind, name, namespace].filter((part) => part !== '').join('/');
    fail(source, `${found.length > 1 ? 'multiple matches for selector' : 'nothing selected by'} ${words}`);
    return undefined;
  }
  const value = lookUp(entry.root, splitFieldPath(fieldPath));
  if (value === undefined || isNull(value) || isUnreadValue(value)) {
    if (isPartlyKnown(entry)) {
      return filledInLater(entry.identity.name);
    }
    fail(at(source, 'fieldPath') ?? source, `fieldPath \`${fieldPath}\` is missing for replacement source`);
    return undefined;
  }
  const delimiter = scalarTextAt(source, 'options', 'delimiter');
  if (delimiter === '') {
    return owned(value.type === 'scalar' ? unshared(value) : value, entry.document);
  }
  const index = Number(scalarTextAt(source, 'options', 'index') || '0');
  const part = value.type === 'scalar' ? value.text.split(delimiter)[index] : undefined;
  if (value.type !== 'scalar' || part === undefined) {
    fail(source, `options.index ${index} is out of bounds`);
    return undefined;
  }
  return owned({ ...unshared(value), text: part }, entry.document);
}

function replaceIn(
  entries: readonly Entry[],
  target: Node,
  value: Node,
  document: object,
  fail: Fail,
): readonly Entry[] {
  const select = objectSelector(at(target, 'select'));
  const rejects = listAt(target, 'reject').map(objectSelector);
  if (at(target, 'select') === undefined) {
    fail(target, 'target must specify resources to select');
    return entries;
  }
  for (const each of [select, ...rejects]) {
    if ('failure' in each) {
      fail(target, each.failure);
      return entries;
    }
  }
  const paths = listAt(target, 'fieldPaths');
  return entries.map((entry) => {
    const identities = allIdentities(entry);
    const fits = (selector: ReturnType<typeof objectSelector>) =>
      !('failure' in selector) &&
      identities.some(
        (each) =>
          selector.matchesKind(each) && selector.matchesName(each.name) && selector.matchesNamespace(each.namespace),
      );
    const isRejected = rejects.some(
      (each) =>
        !('failure' in each) &&
        ((!each.anyIdentity && fits(each)) || (!each.anyLabels && each.matchesLabels(entry.root))),
    );
    if ('failure' in select || !select.matchesLabels(entry.root) || isRejected || !fits(select)) {
      return entry;
    }
    let { root } = entry;
    for (const path of paths.length > 0 ? paths : [undefined]) {
      const written = path?.type === 'scalar' ? path.text : 'metadata.name';
      root = withReplaced(root, written, value, at(target, 'options'), document, (reason) =>
        isPartlyKnown(entry) ? undefined : fail(path ?? target, reason),
      );
    }
    return withRoot(entry, asShared(entry.root, root));
  });
}

function withReplaced(
  root: Mapping,
  path: string,
  value: Node,
  options: Node | undefined,
  document: object,
  fail: (reason: string) => void,
): Mapping {
  const delimiter = scalarTextAt(options, 'delimiter');
  const index = Number(scalarTextAt(options, 'index') || '0');
  const creates = scalarTextAt(options, 'create') === 'true';
  const leaf = value.type === 'alias' ? 'scalar' : value.type;
  const made = creates ? { leaf, place: madeAt(value, value.document ?? document) } : undefined;
  let failed = false;
  const changed = changeAtPath(
    root,
    splitFieldPath(path),
    (field) => {
      if (field.type !== 'scalar' || value.type !== 'scalar') {
        if (delimiter !== '') {
          failed = true;
          return field;
        }
        return field.type === 'scalar' && value.type !== 'scalar' ? { ...field, text: '' } : value;
      }
      if (delimiter === '') {
        // The field keeps its type: a number that replaces a string becomes a string.
        const isText =
          field.style !== 'plain' || (field.text !== '' && resolveScalar(field, 'kustomize').type === 'string');
        return { ...value, style: isText ? 'double' : 'plain' };
      }
      const parts = field.text.split(delimiter);
      if (index < 0) {
        parts.unshift(value.text);
      } else if (index >= parts.length) {
        parts.push(value.text);
      } else {
        parts[index] = value.text;
      }
      return { ...value, text: parts.join(delimiter), style: field.style };
    },
    made,
  );
  if (failed) {
    fail('delimiter option can only be used with scalar nodes');
  } else if (changed.found === 0) {
    fail(`unable to find ${creates ? 'or create ' : ''}field "${path}" in replacement target`);
  }
  return changed.root;
}
