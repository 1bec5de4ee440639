import type { Connection } from '../cluster/connection.ts';
import type { ClusterFailure } from '../cluster/failure.ts';
import { type CountedService, countEndpoints } from '../cluster/serviceEndpoints.ts';
import { endpointsAsJson, endpointsAsText, isWithoutEndpoints } from '../formats/endpoints.ts';
import { connectHere } from './cluster.ts';
import { type ColorMode, type Io, UsageError, useColor } from './io.ts';

export interface EndpointsOptions {
  readonly namespace?: string;
  readonly allNamespaces?: boolean;
  readonly context?: string;
  readonly watch?: boolean;
  readonly format: 'text' | 'json';
  readonly color: ColorMode;
}

/** `podwire endpoints`; resolves to the exit status. */
export async function endpoints(options: EndpointsOptions, io: Io): Promise<number> {
  if (options.allNamespaces && options.namespace !== undefined) {
    throw new UsageError('-n and -A exclude each other.');
  }
  const connection = await connectHere(io, options.context);
  try {
    const namespace = options.allNamespaces ? undefined : (options.namespace ?? connection.namespace);
    const refused = (failure: ClusterFailure) =>
      io.complain(`podwire: ${connection.context}: ${explained(failure, options)}`);
    if (options.watch) {
      const { watchEndpoints } = await import('./watchEndpoints.ts');
      return await watchEndpoints(connection, io, {
        namespace,
        isTable: options.format === 'text',
        write: (services) => writtenWith(services, connection, namespace, options, io),
        refused,
      });
    }
    const counted = await countEndpoints(connection, { namespace });
    if (!counted.ok) {
      await refused(counted.failure);
      return 2;
    }
    await io.print(writtenWith(counted.services, connection, namespace, options, io));
    return counted.services.some(isWithoutEndpoints) ? 1 : 0;
  } finally {
    await connection.close();
  }
}

function writtenWith(
  services: readonly CountedService[],
  { context }: Connection,
  namespace: string | undefined,
  { format, watch, color }: EndpointsOptions,
  io: Io,
): string {
  return format === 'json'
    ? endpointsAsJson(context, services, { isOneLine: watch === true })
    : endpointsAsText(services, { color: useColor(color, io), namespace, context });
}

function explained(failure: ClusterFailure, { allNamespaces }: EndpointsOptions): string {
  const isForbidden = failure.type === 'status' && failure.code === 403;
  return isForbidden && allNamespaces ? `${failure.message}. Name a namespace with -n.` : failure.message;
}
