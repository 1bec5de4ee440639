import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { LookupFunction } from 'node:net';
import { type Cluster, KubeConfig, type RequestContext, type User } from '@kubernetes/client-node';
import { Agent, type Dispatcher, ProxyAgent } from 'undici';
import { parse } from 'yaml';
import { isObject, listAt, objectAt, textAt } from '../core/text/json.ts';
import { CredentialError, type ExecCredential, type ExecPlugin, runExecPlugin } from './execCredential.ts';
import { withoutSecrets } from './failure.ts';
import type { Kubeconfig, KubeconfigContext } from './kubeconfig.ts';
import { createOidcLogin } from './oidcLogin.ts';
import { proxyFor } from './proxy.ts';
import { createLookUp } from './resolve.ts';
import { createSocksAgent } from './socksAgent.ts';
import { createTurns, untilAborted } from './turns.ts';

/** What a request of one user to one cluster needs. */
export interface Credentials {
  /** With the path of the server, if it has one, and without a slash at its end; without user and password. */
  readonly server: string;
  /** The prefix of request paths. */
  readonly base: string;
  /**
   * Alternating names and values of headers, and the dispatcher that holds the sockets. Many requests share one
   * login, and if it fails, all of them fail.
   *
   * @throws CredentialError, or the reason of the signal
   */
  apply(signal: AbortSignal): Promise<{ readonly headers: string[]; readonly dispatcher: Dispatcher }>;
  /** Forgets credentials that may be out of date. Returns whether the next attempt could have different ones. */
  renew(): boolean;
  /** Aborts a login that is under way. */
  close(): Promise<void>;
}

interface Options {
  readonly allowExec: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now?: () => number;
}

type Members = Readonly<Record<string, unknown>>;

/**
 * The client library handles TLS and the older logins of cloud providers. This code adds what the library
 * lacks: `tokenFile`, OpenID Connect (see `oidcLogin.ts`), impersonation of groups, data that wins over files,
 * contexts without a user, and credential plugins (see `execCredential.ts`).
 */
export function createCredentials(
  kubeconfig: Kubeconfig,
  context: KubeconfigContext,
  options: Options,
): Credentials | { readonly message: string } {
  const cluster = kubeconfig.clusters.get(context.cluster);
  if (!cluster) return { message: `the kubeconfig has no cluster ${JSON.stringify(context.cluster)}` };
  const user = kubeconfig.users.get(context.user)?.body;
  if (!user && context.user !== '') return { message: `the kubeconfig has no user ${JSON.stringify(context.user)}` };
  const server = serverOf(cluster.body);
  if (!server) return { message: `the cluster ${JSON.stringify(context.cluster)} has no server with a valid address` };
  const plugin = isObject(user?.exec) ? execPluginOf(user.exec, cluster.body, server) : undefined;
  if (plugin && 'message' in plugin) return plugin;
  if (plugin && !options.allowExec) {
    return { message: `the credential plugin ${plugin.command} is not run in an untrusted workspace` };
  }
  const provider = plugin ? undefined : textAt(user, 'auth-provider', 'name');
  if (provider !== undefined && provider !== 'oidc' && !options.allowExec) {
    return { message: `the login ${provider} may run a program, and is not used in an untrusted workspace` };
  }
  return credentialsOf(server, cluster.body, user ?? {}, plugin, options);
}

