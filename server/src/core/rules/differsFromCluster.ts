import type { IndexReader } from '../index/reader.ts';
import { type LiveService, type LiveServicePort, selectorText } from '../live/objects.ts';
import { originOf } from '../model/origin.ts';
import type { Resource, ServiceFacts, ServicePort } from '../model/resource.ts';
import { describeLabels } from '../resolve/describe.ts';
import { liveViewOf } from '../resolve/liveService.ts';
import { deployabilityOf } from '../resolve/scope/deployability.ts';
import type { Finding, Rule } from './rule.ts';

export const differsFromCluster: Rule = {
  code: 'differs-from-cluster',
  severity: 'information',
  of: ['service'],
  ofCluster: true,
  documentation: {
    title: 'A Service differs from the one in the cluster.',
    what: 'A cluster is connected, the Service is applied there, and its selector or its ports are different from those in the file. For a file of a kustomization, Podwire compares the rendered result, as far as it can render it.',
    why: 'The cluster uses what is applied, not the file. Somebody who reads or fixes the file may believe that it is already in effect.',
    fix: 'Apply the file, or copy the change from the cluster into the file.',
    silent:
      'Labels that a controller adds to the selector, as Argo Rollouts does, are not a difference, and neither are defaults that the API server fills in. The files of charts are not compared.',
    example: {
      bad: `# applied with the selector app=web
apiVersion: v1
kind: Service
metadata:
  name: web
  namespace: shop
spec:
  selector:
    app: web-backend
  ports:
    - port: 80
`,
      good: `spec:
  selector:
    app: web
`,
    },
  },
  *check(resource, { index, settings }) {
    const { service } = resource;
    if (!service || isChangedOnTheWay(resource, index)) {
      return;
    }
    const view = liveViewOf(resource, index, settings);
    if (view?.applied.state !== 'current' || !view.applied.value || !view.isStated) {
      return;
    }
    const live = view.applied.value.service;
    const words = `Service "${resource.name}" is applied in ${view.context}`;
    yield* compareSelectors(resource, service, live, words);
    yield* comparePorts(resource, service, live, words);
  },
};

/**
 * Whether a kustomization that is not rendered, or a chart, changes the content of the file before it is
 * applied.
 */
function isChangedOnTheWay(resource: Resource, index: IndexReader): boolean {
  if (resource.bundle !== undefined) {
    return false;
  }
  const deployability = deployabilityOf(resource, index);
  return deployability.type === 'part' || deployability.membership.takers.length > 0;
}

function* compareSelectors(
  resource: Resource,
  { selector, type }: ServiceFacts,
  live: LiveService,
  words: string,
): Generator<Finding> {
  // kubectl does not change a field that the file does not state. Other rules report odd values.
  if (!selector || type?.value === 'ExternalName' || selector.pairs.some(({ value }) => value.type !== 'string')) {
    return;
  }
  const applied = live.selector ?? {};
  const wanted = new Map(selector.pairs.map(({ key, value }) => [key.value, value.value]));
  const differs = [...wanted].some(([key, value]) => applied[key] !== value);
  const added = Object.keys(applied).filter((key) => !wanted.has(key) && !addedByControllers.has(key));
  if (differs || added.length > 0) {
    const now = live.selector ? `the selector ${selectorText(live.selector)}` : 'no selector';
    const message = `${words} with ${now}; this file states ${describeLabels(selector.pairs) || 'none'}.`;
    yield { severity: 'information', message, at: originOf(resource, selector.keyRange) };
  }
}

// Argo Rollouts adds this label to the selectors of the Services that it switches. Source:
// argo-rollouts/rollout switchServiceSelector.
const addedByControllers: ReadonlySet<string> = new Set(['rollouts-pod-template-hash']);

function* comparePorts(
  resource: Resource,
  { ports }: ServiceFacts,
  live: LiveService,
  words: string,
): Generator<Finding> {
  for (const port of ports) {
    const number = Number(port.port?.value);
    if (port.port?.type !== 'integer' || !Number.isInteger(number)) {
      continue;
    }
    const applied = live.ports.find((each) => each.port === number && each.protocol === port.protocol);
    const difference = applied ? differenceOf(port, applied) : `without port ${number}/${port.protocol}`;
    if (difference !== undefined) {
      const at = originOf(resource, port.port);
      yield { severity: 'information', message: `${words} ${difference}; this differs from the file.`, at };
    }
  }
}

function differenceOf({ targetPort, nodePort }: ServicePort, applied: LiveServicePort): string | undefined {
  const target = targetPort?.type === 'placeholder' ? undefined : targetPort?.value;
  if (target && target !== '0' && target !== String(applied.targetPort)) {
    return `with target port ${applied.targetPort} for port ${applied.port}`;
  }
  if (nodePort?.type === 'integer' && nodePort.value !== '0' && Number(nodePort.value) !== applied.nodePort) {
    return applied.nodePort === undefined
      ? `without a node port for port ${applied.port}`
      : `with node port ${applied.nodePort} for port ${applied.port}`;
  }
  return undefined;
}
