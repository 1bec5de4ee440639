import type { DocumentFacts } from '../model/document.ts';
import type { CustomWorkload, Resource, WorkloadRef } from '../model/resource.ts';
import type { LabelSelector } from '../model/written.ts';
import { none, orNone } from '../text/emptyList.ts';
import { optional } from '../text/optional.ts';
import { deref, get, pairOf } from '../yaml/access.ts';
import type { Mapping, Node } from '../yaml/node.ts';
import { bindingOf } from './binding.ts';
import { dataOf } from './data.ts';
import { deploysOf } from './deploys.ts';
import { duplicateKeysOf } from './duplicates.ts';
import { hostnamesOf, listenersOf } from './gateway.ts';
import { grantOf } from './grant.ts';
import { ingressOf } from './ingress.ts';
import type { Kind } from './kind.ts';
import { statedLabelsOf } from './labelMaps.ts';
import { groupOf, kindOf } from './list.ts';
import { type Made, madeOf } from './makers.ts';
import { madeByMesh } from './meshMakers.ts';
import { mayMakePods } from './operated.ts';
import { operatedOf } from './operatedLabels.ts';
import { podTemplateOf } from './podTemplate.ts';
import { referencesOf, selectorsOf } from './references.ts';
import { releasesOf, valuesTextsOf } from './releases.ts';
import { serviceOf } from './service.ts';
import { labelSelectorOf, labelsAsSelectorOf, labelsOf, pairAt, textAt, writtenOf } from './written.ts';

/**
 * The resources of a document: the object itself, the items of a `List`, or the objects of an OpenShift
 * `Template`. `document` is the facts object that will hold them. A document that is not a Kubernetes object
 * has no resources.
 */
export function resourcesOf(
  root: Node | undefined,
  document: DocumentFacts,
  workloads: readonly CustomWorkload[] = [],
): readonly Resource[] {
  const found: Resource[] = [];
  collect(root, { document, workloads, found }, {}, 0);
  return orNone(found);
}

/**
 * The resources of an object that a kustomization renders.
 * @param root of the object. Every node from a document other than `document` names its document.
 * @param bundle the directory of the kustomization.
 * @param open why its data may have other keys, if it may.
 */
export function renderedResources(
  root: Node,
  document: DocumentFacts,
  bundle: string,
  workloads: readonly CustomWorkload[],
  open?: string,
): readonly Resource[] {
  const found: Resource[] = [];
  collect(root, { document, workloads, found, bundle, ...optional('open', open) }, {}, 0);
  return orNone(found);
}

interface Collecting {
  readonly document: DocumentFacts;
  readonly bundle?: string;
  readonly workloads: readonly CustomWorkload[];
  readonly found: Resource[];
  readonly open?: string;
}

/** The values that an item inherits from its list if it does not state them. */
interface Inherited {
  readonly apiVersion?: string;
  readonly kind?: string;
}

// A List holds objects, not Lists. No real manifest has more levels than this.
const deepestList = 4;

function collect(node: Node | undefined, collecting: Collecting, inherited: Inherited, depth: number): void {
  const root = deref(node);
  if (root?.type !== 'mapping' || depth > deepestList) {
    return;
  }
  const apiVersion = textAt(root, 'apiVersion')?.value || inherited.apiVersion;
  const kind = textAt(root, 'kind')?.value || inherited.kind;
  if (!apiVersion || !kind) {
    return;
  }
  const { field, ofItems } = listShape(groupOf(apiVersion), apiVersion, kind);
  const items = field === undefined ? undefined : deref(get(root, field));
  if (items?.type === 'sequence') {
    for (const item of items.items) {
      collect(item, collecting, ofItems, depth + 1);
    }
    return;
  }
  const resource = resourceOf(root, collecting, apiVersion, kind);
  collecting.found.push(resource);
  for (const made of [...madeOf(root, resource.group, kind), ...madeByMesh(root, resource.group, kind)]) {
    collecting.found.push(resourceMadeBy(resource, made));
  }
}

/** The object that a controller makes of a resource, in the text of that resource. */
function resourceMadeBy(maker: Resource, { kind, name, data, ...made }: Made): Resource {
  const { document, start, end, bundle } = maker;
  const namespace = made.namespace ?? maker.namespace;
  return {
    document,
    start,
    end,
    ...optional('bundle', bundle),
    apiVersion: 'v1',
    group: '',
    kind,
    name: name.value,
    nameRange: name,
    ...optional('namespace', namespace),
    silenced: none,
    ...optional('data', data),
    madeBy: `${maker.kind} "${maker.name}"`,
    references: none,
    selectors: none,
    labelMaps: none,
    requirements: none,
    duplicateKeys: none,
  };
}

/**
 * The field of a kind that holds other objects. Items of a typed list (`ServiceList`) may inherit apiVersion
 * and kind from the list. Source: k8s.io/apimachinery/pkg/apis/meta/v1/unstructured decodeToList;
 * template.openshift.io/v1 Template.objects.
 */
function listShape(group: string, apiVersion: string, kind: string): { field?: string; ofItems: Inherited } {
  if (kind === 'Template' && (group === 'template.openshift.io' || group === '')) {
    return { field: 'objects', ofItems: {} };
  }
  if (kind.endsWith('List')) {
    return { field: 'items', ofItems: kind === 'List' ? {} : { apiVersion, kind: kind.slice(0, -'List'.length) } };
  }
  return { ofItems: {} };
}