function credentialsOf(
  server: string,
  cluster: Members,
  user: Members,
  plugin: ExecPlugin | undefined,
  { env, now = Date.now }: Options,
): Credentials {
  const names = createLookUp();
  const config = new RecordingConfig(names.lookup);
  const closed = new AbortController();
  const login = plugin && createExecLogin(plugin, env, now, closed.signal);
  const tokenFile = textAt(user.tokenFile);
  const provider = plugin || tokenFile !== undefined ? {} : objectAt(user, 'auth-provider');
  const oidc = provider.name === 'oidc' ? createOidcLogin(objectAt(provider, 'config'), now, names.lookup) : undefined;
  config.addAuthenticator({
    isAuthProvider: ({ authProvider }) => authProvider?.name === ownProvider,
    applyAuthentication: async (_, request) => {
      // Only other kinds of requests have an array of headers.
      request.headers ??= {};
      const headers = request.headers as Record<string, string>;
      if (tokenFile !== undefined) headers.Authorization = `Bearer ${readToken(tokenFile)}`;
      if (oidc) headers.Authorization = `Bearer ${await oidc.token()}`;
      if (!login) return;
      const { token, certificate, key } = await login.credential();
      if (token !== undefined) headers.Authorization = `Bearer ${token}`;
      if (certificate !== undefined) Object.assign(request, { cert: certificate, key });
    },
  });
  config.loadFromOptions({
    clusters: [clusterFor(cluster, server, env)],
    users: [userFor(user, plugin !== undefined || tokenFile !== undefined || oidc !== undefined)],
    contexts: [{ name: 'context', cluster: 'cluster', user: 'user' }],
    currentContext: 'context',
  });
  const impersonated = impersonation(user);
  let dispatcher: { readonly key: string; readonly value: Dispatcher } | undefined;
  const inTurn = createTurns();
  const applyNow = async () => {
    const headers: string[] = [...impersonated];
    try {
      await config.applySecurityAuthentication({
        setHeaderParam: (name: string, value: string) => headers.push(name, value),
        setDispatcher: () => {},
      } as unknown as RequestContext);
    } catch (error) {
      throw error instanceof CredentialError ? error : new CredentialError(reasonOf(error));
    }
    const key = config.recorded;
    if (dispatcher?.key !== key) {
      // Requests on the old sockets may still finish.
      dispatcher?.value.close().catch(() => {});
      dispatcher = { key, value: config.dispatcher() };
    }
    return { headers, dispatcher: dispatcher.value };
  };
  return {
    server: server.replace(/\/\/[^/@]*@/, '//'),
    base: server,
    // One after the other, because a refresh token can be used only once.
    apply: (signal) => untilAborted(inTurn.run(applyNow), signal),
    renew: () => {
      login?.forget();
      oidc?.forget();
      return login !== undefined || tokenFile !== undefined || oidc?.canRenew === true;
    },
    close: async () => {
      names.end();
      closed.abort();
      await inTurn.idle();
      await dispatcher?.value.destroy();
      dispatcher = undefined;
    },
  };
}

/**
 * A name that the client library does not know. The library tries its own authenticators first, and its own one
 * for plugins has no time limit.
 */
const ownProvider = 'podwire';

/**
 * The library creates a new dispatcher, a pool of sockets, for each request. This class records the input of
 * that creation, so that one dispatcher can be kept as long as the input stays the same.
 */
class RecordingConfig extends KubeConfig {
  /** Changes whenever a new dispatcher would differ. */
  recorded = '';
  readonly #lookup: LookupFunction;
  #made: () => Dispatcher = () => dispatcherOf({ type: 'none' }, this.#lookup);

  constructor(lookup: LookupFunction) {
    super();
    this.#lookup = lookup;
  }

  dispatcher(): Dispatcher {
    return this.#made();
  }

  override createDispatcherOptions(
    ...args: Parameters<KubeConfig['createDispatcherOptions']>
  ): ReturnType<KubeConfig['createDispatcherOptions']> {
    const options = super.createDispatcherOptions(...args);
    const text = JSON.stringify(options, (_, value) => (Buffer.isBuffer(value) ? value.toString('base64') : value));
    this.recorded = createHash('sha256').update(text).digest('base64');
    this.#made = () => dispatcherOf(options, this.#lookup);
    return { type: 'none' };
  }
}

// TCP detects a dead peer: after the delay Node.js probes every second, ten times. HTTP/1.1 is used because the
// watches were tested with one connection each.
const keepAlive = { keepAlive: true, keepAliveInitialDelay: 30_000, timeout: 10_000 };

