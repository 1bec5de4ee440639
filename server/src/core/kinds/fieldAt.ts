import type { ReferencedPort } from '../model/reference.ts';
import { containerProbes } from './containerProbe.ts';
import type { Kind } from './kind.ts';
import { kindOf } from './list.ts';
import { referencesOfPods } from './podReferenceRules.ts';
import { type FieldPath, type ReferenceRule, referencesOfKinds } from './referenceRules.ts';
import { type SelectorRule, selectorsOfKinds, selectorsOfPods } from './selectorRules.ts';
import { mountFields } from './volumes.ts';

/** The keys and indices from an object to a place in it. */
export type ObjectPath = readonly (string | number)[];

/** A field with wiring: what its value refers to. */
export type Field =
  /** Labels that select, or labels that are selected by. */
  | {
      readonly type: 'labels';
      readonly owner: LabelOwner;
      /** `LabelSelector` at the selector itself, whose labels are one level below, under `matchLabels`. */
      readonly shape: 'labels' | 'LabelSelector';
      /** The key of a value; absent at the map of labels itself. */
      readonly key?: string;
    }
  /** The key of a requirement in `matchExpressions`, its operator, or one of its values. */
  | { readonly type: 'requirement'; readonly owner: LabelOwner; readonly part: 'key' | 'operator' | 'value' }
  /** The name of another object. `at` is the path of the node to which the paths of the rule are relative. */
  | { readonly type: 'name' | 'kind' | 'apiVersion'; readonly rule: ReferenceRule; readonly at: ObjectPath }
  | { readonly type: 'port'; readonly rule: ReferenceRule; readonly at: ObjectPath; readonly by: ReferencedPort['by'] }
  /** A key of the object that a reference names. */
  | { readonly type: 'data key'; readonly rule: ReferenceRule; readonly at: ObjectPath }
  /** A file of a volume: a key of its ConfigMap or Secret. */
  | { readonly type: 'sub path' }
  /** The name of a port of what a monitor selects. */
  | { readonly type: 'selected port'; readonly rule: SelectorRule; readonly at: ObjectPath }
  /** A container port to which a Service sends traffic. */
  | { readonly type: 'target port' }
  | { readonly type: 'node port' }
  /** A port of the container with this number, to which the kubelet sends requests. */
  | { readonly type: 'probe port'; readonly list: 'containers' | 'initContainers'; readonly container: number }
  /** The name of a volume of the pod. */
  | { readonly type: 'volume' }
  | { readonly type: 'namespace' };

/** What has the labels, and so decides what they refer to. */
export type LabelOwner =
  | { readonly type: 'service' }
  /** The selector of a workload, which has to match its own template. */
  | { readonly type: 'workload' }
  | { readonly type: 'template' }
  | { readonly type: 'rule'; readonly rule: SelectorRule; readonly at: ObjectPath };

/**
 * The field at a path of an object, from the tables of kinds, references and selectors; undefined if it has no
 * wiring. The path of a value leads to the value, and the path of a key leads to its mapping.
 *
 * @param podTemplate the path of the pod template, if the tables do not have it.
 */
export function fieldAt(group: string, kind: string, path: ObjectPath, podTemplate?: FieldPath): Field | undefined {
  const known = kindOf(group, kind);
  const template = known ? known.podTemplate : (podTemplate ?? templateByShape(group, path));
  return (
    namespaceAt(known, path) ??
    (group === '' && kind === 'Service' ? fieldOfService(path) : undefined) ??
    (known?.selector ? selectorField({ type: 'workload' }, known.selector, path) : undefined) ??
    (template ? fieldOfTemplate(template, path) : undefined) ??
    fieldOfSelectors(selectorsFor(group, kind), [], path) ??
    fieldOfReferences(referencesFor(group, kind, known), [], path)
  );
}

