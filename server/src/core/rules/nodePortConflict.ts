import { objectsNamed, servicesWithNodePort } from '../index/keys.ts';
import { nodePortsOf, type StatedNodePort } from '../kinds/service.ts';
import { integerOf } from '../kinds/written.ts';
import { relateNamespaces } from '../model/namespace.ts';
import { originOf } from '../model/origin.ts';
import type { Resource } from '../model/resource.ts';
import { isTarget } from '../resolve/scope/deployability.ts';
import { deployedTogether } from '../resolve/scope/deployedTogether.ts';
import { namespacesOf } from '../resolve/scope/namespaces.ts';
import { nodePortFixes } from './fixes/nodePort.ts';
import type { Finding, Rule, RuleContext } from './rule.ts';
import { type AppliedAs, appliedAs } from './shared/appliedAs.ts';
import { exampleService } from './shared/exampleManifests.ts';

export const nodePortConflict: Rule = {
  code: 'node-port-conflict',
  severity: 'error',
  of: ['service'],
  documentation: {
    title: 'Two Services use the same node port.',
    what: `A node port belongs to one Service of a cluster, whatever the namespace and the protocol: 30053/TCP in one Service and 30053/UDP in another exclude each other. A \`healthCheckNodePort\` comes from the same range. Within one Service, two ports may share a node port only if they have different protocols and the same \`port\`.

Podwire compares Services that are deployed together: those of one file, and those that one kustomization includes or one tool deploys. Services of one directory without a kustomization are compared, as a *warning*, if the pods of each Service are in another file, because then the files belong together. With a cluster, its Services are compared too.`,
    why: 'The API server gives the port to the first Service and rejects the other: "provided port is already allocated".',
    fix: 'Give one of them another port of the range, or leave `nodePort` out there and let the cluster choose.',
    silent:
      'Other files of one directory, and two overlays, are often alternatives and are not compared. Nothing is reported if a kustomization or a tool may patch one of the Services.',
    example: {
      bad: `${exampleService('web', 'web', { port: 80, nodePort: 30080 })}---
${exampleService('admin', 'admin', { port: 80, nodePort: 30080 })}`,
      good: `${exampleService('web', 'web', { port: 80, nodePort: 30080 })}---
${exampleService('admin', 'admin', { port: 80, nodePort: 30081 })}`,
    },
  },
  *check(resource, context) {
    if (!resource.service) {
      return;
    }
    const stated = nodePortsOf(resource.service);
    if (stated.length === 0) {
      return;
    }
    const applied = appliedAs(resource, context.index);
    if (applied === 'part') {
      return;
    }
    for (const [index, each] of stated.entries()) {
      const rival = stated.slice(0, index).find((other) => other.number === each.number && !mayShare(each, other));
      if (rival) {
        yield {
          severity: 'error',
          message: `Node port ${each.number} appears twice in Service "${resource.name}": the API server rejects it, because two ports may share a node port only with different protocols and the same port.`,
          at: originOf(resource, each.written),
          related: [{ message: 'It is also here', at: originOf(resource, rival.written) }],
          data: { number: each.number },
        };
      } else if (!stated.slice(0, index).some((other) => other.number === each.number)) {
        yield* conflictsWithOthers(resource, each, applied, context);
      }
    }
  },
  fixes: nodePortFixes,
};

/**
 * Source: k8s.io/kubernetes/pkg/registry/core/service/storage initNodePorts, pkg/apis/core/validation
 * validateService.
 */
function mayShare(a: StatedNodePort, b: StatedNodePort): boolean {
  if (!a.port || !b.port) {
    return false;
  }
  const [left, right] = [a.port.protocolField, b.port.protocolField];
  const unknown = [left, right, a.port.port, b.port.port].some((each) => each?.type === 'placeholder');
  return unknown || (a.port.protocol !== b.port.protocol && integerOf(a.port.port) === integerOf(b.port.port));
}

/** A node port that another Service of the cluster uses already. The API server allocates each node port once. */
function* conflictInCluster(
  resource: Resource,
  own: StatedNodePort,
  applied: AppliedAs,
  { index, settings }: RuleContext,
): Generator<Finding> {
  const namespaces = namespacesOf(resource, index, settings.closedWorld);
  const rival = index.liveServicesWithNodePort(own.number).find(({ namespace, name }) => {
    const isItself = name === resource.name && namespaces.some((each) => each === undefined || each === namespace);
    // The workspace may have a file of that Service, which may move it to another port and be applied together
    // with this one.
    return !isItself && index.list(objectsNamed('', 'Service', name)).length === 0;
  });
  if (rival && applied !== 'changed') {
    yield {
      severity: 'error',
      message: `Node port ${own.number} is taken by Service "${rival.name}" in namespace "${rival.namespace}" of ${index.cluster?.context}: a node port can be used only once in the whole cluster.`,
      at: originOf(resource, own.written),
      data: { number: own.number },
    };
  }
}

function* conflictsWithOthers(
  resource: Resource,
  own: StatedNodePort,
  applied: AppliedAs,
  context: RuleContext,
): Generator<Finding> {
  const { index } = context;
  const rivals: Resource[] = [];
  let certain = false;
  for (const other of index.list(servicesWithNodePort(own.number))) {
    if (other === resource || isSameObject(resource, other, context) || !isTarget(other, index)) {
      continue;
    }
    const together = deployedTogether(resource, other, index);
    const inOneFile = resource.document.file === other.document.file;
    // A patch that an overlay applies to one of the two files may move its port.
    const isSettled = inOneFile || (applied !== 'changed' && appliedAs(other, index) !== 'changed');
    if (together && isSettled) {
      rivals.push(other);
      certain ||= together === 'certain';
    }
  }
  if (rivals.length === 0) {
    yield* conflictInCluster(resource, own, applied, context);
    return;
  }
  const names = rivals.map((each) => `Service "${each.name}"`).join(', ');
  yield {
    severity: certain ? 'error' : 'warning',
    message: `Node port ${own.number} is also used by ${names}: the API server gives it to the first and rejects the other, whatever their namespaces and protocols.`,
    at: originOf(resource, own.written),
    related: rivals.flatMap((rival) =>
      nodePortsOf(rival.service!)
        .filter((each) => each.number === own.number)
        .slice(0, 1)
        .map((each) => ({
          message: `Service "${rival.name}" uses it here`,
          at: originOf(rival, each.written),
        })),
    ),
    data: { number: own.number },
  };
}

/** Two documents with one name are versions of one object. The later one replaces the earlier one. */
function isSameObject(a: Resource, b: Resource, { settings }: RuleContext): boolean {
  return a.name === b.name && relateNamespaces(a, b, settings.closedWorld) !== 'different';
}
