import type { Connection } from '../cluster/connection.ts';
import { chooseContext, type Kubeconfig } from '../cluster/kubeconfig.ts';
import { kubeconfigHere } from '../cluster/kubeconfigHere.ts';
import { type Io, UsageError } from './io.ts';
import { versionOf } from './version.ts';

/**
 * The connection that kubectl would make here, with the named context or the current one. The user runs the
 * command, so the credential plugin of the context may run. @throws UsageError
 */
export async function connectHere(io: Io, context: string | undefined): Promise<Connection> {
  const kubeconfig = kubeconfigHere(io.env, io.cwd);
  const chosen = chooseContext(kubeconfig, context);
  if ('because' in chosen) throw new UsageError(refused(chosen.because, kubeconfig));
  // Loading the cluster client takes as long as everything before it, and often no cluster is configured.
  const { connect } = await import('../cluster/connection.ts');
  const connected = connect(kubeconfig, {
    context,
    allowExec: true,
    env: io.env,
    userAgent: `podwire/${versionOf()}`,
  });
  if ('failure' in connected) throw new UsageError(connected.failure.message);
  return connected.connection;
}

function refused(because: string, { contexts }: Kubeconfig): string {
  if (!because.includes('has no context')) return because;
  const names = contexts.map(({ name }) => name).join(', ');
  return `${because}. There ${contexts.length === 1 ? 'is' : 'are'} ${names || 'none'}.`;
}
