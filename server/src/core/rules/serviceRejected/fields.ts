import { distance } from 'fastest-levenshtein';
import { metadataFields, objectFields } from '../../kinds/service.ts';
import type { ServiceFacts } from '../../model/resource.ts';
import type { Written } from '../../model/written.ts';
import type { Rejection } from './rejection.ts';

/** Unknown fields whose names are similar to known ones. kubectl requests strict validation. */
export function* rejectedFields(service: ServiceFacts): Generator<Rejection> {
  yield* labelsBesideSelector(service);
  yield* unknownFields(service.fields, specFields, portFields, 'spec', 'an item of spec.ports');
  for (const [index, port] of service.ports.entries()) {
    yield* unknownFields(port.fields, portFields, specFields, `spec.ports[${index}]`, 'spec');
  }
}

/** Labels that are not indented, so that they are fields of the spec and the selector is empty. */
function* labelsBesideSelector({ fields, selector }: ServiceFacts): Generator<Rejection> {
  const position = fields.findIndex((each) => each.value === 'selector');
  const after = position < 0 || selector !== undefined ? [] : fields.slice(position + 1);
  const end = after.findIndex((each) => !isLikeNoField(each));
  const labels = end < 0 ? after : after.slice(0, end);
  const [first] = labels;
  if (first) {
    yield {
      at: first,
      message: `${first.value} is not a field of spec`,
      advice: 'The selector above it is empty: indent its labels.',
      together: false,
      data: { type: 'indent', keys: labels.map(({ value }) => value) },
    };
  }
}

function isLikeNoField({ value, type }: Written): boolean {
  const known = [...specFields, ...portFields, ...formerFields, ...Object.keys(foreignNames)];
  return type !== 'placeholder' && value !== '<<' && !known.includes(value) && nearest(value, specFields) === undefined;
}

/** Fields next to `spec` or in the metadata that belong elsewhere, or whose names are similar to such fields. */
export function* strayFields(service: ServiceFacts): Generator<Rejection> {
  for (const { key, in: where } of service.strayFields) {
    const name = key.value;
    const path = where === 'object' ? 'a Service' : 'metadata';
    const homes = [
      { path: 'spec', fields: specFields },
      { path: 'metadata', fields: metadataFields },
      { path: 'an item of spec.ports', fields: portFields },
    ];
    const home = homes.find((each) => each.path !== path && each.fields.includes(name));
    const near = nearest(name, where === 'object' ? objectFields : metadataFields);
    if (home) {
      yield { at: key, message: `${name} is not a field of ${path}, but of ${home.path}`, together: false };
    } else if (near !== undefined) {
      yield {
        at: key,
        message: `${name} is not a field of ${path}`,
        advice: `Did you mean ${near}?`,
        together: false,
        data: { type: 'rename', key: near },
      };
    }
  }
}

/** Source: k8s.io/api core/v1 ServiceSpec. */
const specFields = [
  'ports',
  'selector',
  'clusterIP',
  'clusterIPs',
  'type',
  'externalIPs',
  'sessionAffinity',
  'loadBalancerIP',
  'loadBalancerSourceRanges',
  'externalName',
  'externalTrafficPolicy',
  'healthCheckNodePort',
  'publishNotReadyAddresses',
  'sessionAffinityConfig',
  'ipFamilies',
  'ipFamilyPolicy',
  'allocateLoadBalancerNodePorts',
  'loadBalancerClass',
  'internalTrafficPolicy',
  'trafficDistribution',
];

/** Source: k8s.io/api core/v1 ServicePort. */
const portFields = ['name', 'protocol', 'appProtocol', 'port', 'targetPort', 'nodePort'];

/**
 * Fields of earlier Kubernetes versions. An old manifest has no spelling error. Source: comments in k8s.io/api
 * core/v1 ServiceSpec.
 */
const formerFields = ['topologyKeys', 'ipFamily', 'portalIP', 'deprecatedPublicIPs', 'publicIPs'];

/** The names of the same thing in other kinds. */
const foreignNames: Readonly<Record<string, string>> = {
  podSelector: 'selector',
  labelSelector: 'selector',
  matchLabels: 'selector',
  portName: 'name',
};

/** Fields of a container's port that people write in a Service's port. */
const fieldsOfContainerPorts = ['containerPort', 'hostPort'];

function* unknownFields(
  fields: readonly Written[],
  known: readonly string[],
  knownElsewhere: readonly string[],
  path: string,
  elsewhere: string,
): Generator<Rejection> {
  const present = fields.map((each) => each.value);
  for (const field of fields) {
    const name = field.value;
    if (field.type === 'placeholder' || name === '<<' || known.includes(name)) {
      continue;
    }
    if (knownElsewhere.includes(name)) {
      yield {
        at: field,
        cause: `field ${name}`,
        message: `${name} is not a field of ${path}, but of ${elsewhere}`,
        together: false,
      };
    } else if (known === portFields && fieldsOfContainerPorts.includes(name)) {
      yield {
        at: field,
        cause: `field ${name}`,
        message: `${name} is a field of a container's port, not of ${path}`,
        together: false,
        ...(name === 'containerPort' &&
          !present.includes('targetPort') && { data: { type: 'rename', key: 'targetPort' } }),
      };
    } else if (!formerFields.includes(name)) {
      const foreign = foreignNames[name];
      const near = foreign !== undefined && known.includes(foreign) ? foreign : nearest(name, known);
      if (near !== undefined) {
        yield {
          at: field,
          cause: `field ${name}`,
          message: `${name} is not a field of ${path}`,
          advice: `Did you mean ${near}?`,
          together: false,
          ...(!present.includes(near) && { data: { type: 'rename', key: near } }),
        };
      }
    }
  }
}

/**
 * The known field that differs only in case and separators, else the one that differs by few letters for its
 * length.
 */
function nearest(name: string, known: readonly string[]): string | undefined {
  const bare = (text: string) => text.replace(/[_-]/g, '').toLowerCase();
  const same = known.find((each) => bare(each) === bare(name));
  if (same !== undefined) {
    return same;
  }
  const byDistance = known
    .map((each) => ({ each, letters: distance(bare(each), bare(name)) }))
    .sort((a, b) => a.letters - b.letters);
  const best = byDistance[0];
  return best && best.letters <= 2 && best.letters * 3 <= best.each.length ? best.each : undefined;
}