function dispatcherOf(options: ReturnType<KubeConfig['createDispatcherOptions']>, lookup: LookupFunction): Dispatcher {
  const tls = options.type === 'none' ? {} : options.type === 'agent' ? options.connect : options.requestTls;
  // The types of Node.js and undici differ in whether a property may be present and undefined.
  const connect = { ...tls, ...keepAlive, lookup, allowH2: false } as NonNullable<ProxyAgent.Options['requestTls']>;
  if (options.type === 'socks') return createSocksAgent(options.uri, connect);
  if (options.type !== 'proxy') return new Agent({ connect, allowH2: false });
  return new ProxyAgent({ uri: options.uri, requestTls: connect, connect: { ...keepAlive, lookup }, allowH2: false });
}

function createExecLogin(
  plugin: ExecPlugin,
  env: Options['env'],
  now: () => number,
  signal: AbortSignal,
): { credential(): Promise<ExecCredential>; forget(): void } {
  let kept: ExecCredential | undefined;
  return {
    credential: async () => {
      if (!kept || (kept.expires !== undefined && kept.expires <= now())) {
        kept = undefined;
        const fresh = await runExecPlugin(plugin, env, undefined, signal);
        // A credential that is expired when it arrives was issued by a server with a different clock. Then the
        // API server decides when it is expired.
        kept = fresh.expires !== undefined && fresh.expires <= now() ? { ...fresh, expires: undefined } : fresh;
      }
      return kept;
    },
    forget: () => {
      kept = undefined;
    },
  };
}

function execPluginOf(exec: Members, cluster: Members, server: string): ExecPlugin | { readonly message: string } {
  const command = textAt(exec.command);
  if (command === undefined) return { message: 'the credential plugin of the kubeconfig has no command' };
  const apiVersion = textAt(exec.apiVersion) ?? '';
  const stated = textAt(exec.interactiveMode);
  // Source: client-go tools/clientcmd/api/v1 defaults.go, and rest/exec.go for the version that requires it.
  const mode = stated ?? (apiVersion.endsWith('/v1beta1') ? 'IfAvailable' : undefined);
  if (mode !== 'Never' && mode !== 'IfAvailable' && mode !== 'Always') {
    return { message: `the credential plugin ${command} needs an interactiveMode: Never, IfAvailable or Always` };
  }
  return {
    apiVersion,
    command,
    args: listAt(exec.args).map(String),
    env: Object.fromEntries(
      listAt(exec.env).flatMap((each) => {
        const name = textAt(each, 'name');
        return name === undefined ? [] : [[name, String(objectAt(each).value ?? '')]];
      }),
    ),
    installHint: textAt(exec.installHint),
    interactiveMode: mode,
    cluster: exec.provideClusterInfo === 'true' ? clusterInfo(cluster, server) : undefined,
  };
}

/** Source: client.authentication.k8s.io/v1 Cluster; its documentation names the extension that configures it. */
function clusterInfo(cluster: Members, server: string): Members {
  const configuration = listAt(cluster.extensions).find(
    (each) => textAt(each, 'name') === 'client.authentication.k8s.io/exec',
  );
  const { extension } = objectAt(configuration);
  const data = caData(cluster);
  return {
    server,
    ...(cluster['tls-server-name'] ? { 'tls-server-name': cluster['tls-server-name'] } : {}),
    ...(cluster['insecure-skip-tls-verify'] === 'true' ? { 'insecure-skip-tls-verify': true } : {}),
    ...(data === undefined ? {} : { 'certificate-authority-data': data }),
    ...(cluster['proxy-url'] ? { 'proxy-url': cluster['proxy-url'] } : {}),
    ...(extension === undefined ? {} : { config: withTypes(extension) }),
  };
}

function caData(cluster: Members): string | undefined {
  const data = textAt(cluster['certificate-authority-data']);
  const file = textAt(cluster['certificate-authority']);
  if (data !== undefined || file === undefined) return data;
  try {
    return readFileSync(file).toString('base64');
  } catch {
    return undefined;
  }
}

