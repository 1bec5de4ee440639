import { readFileSync } from 'node:fs';
import { homedir, hostname } from 'node:os';
import { type Connection, connect } from '../cluster/connection.ts';
import { readKubeconfig } from '../cluster/kubeconfig.ts';
import { proxyVariables } from './attempts.ts';
import { type Probed, type ProbeOptions, type ProbeQuery, probeService } from './probe.ts';

/** The cluster that kubectl would ask here. Nothing is asked of it. */
export function clusterHere(
  env: NodeJS.ProcessEnv = process.env,
): { readonly context: string; readonly server: string; readonly file: string } | { readonly because: string } {
  // Whether a plugin may be run is decided when it is needed.
  const opened = open(env, false);
  return 'because' in opened
    ? opened
    : { context: opened.connection.context, server: opened.connection.server, file: opened.file };
}

export interface EditorProbe extends Omit<ProbeQuery, 'proxyVariables'> {
  readonly askCluster: boolean;
  readonly allowExec: boolean;
}

/** Probes on the command of a person in an editor. Never rejects. */
export async function probeForEditor(
  { askCluster, allowExec, ...query }: EditorProbe,
  signal: AbortSignal,
  options: ProbeOptions,
): Promise<Probed & { readonly from: string }> {
  const { env } = process;
  // To open a connection connects to nothing; the first request does.
  const opened = open(env, allowExec && askCluster);
  const cluster = 'because' in opened ? opened : askCluster ? opened.connection : { because: 'it was not to be asked' };
  try {
    const probed = await probeService({ ...query, proxyVariables: proxyVariables(env) }, cluster, signal, options);
    return { ...probed, from: hostname() };
  } finally {
    if ('close' in cluster) await cluster.close();
  }
}

function open(
  env: NodeJS.ProcessEnv,
  allowExec: boolean,
): { readonly connection: Connection; readonly file: string } | { readonly because: string } {
  const kubeconfig = readKubeconfig({
    env,
    homeFolder: env.HOME || homedir(),
    currentFolder: process.cwd(),
    readText: textOf,
  });
  const connected = connect(kubeconfig, { allowExec, env, userAgent: 'podwire' });
  if ('failure' in connected) {
    return { because: connected.failure.message };
  }
  const { connection } = connected;
  const file = kubeconfig.contexts.find(({ name }) => name === connection.context)?.file ?? '';
  return { connection, file };
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new Error(`it cannot be read: ${code}`);
  }
}
