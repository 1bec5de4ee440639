import type { IndexReader } from '../../index/reader.ts';
import type { Resource } from '../../model/resource.ts';
import { objectsNear } from '../../resolve/objectName.ts';

/** The ServiceAccounts in the scope of a resource, whatever their namespace. */
export function nearAccounts(resource: Resource, index: IndexReader): readonly Resource[] {
  return objectsNear(resource, { group: '', kind: 'ServiceAccount' }, index).map(({ resource: account }) => account);
}