/** As for reading a resource: a custom resource with a pod template at the path of the built-in workloads. */
function templateByShape(group: string, path: ObjectPath): FieldPath | undefined {
  return group !== '' && path[0] === 'spec' && path[1] === 'template' ? ['spec', 'template'] : undefined;
}

function namespaceAt(known: Kind | undefined, path: ObjectPath): Field | undefined {
  // Source: KEP-2161. The API server gives each Namespace a label with its name.
  const isLabelOfName = path.at(-1) === 'kubernetes.io/metadata.name' && path.at(-2) === 'matchLabels';
  return isLabelOfName ||
    isAt(['metadata', 'namespace'], path) ||
    (known?.deploys && isAt(known.deploys.namespace, path))
    ? { type: 'namespace' }
    : undefined;
}

/** Source: k8s.io/api core/v1 ServiceSpec. */
function fieldOfService(path: ObjectPath): Field | undefined {
  if (isAt(['spec', 'ports', '*', 'targetPort'], path)) {
    return { type: 'target port' };
  }
  if (isAt(['spec', 'ports', '*', 'nodePort'], path) || isAt(['spec', 'healthCheckNodePort'], path)) {
    return { type: 'node port' };
  }
  return selectorField({ type: 'service' }, { path: ['spec', 'selector'], shape: 'labels' }, path);
}

function fieldOfTemplate(template: FieldPath, path: ObjectPath): Field | undefined {
  const inTemplate = after(template, path);
  if (!inTemplate) {
    return undefined;
  }
  const labels = labelsField({ type: 'template' }, after(['metadata', 'labels'], inTemplate));
  const [spec, list, container, ...inContainer] = inTemplate;
  if (labels || spec !== 'spec') {
    return labels;
  }
  if ((list === 'containers' || list === 'initContainers') && typeof container === 'number') {
    if (isRequestedPort(inContainer)) {
      return { type: 'probe port', list, container };
    }
    if (mountFields.some((mounts) => isAt([mounts, '*', 'name'], inContainer))) {
      return { type: 'volume' };
    }
    if (isAt(['volumeMounts', '*', 'subPath'], inContainer)) {
      return { type: 'sub path' };
    }
  }
  const above = [...template, 'spec'];
  // A pod is mostly placed beside pods of its own workload, or apart from them.
  return (
    fieldOfSelectors(selectorsOfPods, above, path, { type: 'workload' }) ??
    fieldOfReferences(referencesOfPods, above, path)
  );
}

/** Whether the path in a container leads to the port of a probe or of a hook of the lifecycle. */
function isRequestedPort(inContainer: ObjectPath): boolean {
  const [first, ...rest] = inContainer;
  const [handler, port, ...others] = first === 'lifecycle' ? rest.slice(1) : rest;
  return (
    (containerProbes.fields.includes(`${first}`) || first === 'lifecycle') &&
    containerProbes.handlers.includes(`${handler}`) &&
    port === 'port' &&
    others.length === 0
  );
}

/** A place in a selector; undefined if the path leads elsewhere. */
function selectorField(
  owner: LabelOwner,
  { path: field, shape }: { readonly path: FieldPath; readonly shape: 'LabelSelector' | 'labels' },
  path: ObjectPath,
): Field | undefined {
  const inSelector = after(field, path);
  if (!inSelector) {
    return undefined;
  }
  const [first, , part, ...rest] = inSelector;
  if (shape === 'labels') {
    return labelsField(owner, inSelector);
  }
  if (first === undefined) {
    return { type: 'labels', owner, shape };
  }
  if (first === 'matchExpressions') {
    return (part === 'key' || part === 'operator') && rest.length === 0
      ? { type: 'requirement', owner, part }
      : part === 'values' && rest.length === 1
        ? { type: 'requirement', owner, part: 'value' }
        : undefined;
  }
  return labelsField(owner, after(['matchLabels'], inSelector));
}

