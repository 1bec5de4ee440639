import { objectsNamed } from '../../index/keys.ts';
import type { IndexReader } from '../../index/reader.ts';
import { type NamespaceRelation, namespaceIn } from '../../model/namespace.ts';
import type { SelectorReference } from '../../model/reference.ts';
import { requirementHolds } from '../../model/requirement.ts';
import type { Resource } from '../../model/resource.ts';
import type { LabelSelector, Requirement } from '../../model/written.ts';
import type { Settings } from '../../settings.ts';
import { none } from '../../text/emptyList.ts';
import { labelUnder } from '../evidence/match.ts';
import { namespacesOf, relationOf } from './namespaces.ts';

/**
 * How the namespaces of a resource relate to those in which a reference selects: by their names, or by the labels of
 * the Namespaces that the workspace has. `not stated` if it states neither, or if a label is unknown.
 */
export function relationToListed(
  resource: Resource,
  { namespaces, namespaceSelector }: SelectorReference,
  index: IndexReader,
  settings: Settings,
): NamespaceRelation {
  const own = namespacesOf(resource, index, settings.closedWorld);
  if (namespaceSelector) {
    const selected = own.map((name) =>
      name === undefined ? undefined : isSelectedNamespace(name, namespaceSelector, index),
    );
    return selected.every((each) => each === false)
      ? 'different'
      : selected.every((each) => each)
        ? 'same'
        : 'not stated';
  }
  const listed = namespaces.map(namespaceIn);
  return listed.length === 0 ? 'not stated' : relationOf(listed, own);
}

/** Whether a reference says by name in which namespaces it selects, so that others do not matter. */
export function namesItsNamespaces({ namespaces, namespaceSelector }: SelectorReference): boolean {
  return namespaceSelector ? requirementsOf(namespaceSelector).some(isByName) : namespaces.length > 0;
}

/** Whether the selector matches a namespace; undefined if that depends on labels of a Namespace that is not here. */
function isSelectedNamespace(name: string, selector: LabelSelector, index: IndexReader): boolean | undefined {
  const known = index.list(objectsNamed('', 'Namespace', name));
  const results = requirementsOf(selector).map(({ key, operator, values }) => {
    const holds = (value: string | undefined) =>
      requirementHolds(
        operator,
        values.map((each) => each.value),
        value,
      );
    if (key.value === nameLabel) {
      return holds(name);
    }
    const answers = known.map(({ labels }) => holds(labelUnder(labels, key.value)?.value.value));
    return answers.length === 0 ? undefined : answers.some((each) => each);
  });
  return results.includes(false) ? false : results.includes(undefined) ? undefined : true;
}

function requirementsOf({
  matchLabels,
  matchExpressions,
}: LabelSelector): readonly Pick<Requirement, 'key' | 'operator' | 'values'>[] {
  const pairs = matchLabels?.pairs ?? none;
  return [...pairs.map(({ key, value }) => ({ key, operator: 'In', values: [value] })), ...matchExpressions];
}

function isByName({ key, operator }: Pick<Requirement, 'key' | 'operator'>): boolean {
  return key.value === nameLabel && operator === 'In';
}

/** The label that each namespace has. Source: k8s.io/api core/v1 LabelMetadataName. */
const nameLabel = 'kubernetes.io/metadata.name';
