import type { Analysis } from '../analysis.ts';
import { IndexReader } from '../index/reader.ts';
import type { Resource } from '../model/resource.ts';
import { namespacesOf } from '../resolve/scope/namespaces.ts';
import { variantsOf } from '../resolve/scope/overlayVariants.ts';

/** A Service as it is deployed: with a name, into a namespace. */
export interface DeployedService {
  /** The Service that a bundle makes of the Service of a file; if no bundle deploys it, the Service of the file. */
  readonly resource: Resource;
  /** Absent if neither the file nor the bundle that deploys it states one. */
  readonly namespace?: string;
}

/** Each name and namespace with which a Service of a file is deployed, once: at least one. */
export function deployedServices({ index, settings }: Analysis, resource: Resource): readonly DeployedService[] {
  const reader = new IndexReader(index);
  const variants = variantsOf(resource, reader).filter(({ service }) => service);
  const deployed = new Map<string, DeployedService>();
  for (const variant of variants.length > 0 ? variants : [resource]) {
    for (const namespace of namespacesOf(variant, reader, settings.closedWorld)) {
      const one = { resource: variant, ...(namespace === undefined ? {} : { namespace }) };
      const name = nameOfDeployed(one);
      if (!deployed.has(name)) deployed.set(name, one);
    }
  }
  return [...deployed.values()];
}

/** `shop/web`; without a namespace `web`. */
export function nameOfDeployed({ resource, namespace }: DeployedService): string {
  return namespace === undefined ? resource.name : `${namespace}/${resource.name}`;
}
