import { type Connection, connect } from '../cluster/connection.ts';
import { kubeconfigHere } from '../cluster/kubeconfigHere.ts';
import { type Io, UsageError } from './io.ts';
import { versionOf } from './version.ts';

/**
 * The connection that kubectl would make here, of the context that is named or of the current one. A command that asks for it is the
 * user's own, so the credential plugin of the context may run. @throws UsageError
 */
export function connectHere(io: Io, context: string | undefined): Connection {
  const kubeconfig = kubeconfigHere(io.env, io.cwd);
  const connected = connect(kubeconfig, {
    context,
    allowExec: true,
    env: io.env,
    userAgent: `podwire/${versionOf()}`,
  });
  if ('connection' in connected) return connected.connection;
  const { message } = connected.failure;
  if (!message.includes('has no context')) throw new UsageError(message);
  const names = kubeconfig.contexts.map(({ name }) => name).join(', ');
  throw new UsageError(`${message}. There ${kubeconfig.contexts.length === 1 ? 'is' : 'are'} ${names || 'none'}.`);
}