/** Scalars were read as strings, but a plugin's own configuration has numbers and booleans too. */
function withTypes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withTypes);
  if (isObject(value)) return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, withTypes(each)]));
  return typeof value === 'string' && /^(true|false|null|-?\d+(\.\d+)?)$/.test(value) ? parse(value) : value;
}

function clusterFor(cluster: Members, server: string, env: Options['env']): Cluster {
  const data = textAt(cluster['certificate-authority-data']);
  const file = textAt(cluster['certificate-authority']);
  const tlsServerName = textAt(cluster['tls-server-name']);
  const proxyUrl = textAt(cluster['proxy-url']) ?? proxyFor(server, env);
  return {
    name: 'cluster',
    server,
    // The library refuses plain HTTP unless certificate checks are off. Plain HTTP has no certificates.
    skipTLSVerify: cluster['insecure-skip-tls-verify'] === 'true' || server.startsWith('http:'),
    // Data wins over a file. Source: client-go tools/clientcmd/api Cluster.
    ...(data !== undefined ? { caData: data } : file !== undefined ? { caFile: file } : {}),
    ...(tlsServerName === undefined ? {} : { tlsServerName }),
    ...(proxyUrl === undefined ? {} : { proxyUrl }),
  };
}

function userFor(user: Members, isOwn: boolean): User {
  const member = (name: string, key: keyof User) => {
    const value = textAt(user[name]);
    return value === undefined ? {} : { [key]: value };
  };
  const pick = (data: string, dataKey: keyof User, file: string, fileKey: keyof User) =>
    textAt(user[data]) === undefined ? member(file, fileKey) : member(data, dataKey);
  return {
    name: 'user',
    ...pick('client-certificate-data', 'certData', 'client-certificate', 'certFile'),
    ...pick('client-key-data', 'keyData', 'client-key', 'keyFile'),
    // A token file wins over a token. Source: client-go tools/clientcmd/api AuthInfo.
    ...(user.tokenFile ? {} : member('token', 'token')),
    ...member('username', 'username'),
    ...member('password', 'password'),
    ...member('as', 'impersonateUser'),
    ...(isOwn ? { authProvider: { name: ownProvider } } : {}),
    ...(!isOwn && isObject(user['auth-provider']) ? { authProvider: user['auth-provider'] } : {}),
  };
}

/**
 * The library supports only `as`. Source:
 * https://kubernetes.io/docs/reference/access-authn-authz/authentication/#user-impersonation
 */
function impersonation(user: Members): string[] {
  const headers: string[] = [];
  const uid = textAt(user['as-uid']);
  if (uid !== undefined) headers.push('Impersonate-Uid', uid);
  for (const group of listAt(user['as-groups'])) headers.push('Impersonate-Group', String(group));
  for (const [name, values] of Object.entries(objectAt(user, 'as-user-extra'))) {
    for (const value of listAt(values)) headers.push(`Impersonate-Extra-${encodeURIComponent(name)}`, String(value));
  }
  return headers;
}

function serverOf(cluster: Members): string | undefined {
  const stated = textAt(cluster.server);
  if (stated === undefined) return undefined;
  try {
    // kubectl reads a server without a scheme as HTTP. Source: client-go rest/url_utils.go.
    const url = new URL(stated.includes('://') ? stated : `http://${stated}`);
    if (url.protocol !== 'https:' && url.protocol !== 'http:') return undefined;
    return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
  } catch {
    return undefined;
  }
}

function readToken(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new CredentialError(`the token file ${file} cannot be read: ${(error as NodeJS.ErrnoException).code}`);
  }
}

function reasonOf(error: unknown): string {
  const { code, path, message } = error as NodeJS.ErrnoException;
  if (code !== undefined && path !== undefined) return `${path} cannot be read: ${code}`;
  return `the kubeconfig's login failed: ${withoutSecrets(message ?? 'no reason given').slice(0, 300)}`;
}
