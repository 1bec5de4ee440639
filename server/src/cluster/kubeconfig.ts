import path from 'node:path';
import { parseDocument } from 'yaml';
import { isObject, textAt } from '../core/text/json.ts';

/**
 * The clusters that kubectl would know here. It holds credentials: only `contexts`, `currentContext`, `files`
 * and `errors` may be shown.
 */
export interface Kubeconfig {
  /** Absolute, the one that wins first, whether they exist or not: the files to watch for changes. */
  readonly files: readonly string[];
  readonly contexts: readonly KubeconfigContext[];
  readonly currentContext: string | undefined;
  /** Errors because of which kubectl would stop. */
  readonly errors: readonly { readonly file: string; readonly message: string }[];
  readonly clusters: ReadonlyMap<string, KubeconfigEntry>;
  readonly users: ReadonlyMap<string, KubeconfigEntry>;
}

export interface KubeconfigContext {
  readonly name: string;
  readonly cluster: string;
  /** Empty if the context names none. */
  readonly user: string;
  readonly namespace: string | undefined;
  /** The file that states it. */
  readonly file: string;
}

export interface KubeconfigEntry {
  readonly name: string;
  /** Its members as written, every scalar a string. Source: client-go tools/clientcmd/api/v1 Cluster, AuthInfo. */
  readonly body: Record<string, unknown>;
  readonly file: string;
}

export interface KubeconfigPlaces {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly homeFolder: string;
  /** The base of relative paths in `KUBECONFIG`; absolute. */
  readonly currentFolder: string;
  /** The one file to read instead of the files that the environment names; it has to exist. */
  readonly file?: string;
  /** The text of a file, undefined if it does not exist. @throws If it cannot be read. */
  readText(file: string): string | undefined;
}

/** The name of the context of a pod that reads its own cluster. */
export const inClusterContext = 'in-cluster';

/**
 * Reads and merges like kubectl: the files of `KUBECONFIG`, else `~/.kube/config`. Files that do not exist are
 * skipped. The first file that states a name wins as a whole. Relative paths are relative to the file that
 * states them. Inside a pod, if no file states anything, its service account is used. @see client-go
 * tools/clientcmd/loader.go
 */
export function readKubeconfig(places: KubeconfigPlaces): Kubeconfig {
  const files = filesOf(places);
  const errors: { file: string; message: string }[] = [];
  const contexts = new Map<string, KubeconfigEntry>();
  const clusters = new Map<string, KubeconfigEntry>();
  const users = new Map<string, KubeconfigEntry>();
  let currentContext: string | undefined;
  for (const file of files) {
    try {
      const config = readOne(file, places);
      if (!config) continue;
      currentContext ||= textAt(config['current-context']);
      addAll(contexts, config, 'context', file);
      addAll(clusters, config, 'cluster', file);
      addAll(users, config, 'user', file);
    } catch (error) {
      errors.push({ file, message: error instanceof Error ? error.message : 'it cannot be read' });
    }
  }
  const found: Kubeconfig = {
    files,
    contexts: [...contexts.values()].map(({ name, body, file }) => ({
      name,
      cluster: textAt(body.cluster) ?? '',
      user: textAt(body.user) ?? '',
      namespace: textAt(body.namespace),
      file,
    })),
    currentContext,
    errors,
    clusters,
    users,
  };
  const isEmpty = contexts.size + clusters.size + users.size === 0 && errors.length === 0;
  return isEmpty && places.file === undefined ? (inCluster(places, files) ?? found) : found;
}

/** The requested context, by default the current one, or why there is none. */
export function chooseContext(
  { contexts, currentContext, errors, files }: Kubeconfig,
  stated?: string,
): { readonly context: KubeconfigContext } | { readonly because: string } {
  const name = stated ?? currentContext;
  const [wrong] = errors;
  if (wrong) return { because: `${wrong.file}: ${wrong.message}` };
  if (name === undefined) {
    return {
      because:
        contexts.length === 0
          ? `no kubeconfig: ${files.join(', ')} does not exist, or names no context`
          : 'the kubeconfig has no current context: name one',
    };
  }
  const context = contexts.find((each) => each.name === name);
  return context ? { context } : { because: `the kubeconfig has no context ${JSON.stringify(name)}` };
}

// client-go rest.InClusterConfig: the two variables, and the token of the pod's service account.
const serviceAccountFolder = '/var/run/secrets/kubernetes.io/serviceaccount';

