import { objectsNamed, referrersTo } from '../../index/keys.ts';
import type { IndexReader } from '../../index/reader.ts';
import type { ReferenceRole } from '../../model/reference.ts';
import type { Resource } from '../../model/resource.ts';
import { directoryOf } from '../../text/path.ts';

/** What a workload says by naming a Service: that it is one of its own pods. */
export interface Naming {
  /** The workload, or the Rollout that uses its pod template. */
  readonly by: Resource;
  readonly role: NamingRole;
}

export type NamingRole = Extract<ReferenceRole, 'governing service' | 'rollout service'>;

const roles: readonly NamingRole[] = ['rollout service', 'governing service'];

/**
 * Who names the Service as one of its own pods. Others that name a Service, as an Ingress or a route does, say where traffic goes
 * and nothing of the pods behind it.
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

/** Whether a Service of that name stands in the file of what names it, and the Service in another: examples side by side use one name. */
function meansOther({ document: { file }, bundle }: Resource, service: Resource, index: IndexReader): boolean {
  return (
    file !== service.document.file &&
    index
      .list(objectsNamed('', 'Service', service.name))
      .some((other) => other.document.file === file && other.bundle === bundle)
  );
}

/** Whether it is the workload that names, or the one whose pod template that uses. */
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