/** @param inMap the path from the map of labels. */
function labelsField(owner: LabelOwner, inMap: ObjectPath | undefined): Field | undefined {
  if (!inMap || inMap.length > 1 || typeof inMap[0] === 'number') {
    return undefined;
  }
  return { type: 'labels', owner, shape: 'labels', ...(inMap[0] === undefined ? {} : { key: inMap[0] }) };
}

function selectorsFor(group: string, kind: string): readonly SelectorRule[] {
  return selectorsOfKinds.find((each) => each.kind === kind && each.groups.includes(group))?.selectors ?? [];
}

/**
 * @param above the path from the object to what the paths of the rules are relative to.
 * @param owner what has the labels, if it is not the place of the rule.
 */
function fieldOfSelectors(
  rules: readonly SelectorRule[],
  above: FieldPath,
  path: ObjectPath,
  owner?: LabelOwner,
): Field | undefined {
  for (const rule of rules) {
    const inRule = after([...above, ...rule.at], path);
    if (!inRule) {
      continue;
    }
    const at = path.slice(0, path.length - inRule.length);
    if (rule.ports && isAt(rule.ports, inRule)) {
      return { type: 'selected port', rule, at };
    }
    if (rule.namespaces.some((each) => isAt([...each, '*'], inRule))) {
      return { type: 'namespace' };
    }
    const field = selectorField(
      owner ?? { type: 'rule', rule, at },
      { path: rule.selector, shape: rule.shape ?? 'LabelSelector' },
      inRule,
    );
    if (field) {
      return field;
    }
  }
  return undefined;
}

/** The references of a kind by name, including those that the table of kinds states as paths. */
function referencesFor(group: string, kind: string, known: Kind | undefined): readonly ReferenceRule[] {
  const own = referencesOfKinds.find((each) => each.kind === kind && each.groups.includes(group))?.references ?? [];
  const { workloadRef, apexService } = known ?? {};
  return [
    ...own,
    ...(workloadRef ? [{ ...workloadReference, at: workloadRef }] : []),
    ...(apexService ? [{ ...serviceReference, at: apexService }] : []),
  ];
}

const workloadReference = {
  role: 'scale target',
  name: ['name'],
  group: { field: ['apiVersion'], as: 'apiVersion' },
  kind: { field: ['kind'] },
} as const;

const serviceReference = { role: 'route backend', name: [], group: '', kind: 'Service' } as const;

/** @param above the path from the object to what the paths of the rules are relative to. */
function fieldOfReferences(rules: readonly ReferenceRule[], above: FieldPath, path: ObjectPath): Field | undefined {
  for (const rule of rules) {
    const inRule = after([...above, ...rule.at], path);
    if (!inRule) {
      continue;
    }
    const at = path.slice(0, path.length - inRule.length);
    if (isAt(rule.name, inRule)) {
      return { type: 'name', rule, at };
    }
    if (typeof rule.kind !== 'string' && isAt(rule.kind.field, inRule)) {
      return { type: 'kind', rule, at };
    }
    if (typeof rule.group !== 'string' && rule.group.as === 'apiVersion' && isAt(rule.group.field, inRule)) {
      return { type: 'apiVersion', rule, at };
    }
    if (rule.namespace && isAt(rule.namespace, inRule)) {
      return { type: 'namespace' };
    }
    if (rule.keys && isAt(rule.keys.field, inRule)) {
      return { type: 'data key', rule, at };
    }
    const port = rule.ports?.find(({ field }) => isAt(field, inRule));
    if (port) {
      return { type: 'port', rule, at, by: port.by };
    }
  }
  return undefined;
}

function isAt(pattern: FieldPath, path: ObjectPath): boolean {
  return after(pattern, path)?.length === 0;
}

/** The rest of the path after the pattern; undefined if the path does not begin with it. */
function after(pattern: FieldPath, path: ObjectPath): ObjectPath | undefined {
  const begins = pattern.every((step, at) => (step === '*' ? typeof path[at] === 'number' : path[at] === step));
  return begins ? path.slice(pattern.length) : undefined;
}