function inCluster(places: KubeconfigPlaces, files: readonly string[]): Kubeconfig | undefined {
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port } = places.env;
  const tokenFile = `${serviceAccountFolder}/token`;
  const read = (file: string) => {
    try {
      return places.readText(file);
    } catch {
      return undefined;
    }
  };
  if (!host || !port || read(tokenFile) === undefined) return undefined;
  const server = `https://${host.includes(':') ? `[${host}]` : host}:${port}`;
  const entry = (body: Record<string, unknown>) =>
    new Map([[inClusterContext, { name: inClusterContext, body, file: tokenFile }]]);
  return {
    files,
    contexts: [
      {
        name: inClusterContext,
        cluster: inClusterContext,
        user: inClusterContext,
        namespace: read(`${serviceAccountFolder}/namespace`)?.trim() || undefined,
        file: tokenFile,
      },
    ],
    currentContext: inClusterContext,
    errors: [],
    clusters: entry({ server, 'certificate-authority': `${serviceAccountFolder}/ca.crt` }),
    users: entry({ tokenFile }),
  };
}

function filesOf({ env, homeFolder, currentFolder, file }: KubeconfigPlaces): string[] {
  if (file !== undefined) return [path.resolve(currentFolder, file)];
  if (!env.KUBECONFIG) return [path.join(homeFolder, '.kube', 'config')];
  const listed = env.KUBECONFIG.split(path.delimiter).filter((each) => each !== '');
  return [...new Set(listed.map((each) => path.resolve(currentFolder, each)))];
}

function readOne(file: string, places: KubeconfigPlaces): Record<string, unknown> | undefined {
  const text = places.readText(file);
  if (text === undefined) {
    if (places.file !== undefined) throw new Error('there is no such file');
    return undefined;
  }
  // A scalar is always a string: a token of digits is not a number. The library's message is not used because
  // it would quote the line with the token.
  const document = parseDocument(text, { schema: 'failsafe', prettyErrors: false, logLevel: 'silent' });
  const [wrong] = document.errors;
  if (wrong) {
    const line = text.slice(0, wrong.pos[0]).split('\n').length;
    throw new Error(`it is not YAML: line ${line} (${wrong.code})`);
  }
  let config: unknown;
  try {
    config = document.toJS();
  } catch {
    throw new Error('it cannot be read: its YAML aliases repeat too much');
  }
  if (config === null || config === undefined || config === '') return undefined;
  if (!isObject(config)) throw new Error('it is not a kubeconfig');
  const { apiVersion, kind } = config;
  if ((apiVersion !== undefined && apiVersion !== 'v1') || (kind !== undefined && kind !== 'Config')) {
    throw new Error('it is not a kubeconfig: its apiVersion and kind are not v1 and Config');
  }
  return config;
}

function addAll(
  entries: Map<string, KubeconfigEntry>,
  config: Record<string, unknown>,
  kind: 'context' | 'cluster' | 'user',
  file: string,
): void {
  const listed = config[`${kind}s`];
  if (listed === undefined || listed === null || listed === '') return;
  if (!Array.isArray(listed)) throw new Error(`its ${kind}s are not a list`);
  const here = new Map<string, KubeconfigEntry>();
  for (const each of listed) {
    const name = isObject(each) ? textAt(each.name) : undefined;
    if (name === undefined) throw new Error(`one of its ${kind}s has no name`);
    const body = (each as Record<string, unknown>)[kind];
    const absolute = withAbsolutePaths(isObject(body) ? body : {}, path.dirname(file));
    // If one file states a name twice, the last entry wins. Source: client-go
    // tools/clientcmd/api/v1/conversion.go.
    here.set(name, { name, body: absolute, file });
  }
  for (const [name, entry] of here) {
    if (!entries.has(name)) entries.set(name, entry);
  }
}

const pathMembers = ['certificate-authority', 'client-certificate', 'client-key', 'tokenFile'];

function withAbsolutePaths(body: Record<string, unknown>, folder: string): Record<string, unknown> {
  const changed: Record<string, unknown> = { ...body };
  for (const member of pathMembers) {
    const stated = textAt(body[member]);
    if (stated !== undefined) changed[member] = path.resolve(folder, stated);
  }
  const { exec } = body;
  // A bare name is searched in PATH.
  if (isObject(exec) && /[\\/]/.test(textAt(exec.command) ?? '')) {
    changed.exec = { ...exec, command: path.resolve(folder, textAt(exec.command) ?? '') };
  }
  return changed;
}
