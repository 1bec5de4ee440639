import type { Resource } from '../../model/resource.ts';
import type { TargetIdentity } from '../../model/wiring.ts';
import { optional } from '../../text/optional.ts';

/** The name and the place of a resource. */
export function identityOf({ group, kind, name, namespace, document, bundle }: Resource): TargetIdentity {
  const stated = namespace?.value === '' ? undefined : namespace?.value;
  return { group, kind, ...optional('namespace', stated), name, file: document.file, ...optional('bundle', bundle) };
}
