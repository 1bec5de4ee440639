import { hostname } from 'node:os';
import { type Connection, connect } from '../cluster/connection.ts';
import { kubeconfigHere } from '../cluster/kubeconfigHere.ts';
import { proxyVariables } from './attempts.ts';
import { type Probed, type ProbeOptions, type ProbeQuery, probeService } from './probe.ts';

/** Which cluster to use; by default the one that kubectl would use here. */
export interface ClusterChoice {
  readonly context?: string;
  /** The file to read instead of the files that the environment names. */
  readonly kubeconfig?: string;
}

/** The cluster that a probe would use. No request is sent to it. */
export async function clusterHere(
  choice: ClusterChoice,
): Promise<
  { readonly context: string; readonly server: string; readonly file: string } | { readonly because: string }
> {
  // Whether a plugin may run is decided when it is needed.
  const opened = open(choice, false);
  if ('because' in opened) return opened;
  const { context, server } = opened.connection;
  await opened.connection.close();
  return { context, server, file: opened.file };
}

export interface EditorProbe extends Omit<ProbeQuery, 'proxyVariables'>, ClusterChoice {
  readonly askCluster: boolean;
  readonly allowExec: boolean;
}

/** Runs a probe on the command of a person in an editor. Never rejects. */
export async function probeForEditor(
  { askCluster, allowExec, context, kubeconfig, ...query }: EditorProbe,
  signal: AbortSignal,
  options: ProbeOptions,
): Promise<Probed & { readonly from: string }> {
  const choice = { ...(context === undefined ? {} : { context }), ...(kubeconfig === undefined ? {} : { kubeconfig }) };
  // Creating a connection opens no socket; the first request does.
  const opened = open(choice, allowExec && askCluster);
  const cluster = 'because' in opened ? opened : askCluster ? opened.connection : { because: 'you declined' };
  try {
    const probed = await probeService(
      { ...query, proxyVariables: proxyVariables(process.env) },
      cluster,
      signal,
      options,
    );
    return { ...probed, from: hostname() };
  } finally {
    if ('close' in cluster) await cluster.close();
  }
}

function open(
  { context, kubeconfig: file }: ClusterChoice,
  allowExec: boolean,
): { readonly connection: Connection; readonly file: string } | { readonly because: string } {
  const kubeconfig = kubeconfigHere(process.env, process.cwd(), file);
  const connected = connect(kubeconfig, {
    allowExec,
    env: process.env,
    userAgent: 'podwire',
    ...(context === undefined ? {} : { context }),
  });
  if ('failure' in connected) {
    return { because: connected.failure.message };
  }
  const { connection } = connected;
  const stated = kubeconfig.contexts.find(({ name }) => name === connection.context)?.file ?? '';
  return { connection, file: stated };
}
