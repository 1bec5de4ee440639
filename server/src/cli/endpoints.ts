import type { ClusterFailure } from '../cluster/failure.ts';
import { countEndpoints } from '../cluster/serviceEndpoints.ts';
import { endpointsAsJson, endpointsAsText, isWithoutEndpoints } from '../formats/endpoints.ts';
import { connectHere } from './cluster.ts';
import { type ColorMode, type Io, UsageError, useColor } from './io.ts';

export interface EndpointsOptions {
  readonly namespace?: string;
  readonly allNamespaces?: boolean;
  readonly context?: string;
  readonly format: 'text' | 'json';
  readonly color: ColorMode;
}

/** `podwire endpoints`; resolves to the exit status. */
export async function endpoints(options: EndpointsOptions, io: Io): Promise<number> {
  if (options.allNamespaces && options.namespace !== undefined) {
    throw new UsageError('-n and -A do not go together.');
  }
  const connection = connectHere(io, options.context);
  try {
    const namespace = options.allNamespaces ? undefined : (options.namespace ?? connection.namespace);
    const counted = await countEndpoints(connection, { namespace });
    if (!counted.ok) {
      await io.complain(`podwire: ${connection.context}: ${explained(counted.failure, options)}`);
      return 2;
    }
    const { services } = counted;
    const shown = { color: useColor(options.color, io), namespace, context: connection.context };
    await io.print(
      options.format === 'json' ? endpointsAsJson(connection.context, services) : endpointsAsText(services, shown),
    );
    return services.some(isWithoutEndpoints) ? 1 : 0;
  } finally {
    await connection.close();
  }
}

function explained(failure: ClusterFailure, { allNamespaces }: EndpointsOptions): string {
  const isForbidden = failure.type === 'status' && failure.code === 403;
  return isForbidden && allNamespaces ? `${failure.message}. Name a namespace with -n.` : failure.message;
}
