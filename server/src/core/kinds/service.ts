import type { ServiceFacts, ServicePort, StrayField } from '../model/resource.ts';
import type { LabelPair, Written } from '../model/written.ts';
import { none, orNone } from '../text/emptyList.ts';
import { optional } from '../text/optional.ts';
import { deref, get, pairsOf } from '../yaml/access.ts';
import type { Mapping, Node } from '../yaml/node.ts';
import { integerOf, labelsOf, pairAt, placeOf, stated, textAt, writtenKey, writtenOf } from './written.ts';

/** The wiring of a Service, read from its whole object. Source: k8s.io/api core/v1 ServiceSpec. */
export function serviceOf(root: Mapping): ServiceFacts {
  const specPair = pairAt(root, ['spec']);
  const spec = specPair?.value;
  const portsPair = pairAt(root, ['spec', 'ports']);
  const ports = deref(portsPair?.value);
  const selector = labelsOf(pairAt(root, ['spec', 'selector']));
  return {
    // `{}` and null mean that there is no selector. Source: k8s.io/kubernetes/pkg/controller/endpointslice
    // syncService.
    selector: selector && (selector.pairs.length > 0 || selector.shape === 'other') ? selector : undefined,
    ports: ports?.type === 'sequence' ? ports.items.map(servicePortOf) : [],
    fields: fieldsOf(spec),
    strayFields: orNone([
      ...strays(root, objectFields, 'object'),
      ...strays(get(root, 'metadata'), metadataFields, 'metadata'),
    ]),
    annotations: orNone(labelsOf(pairAt(root, ['metadata', 'annotations']))?.pairs.filter(isNoText) ?? none),
    ...optional('sessionAffinity', textAt(spec, 'sessionAffinity')),
    ...optional('spec', specPair && { ...writtenOf(specPair.value), keyRange: placeOf(specPair.key) }),
    ...optional('portList', portsPair && { ...writtenOf(portsPair.value), keyRange: placeOf(portsPair.key) }),
    ...optional('type', textAt(spec, 'type')),
    ...optional('clusterIP', textAt(spec, 'clusterIP')),
    ...optional('externalTrafficPolicy', textAt(spec, 'externalTrafficPolicy')),
    ...optional('healthCheckNodePort', textAt(spec, 'healthCheckNodePort')),
    ...optional('externalName', textAt(spec, 'externalName')),
    ...optional('allocateLoadBalancerNodePorts', textAt(spec, 'allocateLoadBalancerNodePorts')),
  };
}

/** Source: k8s.io/api core/v1 Service. */
export const objectFields = ['apiVersion', 'kind', 'metadata', 'spec', 'status'];

/** Source: k8s.io/apimachinery meta/v1 ObjectMeta. */
export const metadataFields = [
  'name',
  'generateName',
  'namespace',
  'labels',
  'annotations',
  'finalizers',
  'ownerReferences',
  'selfLink',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'managedFields',
];

function strays(node: Node | undefined, known: readonly string[], where: StrayField['in']): StrayField[] {
  return fieldsOf(node)
    .filter((key) => key.type !== 'placeholder' && !known.includes(key.value))
    .map((key) => ({ key, in: where }));
}

function isNoText({ value }: LabelPair): boolean {
  return !['string', 'null', 'placeholder'].includes(value.type);
}

/** A node port that a Service requests. */
export interface StatedNodePort {
  readonly number: number;
  readonly written: Written;
  /** Absent for `healthCheckNodePort`. */
  readonly port?: ServicePort;
}

/**
 * The node ports that a new Service allocates, in the order of the text. A type without node ports has none,
 * and zero requests none. Source: k8s.io/kubernetes/pkg/registry/core/service/storage initNodePorts,
 * initHealthCheckNodePort.
 */
export function nodePortsOf(service: ServiceFacts): readonly StatedNodePort[] {
  const type = service.type?.value;
  if (type !== 'NodePort' && type !== 'LoadBalancer') {
    return [];
  }
  const found: StatedNodePort[] = [];
  const add = (written: Written | undefined, port?: ServicePort) => {
    const number = integerOf(written);
    if (written !== undefined && number !== undefined && number !== 0) {
      found.push({ number, written, ...(port ? { port } : {}) });
    }
  };
  for (const port of service.ports) {
    add(port.nodePort, port);
  }
  if (type === 'LoadBalancer' && service.externalTrafficPolicy?.value === 'Local') {
    add(service.healthCheckNodePort);
  }
  return found.sort((a, b) => a.written.start - b.written.start);
}

function servicePortOf(item: Node): ServicePort {
  const protocol = textAt(item, 'protocol');
  const port: ServicePort = {
    start: item.start,
    end: item.end,
    // Source: k8s.io/kubernetes/pkg/apis/core/v1 SetDefaults_Service.
    protocol: protocol?.value || 'TCP',
    shape: deref(item)?.type === 'mapping' ? 'mapping' : 'other',
    fields: fieldsOf(item),
    ...optional('protocolField', protocol),
    ...optional('name', textAt(item, 'name')),
    ...optional('port', textAt(item, 'port')),
    ...optional('targetPort', textAt(item, 'targetPort')),
    ...optional('nodePort', textAt(item, 'nodePort')),
  };
  return stated(port, item);
}

function fieldsOf(node: Node | undefined): Written[] {
  const mapping = deref(node);
  return mapping?.type === 'mapping' ? pairsOf(mapping).map(({ pair }) => writtenKey(pair)) : [];
}
