import { readFacts } from '../cluster/readFacts.ts';
import { namespacesOfServices } from '../core/features/namespacesOfServices.ts';
import { connectHere } from './cluster.ts';
import type { Io } from './io.ts';
import type { Workspace } from './workspace.ts';

/**
 * Adds to a workspace the state of its Services' namespaces in the cluster. Resolves to an error message of one
 * line, or to undefined on success.
 */
export async function takeInCluster(
  workspace: Workspace,
  context: string | undefined,
  io: Io,
): Promise<string | undefined> {
  const connection = await connectHere(io, context);
  try {
    const stated = namespacesOfServices(workspace.analysis());
    const read = await readFacts(connection, new Set([...stated].map((each) => each ?? connection.namespace)));
    if ('failure' in read) return `${connection.context}: ${read.failure.message}`;
    workspace.world.apply({ type: 'ClusterChanged', facts: read.facts });
    const unread = [...read.facts.namespaces].flatMap(([name, facts]) => {
      const reasons = Object.values(facts).flatMap((known) => (known.state === 'unknown' ? [known.because] : []));
      return reasons.length > 0 ? [`${name} (${[...new Set(reasons)].join(', ')})`] : [];
    });
    if (unread.length > 0)
      await io.complain(`podwire: ${connection.context}: not everything is known about ${unread.join(', ')}`);
    return undefined;
  } finally {
    await connection.close();
  }
}
