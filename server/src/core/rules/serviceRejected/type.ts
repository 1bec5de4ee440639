import { integerOf } from '../../kinds/written.ts';
import type { ServiceFacts } from '../../model/resource.ts';
import type { Written } from '../../model/written.ts';
import { looksLikeTemplate } from '../shared/template.ts';
import type { Rejection } from './rejection.ts';

/** Source: k8s.io/kubernetes/pkg/apis/core/validation validateService, validateServiceExternalTrafficPolicy. */
export function* rejectedType(service: ServiceFacts): Generator<Rejection> {
  const { type, clusterIP, externalTrafficPolicy } = service;
  if (type && type.type !== 'placeholder' && type.type !== 'null') {
    if (type.type !== 'string') {
      yield { at: type, message: 'spec.type is not a string', together: false };
    } else if (type.value !== '' && !types.includes(type.value)) {
      const near = types.find((each) => each.toLowerCase() === type.value.replace(/[\s_-]/g, '').toLowerCase());
      yield {
        at: type,
        message: `There is no Service of type "${type.value}"`,
        advice: near ? `Write ${near}.` : `The types are ${types.join(', ')}.`,
        together: false,
        ...(near && { data: { type: 'replace', value: near, as: 'text', certain: true } }),
      };
    }
  }
  if (isOther(clusterIP, ['None']) && !isAddress(clusterIP.value)) {
    const none = clusterIP.value.toLowerCase() === 'none';
    yield {
      at: clusterIP,
      message: `clusterIP: ${clusterIP.value} is neither an address nor None`,
      ...(none && { advice: 'Write None.' }),
      together: false,
      ...(none && { data: { type: 'replace', value: 'None', as: 'text', certain: true } }),
    };
  }
  const affinity = service.sessionAffinity;
  if (isOther(affinity, affinities)) {
    const near = affinities.find((each) => each.toLowerCase() === affinity.value.toLowerCase());
    yield {
      at: affinity,
      message: `There is no sessionAffinity "${affinity.value}"`,
      advice: near ? `Write ${near}.` : `Write ${affinities.join(' or ')}.`,
      together: false,
      ...(near && { data: { type: 'replace', value: near, as: 'text', certain: true } }),
    };
  }
  const { healthCheckNodePort } = service;
  if (
    (integerOf(healthCheckNodePort) ?? 0) !== 0 &&
    typeOf(service) !== undefined &&
    externalTrafficPolicy?.type !== 'placeholder' &&
    !(typeOf(service) === 'LoadBalancer' && externalTrafficPolicy?.value === 'Local')
  ) {
    yield {
      at: healthCheckNodePort!,
      message: 'healthCheckNodePort needs a Service of type LoadBalancer with externalTrafficPolicy: Local',
      together: true,
      data: { type: 'remove', field: 'healthCheckNodePort' },
    };
  }
  if (type?.value === 'ExternalName') {
    if (!service.fields.some((each) => each.value === 'externalName')) {
      yield { at: type, message: 'A Service of type ExternalName needs the field externalName', together: true };
    }
    if (clusterIP && clusterIP.type === 'string' && clusterIP.value !== '') {
      yield {
        at: clusterIP,
        message: 'A Service of type ExternalName cannot have a clusterIP, not even None',
        together: true,
        data: { type: 'remove', field: 'clusterIP' },
      };
    }
  }
  if (clusterIP?.value === 'None' && (type?.value === 'NodePort' || type?.value === 'LoadBalancer')) {
    yield {
      at: clusterIP,
      message: `A Service of type ${type.value} needs a cluster IP and cannot have clusterIP: None`,
      together: true,
      data: { type: 'remove', field: 'clusterIP' },
    };
  }
  if (externalTrafficPolicy?.type === 'string' && externalTrafficPolicy.value !== '') {
    const policy = externalTrafficPolicy.value;
    const near = policies.find((each) => each.toLowerCase() === policy.toLowerCase());
    if (!policies.includes(policy)) {
      yield {
        at: externalTrafficPolicy,
        message: `There is no externalTrafficPolicy "${policy}"`,
        advice: near ? `Write ${near}.` : `Write ${policies.join(' or ')}.`,
        together: false,
        ...(near && { data: { type: 'replace', value: near, as: 'text', certain: true } }),
      };
    } else if (typeOf(service) === 'ClusterIP' && !service.fields.some((each) => each.value === 'externalIPs')) {
      yield {
        at: externalTrafficPolicy,
        message: 'externalTrafficPolicy needs a Service that is reached from outside, of type NodePort or LoadBalancer',
        together: true,
        data: { type: 'remove', field: 'externalTrafficPolicy' },
      };
    }
  }
}

/** Whether the value is a string that is neither a valid one nor a placeholder. */
function isOther(written: Written | undefined, wanted: readonly string[]): written is Written {
  return (
    written?.type === 'string' &&
    written.value !== '' &&
    !wanted.includes(written.value) &&
    !looksLikeTemplate(written.value)
  );
}

/** The type, with its default; undefined for an unknown type. */
export function typeOf({ type }: ServiceFacts): string | undefined {
  if (type === undefined || type.type === 'null' || type.value === '') {
    return 'ClusterIP';
  }
  return type.type === 'string' && types.includes(type.value) ? type.value : undefined;
}

const types = ['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'];
const policies = ['Cluster', 'Local'];
const affinities = ['ClientIP', 'None'];

/** Whether the string is an IPv4 address, or may be an IPv6 address. */
function isAddress(text: string): boolean {
  return text.includes(':') || (/^\d+(\.\d+){3}$/.test(text) && text.split('.').every((part) => Number(part) < 256));
}
