import type { AddedLabel, Container, ContainerPort, PodTemplate } from '../model/resource.ts';
import type { Written } from '../model/written.ts';
import { none } from '../text/emptyList.ts';
import { optional } from '../text/optional.ts';
import { deref, get } from '../yaml/access.ts';
import type { Mapping, Node } from '../yaml/node.ts';
import { containerProbeOf, optionalProbe, requestedPortsOf } from './containerProbe.ts';
import type { AddedLabelRule, Kind } from './kind.ts';
import { addedToEveryPod } from './list.ts';
import { mountsOf, volumesOf } from './volumes.ts';
import { labelsOf, pairAt, stated, textAt } from './written.ts';

/** The pod template of an object of the kind; undefined if the text has none. */
export function podTemplateOf(root: Mapping, kind: Kind): PodTemplate | undefined {
  const path = kind.podTemplate;
  const node = path && deref(get(root, ...path));
  if (path === undefined || node?.type !== 'mapping') {
    return undefined;
  }
  // Source: k8s.io/api core/v1 RestartPolicy.
  const restarts = textAt(node, 'spec', 'restartPolicy')?.value;
  const template: PodTemplate = {
    start: node.start,
    end: node.end,
    labels: labelsOf(pairAt(node, ['metadata', 'labels'])),
    // For a Pod the template is the object itself.
    ...optional('strayLabels', path.length > 0 ? labelsOf(pairAt(node, ['labels'])) : undefined),
    path: path.join('.'),
    containers: [
      ...containersOf(get(node, 'spec', 'containers'), false),
      ...containersOf(get(node, 'spec', 'initContainers'), true),
    ],
    volumes: volumesOf(get(node, 'spec'), root, kind.kind === 'StatefulSet'),
    ...(restarts === 'Never' || restarts === 'OnFailure' ? { ends: true as const } : {}),
    ...optional('replicas', path.length > 0 ? replicasOf(root) : undefined),
    added: addedLabels(kind.addedLabels ?? addedToEveryPod, root),
  };
  return stated(template, node);
}

/** Source: k8s.io/api apps/v1 DeploymentSpec.replicas, and the same field of other workloads. */
function replicasOf(root: Mapping): number | undefined {
  const stated = textAt(root, 'spec', 'replicas')?.value;
  return stated !== undefined && /^\d{1,9}$/.test(stated) ? Number(stated) : undefined;
}

/** A port's protocol. Source: k8s.io/kubernetes/pkg/apis/core/v1 SetDefaults_Service and SetDefaults_ContainerPort. */
export function protocolOf(item: Node): string {
  return textAt(item, 'protocol')?.value || 'TCP';
}

function addedLabels(rules: readonly AddedLabelRule[], root: Mapping): AddedLabel[] {
  const name = textAt(root, 'metadata', 'name');
  // Without a name (`generateName`), or with a name that a template fills in, the value is unknown.
  const known = name && name.value !== '' && name.type !== 'placeholder' ? name.value : undefined;
  return rules.map(({ key, value }) => (known === undefined ? { key } : addedLabel(key, value, known, root)));
}

function addedLabel(key: string, value: AddedLabelRule['value'], name: string, root: Mapping): AddedLabel {
  switch (value) {
    case 'any':
      return { key };
    case 'name':
      return { key, exactly: name };
    case 'name-prefix':
      return { key, prefix: `${name}-` };
    case 'name-ordinal':
      return { key, prefix: `${name}-`, ordinalFrom: ordinalStart(root) };
  }
}

/** Source: k8s.io/api apps/v1 StatefulSetOrdinals. */
function ordinalStart(root: Mapping): number {
  const start = Number(textAt(root, 'spec', 'ordinals', 'start')?.value ?? 0);
  return Number.isInteger(start) ? start : 0;
}

function containersOf(list: Node | undefined, init: boolean): Container[] {
  const node = deref(list);
  if (node?.type !== 'sequence') {
    return [];
  }
  return node.items.map((item) => {
    const ports = deref(get(item, 'ports'));
    const name = textAt(item, 'name');
    const image = textAt(item, 'image')?.value;
    const container: Container = {
      start: item.start,
      end: item.end,
      name: name?.value ?? '',
      ...optional('nameField', name),
      ...optional('image', imageName(image)),
      ...optional('withoutImage', image ? undefined : (true as const)),
      ...optional('rejectedNames', rejectedNamesOf(item)),
      init,
      restartsAlways: textAt(item, 'restartPolicy')?.value === 'Always',
      ports: ports?.type === 'sequence' ? ports.items.map(containerPortOf) : none,
      mounts: mountsOf(item),
      requested: requestedPortsOf(item),
      ...optionalProbe('readinessProbe', containerProbeOf(get(item, 'readinessProbe'))),
      ...optionalProbe('livenessProbe', containerProbeOf(get(item, 'livenessProbe'))),
    };
    return stated(container, item);
  });
}

/**
 * The names of variables, and the prefixes of those of a ConfigMap or a Secret, that the API server rejects; undefined
 * if there are none. Source: k8s.io/apimachinery/pkg/util/validation IsRelaxedEnvVarName.
 */
function rejectedNamesOf(container: Node): readonly Written[] | undefined {
  const fields: readonly (readonly [list: string, field: string])[] = [
    ['env', 'name'],
    ['envFrom', 'prefix'],
  ];
  const names = fields.flatMap(([list, field]): readonly Written[] => {
    const items = deref(get(container, list));
    return items?.type === 'sequence' ? items.items.flatMap((item) => textAt(item, field) ?? none) : none;
  });
  const rejected = names.filter(({ value, type }) => type === 'string' && !/^[ -<>-~]*$/.test(value));
  return rejected.length > 0 ? rejected : undefined;
}

/** `web` for `ghcr.io/shop/web:v1`. Source: distribution/reference, the grammar of image names. */
function imageName(image: string | undefined): string | undefined {
  return /([^/:@]+)(?::[^/@]*)?(?:@.*)?$/.exec(image ?? '')?.[1];
}

function containerPortOf(item: Node): ContainerPort {
  const name: Written | undefined = textAt(item, 'name');
  const port: ContainerPort = {
    start: item.start,
    end: item.end,
    protocol: protocolOf(item),
    ...optional('name', name),
    ...optional('containerPort', textAt(item, 'containerPort')),
    ...optional('hostPort', textAt(item, 'hostPort')),
    ...optional('hostIP', textAt(item, 'hostIP')?.value || undefined),
  };
  return stated(port, item);
}