/** One object. Its body is read as far as its kind is known. */
function resourceOf(root: Mapping, collecting: Collecting, apiVersion: string, kind: string): Resource {
  const { document, workloads } = collecting;
  const group = groupOf(apiVersion);
  const known = kindOf(group, kind) ?? bySetting(workloads, apiVersion, group, kind) ?? byShape(root, group, kind);
  const name = textAt(root, 'metadata', 'name');
  const namespace = textAt(root, 'metadata', 'namespace');
  const labels = labelsOf(pairAt(root, ['metadata', 'labels']));
  const podTemplate = known && podTemplateOf(root, known);
  const workloadSelector = known && selectorOf(root, known);
  const service = group === '' && kind === 'Service' ? serviceOf(root) : undefined;
  const deploys = known?.deploys ? deploysOf(root, known.deploys) : undefined;
  const resource: { -readonly [key in keyof Resource]: Resource[key] } = {
    document,
    start: root.start,
    end: root.end,
    apiVersion,
    group,
    kind,
    name: name?.value ?? '',
    nameRange: name ?? { start: root.start, end: root.start },
    silenced: silencedBy(root),
    ...statedLabelsOf(root, group, kind, kindOf(group, kind), [
      labels,
      podTemplate?.labels,
      workloadSelector?.matchLabels,
      service?.selector,
    ]),
    references: referencesOf(root, group, kind, known),
    selectors: selectorsOf(root, group, kind, known),
    duplicateKeys: duplicateKeysOf(root, group, kind, known),
  };
  // An absent field must not become a property with the value undefined, because the analysis keeps tens of
  // thousands of these objects.
  const set = <K extends keyof Resource>(key: K, value: Resource[K] | undefined) => {
    if (value !== undefined) {
      resource[key] = value;
    }
  };
  set('bundle', collecting.bundle);
  set('namespace', namespace);
  set('labels', labels);
  set('podTemplate', podTemplate);
  set('workloadSelector', workloadSelector);
  set('service', service);
  set('operated', mayMakePods(group, kind) && !known?.installs ? operatedOf(root) : undefined);
  const data = dataOf(root, group, kind, document.file);
  set('data', data && collecting.open !== undefined ? { ...data, open: collecting.open } : data);
  set('grant', grantOf(root, group, kind));
  set('listeners', listenersOf(root, group, kind));
  set('hostnames', hostnamesOf(root, group, kind));
  set('ingress', ingressOf(root, apiVersion, kind));
  set('manualSelector', group === 'batch' && kind === 'Job' ? textAt(root, 'spec', 'manualSelector') : undefined);
  set('binding', bindingOf(root, group, kind));
  set('workloadRef', known?.workloadRef && workloadRefOf(root, known.workloadRef));
  set('apexService', known?.apexService && textAt(root, ...known.apexService));
  set('deploys', deploys);
  const releases = releasesOf(root, group, kind);
  set('valuesTexts', group === '' && kind === 'ConfigMap' ? valuesTextsOf(root) : undefined);
  set('releases', releases.length > 0 ? releases : undefined);
  set(
    'installs',
    known?.installs ?? (deploys?.chart ? 'an Argo CD Application installs a chart, which is not read' : undefined),
  );
  return resource;
}

function bySetting(
  workloads: readonly CustomWorkload[],
  apiVersion: string,
  group: string,
  kind: string,
): Kind | undefined {
  const set = workloads.find(
    (each) =>
      each.kind === kind &&
      (each.apiVersion === apiVersion || (each.apiVersion.endsWith('/*') && groupOf(each.apiVersion) === group)),
  );
  return set && { groups: [group], kind, podTemplate: set.podTemplate.split('.').filter((part) => part !== '') };
}

/** A custom resource with a pod template at the path of the built-in workloads creates pods, whatever its kind. */
function byShape(root: Mapping, group: string, kind: string): Kind | undefined {
  const template = get(root, 'spec', 'template');
  return template && get(template, 'spec', 'containers') && get(template, 'metadata', 'labels')
    ? { groups: [group], kind, podTemplate: ['spec', 'template'] }
    : undefined;
}

function selectorOf(root: Mapping, kind: Kind): LabelSelector | undefined {
  const pair = kind.selector && pairAt(root, kind.selector.path);
  return kind.selector?.shape === 'labels' ? labelsAsSelectorOf(pair) : labelSelectorOf(pair);
}

/** Source: argo-rollouts/pkg/apis/rollouts/v1alpha1 ObjectRef. */
function workloadRefOf(root: Mapping, path: readonly string[]): WorkloadRef | undefined {
  const kind = textAt(root, ...path, 'kind')?.value;
  const name = textAt(root, ...path, 'name');
  return kind && name ? { group: groupOf(textAt(root, ...path, 'apiVersion')?.value ?? ''), kind, name } : undefined;
}

/** Annotations that already silence the same problem in other linters. */
function silencedBy(root: Mapping): readonly string[] {
  const annotations = deref(get(root, 'metadata', 'annotations'));
  if (annotations?.type !== 'mapping') {
    return none;
  }
  const ignored = pairOf(annotations, 'kube-score/ignore')?.value;
  return pairOf(annotations, 'ignore-check.kube-linter.io/dangling-service') ||
    (ignored &&
      writtenOf(ignored)
        .value.split(/[\s,]+/)
        .includes('service-targets-pod'))
    ? ['service-selects-nothing']
    : none;
}
