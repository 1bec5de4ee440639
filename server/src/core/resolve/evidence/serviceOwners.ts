import { objectsNamed, referrersTo } from '../../index/keys.ts';
import type { IndexReader } from '../../index/reader.ts';
import type { ReferenceRole } from '../../model/reference.ts';
import type { Resource } from '../../model/resource.ts';
import { directoryOf } from '../../text/path.ts';

/** A workload names a Service as its own. */
export interface Naming {
  /** The workload, or the Rollout that uses its pod template. */
  readonly by: Resource;
  readonly role: NamingRole;
}

export type NamingRole = Extract<ReferenceRole, 'governing service' | 'rollout service'>;

const roles: readonly NamingRole[] = ['rollout service', 'governing service'];

/**
 * The workloads that name the Service as their own. Other references to a Service, such as those of an Ingress
 * or a route, say where traffic goes and nothing about the pods behind the Service.
 */
export function namingsOf(service: Resource, index: IndexReader): readonly Naming[] {
  const naming = index.list(referrersTo('', 'Service', service.name)).filter((by) => !meansOther(by, service, index));
  return roles.flatMap((role) =>
    naming
      .filter((each) =>
        each.references.some((reference) => reference.role === role && reference.name.value === service.name),
      )
      .map((by) => ({ by, role })),
  );
}

/**
 * Whether the file of the referrer has its own Service of that name. Examples side by side often use the same
 * names.
 */
function meansOther({ document: { file }, bundle }: Resource, service: Resource, index: IndexReader): boolean {
  return (
    file !== service.document.file &&
    index
      .list(objectsNamed('', 'Service', service.name))
      .some((other) => other.document.file === file && other.bundle === bundle)
  );
}

/** Whether the workload is the one that names the Service, or the one whose pod template that one uses. */
export function isNamingOf({ by }: Naming, workload: Resource): boolean {
  return by === workload || usesTemplateOf(by, workload);
}

/** Source: argo-rollouts RolloutSpec.workloadRef. */
function usesTemplateOf({ workloadRef, document, bundle }: Resource, workload: Resource): boolean {
  return (
    workloadRef !== undefined &&
    workloadRef.name.value === workload.name &&
    workloadRef.kind === workload.kind &&
    workloadRef.group === workload.group &&
    bundle === workload.bundle &&
    (bundle !== undefined || directoryOf(document.file) === directoryOf(workload.document.file))
  );
}
