import type { DocumentFacts } from '../model/document.ts';
import type { Container, ContainerPort, PodTemplate, Resource } from '../model/resource.ts';
import type { LabelSelector, Labels, Written } from '../model/written.ts';
import { deref, get, pairsOf } from '../yaml/access.ts';
import type { Mapping, Node } from '../yaml/node.ts';
import { duplicateKeysOf } from './duplicates.ts';
import type { Kind } from './kind.ts';
import { statedLabelsOf } from './labelMaps.ts';
import { groupOf, kindOf } from './list.ts';
import { serviceOf } from './service.ts';
import { labelSelectorOf, labelsOf, pairAt, textAt, writtenOf } from './written.ts';

/**
 * The resources of a document: the object itself, or the items of a `List`. `document` is the facts object that will
 * hold them. Anything that is no Kubernetes object yields none.
 */
export function resourcesOf(root: Node | undefined, document: DocumentFacts): readonly Resource[] {
  const found: Resource[] = [];
  collect(root, document, found, 0);
  return found;
}

// A List holds objects, not Lists of Lists; more levels than this are no manifest that anyone wrote.
const deepestList = 4;

function collect(node: Node | undefined, document: DocumentFacts, found: Resource[], depth: number): void {
  const root = deref(node);
  if (root?.type !== 'mapping' || depth > deepestList) {
    return;
  }
  const apiVersion = textAt(root, 'apiVersion')?.value;
  const kind = textAt(root, 'kind')?.value;
  if (!apiVersion || !kind) {
    return;
  }
  const items = deref(get(root, 'items'));
  if (kind.endsWith('List') && items?.type === 'sequence') {
    for (const item of items.items) {
      collect(item, document, found, depth + 1);
    }
    return;
  }
  found.push(resourceOf(root, document, apiVersion, kind));
}

/** One object, its body read as far as its kind is known. */
function resourceOf(root: Mapping, document: DocumentFacts, apiVersion: string, kind: string): Resource {
  const group = groupOf(apiVersion);
  const known = kindOf(group, kind) ?? byShape(root, group, kind);
  const name = textAt(root, 'metadata', 'name');
  const namespace = textAt(root, 'metadata', 'namespace');
  const labels = labelsOf(pairAt(root, ['metadata', 'labels']));
  const podTemplate = known?.podTemplate && podTemplateOf(root, known);
  const workloadSelector = known && selectorOf(root, known);
  const service = group === '' && kind === 'Service' ? serviceOf(root) : undefined;
  return {
    document,
    start: root.start,
    end: root.end,
    apiVersion,
    group,
    kind,
    name: name?.value ?? '',
    nameRange: name ?? { start: root.start, end: root.start },
    silenced: silencedBy(root),
    nestedLabels: known ? [] : nestedLabelsOf(root),
    ...statedLabelsOf(root, group, kind, kindOf(group, kind)),
    duplicateKeys: duplicateKeysOf(root, known, service !== undefined),
    ...(namespace ? { namespace } : {}),
    ...(labels ? { labels } : {}),
    ...(podTemplate ? { podTemplate } : {}),
    ...(workloadSelector ? { workloadSelector } : {}),
    ...(service ? { service } : {}),
  };
}

/** A custom resource that has a pod template where the built-in workloads have it makes pods, whatever it is called. */
function byShape(root: Mapping, group: string, kind: string): Kind | undefined {
  const template = get(root, 'spec', 'template');
  return template && get(template, 'spec', 'containers') && get(template, 'metadata', 'labels')
    ? { groups: [group], kind, podTemplate: ['spec', 'template'] }
    : undefined;
}

function podTemplateOf(root: Mapping, kind: Kind): PodTemplate | undefined {
  const path = kind.podTemplate ?? [];
  const node = deref(get(root, ...path));
  if (node?.type !== 'mapping') {
    return undefined;
  }
  return {
    start: node.start,
    end: node.end,
    labels: labelsOf(pairAt(node, ['metadata', 'labels'])),
    path: path.join('.'),
    containers: [
      ...containersOf(get(node, 'spec', 'containers'), false),
      ...containersOf(get(node, 'spec', 'initContainers'), true),
    ],
    addedKeys: kind.addedKeys ?? [],
  };
}

function containersOf(list: Node | undefined, init: boolean): Container[] {
  const node = deref(list);
  if (node?.type !== 'sequence') {
    return [];
  }
  return node.items.map((item) => {
    const ports = deref(get(item, 'ports'));
    return {
      start: item.start,
      end: item.end,
      name: textAt(item, 'name')?.value ?? '',
      init,
      restartsAlways: textAt(item, 'restartPolicy')?.value === 'Always',
      ports: ports?.type === 'sequence' ? ports.items.map(containerPortOf) : [],
    };
  });
}

function containerPortOf(item: Node): ContainerPort {
  return {
    start: item.start,
    end: item.end,
    protocol: protocolOf(item),
    ...optional('name', textAt(item, 'name')),
    ...optional('containerPort', textAt(item, 'containerPort')),
  };
}

function selectorOf(root: Mapping, kind: Kind): LabelSelector | undefined {
  const pair = kind.selector && pairAt(root, kind.selector.path);
  if (!pair || kind.selector?.shape === 'LabelSelector') {
    return labelSelectorOf(pair);
  }
  const labels = labelsOf(pair);
  return labels && { ...labels, matchLabels: labels, matchExpressions: [] };
}

/** Source: k8s.io/kubernetes/pkg/apis/core/v1 SetDefaults_ContainerPort. */
function protocolOf(item: Node): string {
  return textAt(item, 'protocol')?.value || 'TCP';
}

function optional<K extends string>(key: K, value: Written | undefined): { [key in K]?: Written } {
  return value ? ({ [key]: value } as { [key in K]: Written }) : {};
}

/** Annotations by which people already silence the same finding in other linters. */
function silencedBy(root: Mapping): readonly string[] {
  const annotations = deref(get(root, 'metadata', 'annotations'));
  if (annotations?.type !== 'mapping') {
    return [];
  }
  for (const { pair } of pairsOf(annotations)) {
    const ignored = writtenOf(pair.value).value.split(/[\s,]+/);
    if (
      pair.key.text === 'ignore-check.kube-linter.io/dangling-service' ||
      (pair.key.text === 'kube-score/ignore' && ignored.includes('service-targets-pod'))
    ) {
      return ['service-selects-nothing'];
    }
  }
  return [];
}

// Deeper than any custom resource that people write; a bound, because the input may be hostile.
const deepestNestedLabels = 12;

/** Maps under a key `labels` anywhere in a custom resource. */
function nestedLabelsOf(root: Mapping): readonly Labels[] {
  const found: Labels[] = [];
  const visit = (node: Node, depth: number) => {
    if (depth > deepestNestedLabels || node.type === 'alias') {
      return;
    }
    if (node.type === 'sequence') {
      for (const item of node.items) {
        visit(item, depth + 1);
      }
    } else if (node.type === 'mapping') {
      for (const pair of node.pairs) {
        const labels = pair.key.text === 'labels' ? labelsOf(pair) : undefined;
        if (labels?.pairs.length) {
          found.push(labels);
        } else {
          visit(pair.value, depth + 1);
        }
      }
    }
  };
  const spec = get(root, 'spec');
  if (spec) {
    visit(spec, 0);
  }
  return found;
}
