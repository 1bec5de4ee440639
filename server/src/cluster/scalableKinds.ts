import { jsonText, listAt, objectAt, parseJson, textAt } from '../core/text/json.ts';
import type { Connection } from './connection.ts';
import type { WorkloadKind } from './workloadKinds.ts';

/**
 * Kinds besides Kubernetes' own that have a number of replicas, such as CloneSets or database clusters. An
 * object of such a kind that is scaled to zero has no pods, and tomorrow may have pods that a Service selects.
 * The labels of those pods are unknown. Undefined if the server does not list its kinds.
 */
export async function scalableKinds(
  connection: Connection,
  signal?: AbortSignal,
): Promise<readonly WorkloadKind[] | undefined> {
  const answer = await connection.get('/apis', { accept: discovery, timeout: 30_000, ...(signal ? { signal } : {}) });
  const list = objectAt(answer.ok ? parseJson(answer.body) : undefined);
  // Servers before 1.26 answer with only the names of groups.
  return list.kind === 'APIGroupDiscoveryList' ? listAt(list.items).flatMap(kindsOf) : undefined;
}

/**
 * All kinds in one answer. Source:
 * https://kubernetes.io/docs/concepts/overview/kubernetes-api/#aggregated-discovery
 */
const discovery = ['v2', 'v2beta1', undefined]
  .map((version) =>
    version === undefined
      ? 'application/json'
      : `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`,
  )
  .join(', ');

/**
 * Kubernetes' own kinds are listed separately. An Argo Rollout has its ReplicaSet, even when it is scaled to
 * zero.
 */
const seenOtherwise = new Set(['apps', 'argoproj.io/rollouts']);

function kindsOf(group: unknown): WorkloadKind[] {
  const name = textAt(objectAt(group, 'metadata').name) ?? '';
  // The first version is the one that the server prefers.
  const [version] = listAt(objectAt(group).versions);
  return listAt(objectAt(version).resources).flatMap((resource) => {
    const { resource: plural, scope, verbs, subresources } = objectAt(resource);
    const isScalable = listAt(subresources).some((each) => objectAt(each).subresource === 'scale');
    const canBeFollowed = ['list', 'watch'].every((verb) => listAt(verbs).includes(verb));
    if (!isScalable || !canBeFollowed || scope !== 'Namespaced' || typeof plural !== 'string') return [];
    if (seenOtherwise.has(name) || seenOtherwise.has(`${name}/${plural}`)) return [];
    const kind = textAt(objectAt(resource, 'responseKind').kind) ?? plural;
    const root = `/apis/${name}/${textAt(objectAt(version).version)}`;
    return [
      {
        served: { root, plural, metadataOnly: true },
        reduce: (object) => {
          const { namespace, name } = objectAt(object, 'metadata');
          return { namespace: jsonText(namespace), kind, name: jsonText(name), labels: undefined };
        },
      },
    ];
  });
}
