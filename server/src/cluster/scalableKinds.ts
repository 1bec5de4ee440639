import { jsonText, listAt, objectAt, parseJson, textAt } from '../core/text/json.ts';
import type { Connection } from './connection.ts';
import type { WorkloadKind } from './workloadKinds.ts';

/**
 * Kinds beside Kubernetes' own that have a number of replicas, such as CloneSets or database clusters. One of them that is scaled to zero
 * has no pod by which it could be seen, and may have those that a Service selects again tomorrow: which labels they have is not known.
 * Undefined where the server does not say which there are.
 */
export async function scalableKinds(
  connection: Connection,
  signal?: AbortSignal,
): Promise<readonly WorkloadKind[] | undefined> {
  const answer = await connection.get('/apis', { accept: discovery, timeout: 30_000, ...(signal ? { signal } : {}) });
  const list = objectAt(answer.ok ? parseJson(answer.body) : undefined);
  // Servers before 1.26 answer with names of groups alone.
  return list.kind === 'APIGroupDiscoveryList' ? listAt(list.items).flatMap(kindsOf) : undefined;
}

/** Everything in one answer. Source: https://kubernetes.io/docs/concepts/overview/kubernetes-api/#aggregated-discovery */
const discovery = ['v2', 'v2beta1', undefined]
  .map((version) =>
    version === undefined
      ? 'application/json'
      : `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`,
  )
  .join(', ');

/** Kubernetes' own are listed by themselves; a Rollout of Argo has its ReplicaSet, scaled to zero or not. */
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
