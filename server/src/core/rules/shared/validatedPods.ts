import type { Resource } from '../../model/resource.ts';

/** The versions of its own kinds with pods that the API server serves. It does not know older ones. */
const versions: ReadonlySet<string> = new Set(['v1', 'apps/v1', 'batch/v1']);

/**
 * Whether the API server validates the pod template as it is written: that of a kind of its own. An operator may add
 * volumes, ports and images to the template of a custom resource. Source: k8s.io/kubernetes/pkg/apis/core/validation
 * ValidatePodTemplateSpec.
 */
export function isValidatedPod({ apiVersion, podTemplate }: Resource): boolean {
  return podTemplate !== undefined && versions.has(apiVersion);
}
