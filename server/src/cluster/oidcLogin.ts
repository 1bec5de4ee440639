import { readFileSync } from 'node:fs';
import type { LookupFunction } from 'node:net';
import { Agent } from 'undici';
import { parseJson, textAt } from '../core/text/json.ts';
import { CredentialError } from './execCredential.ts';
import { requestBy } from './request.ts';

/** A login with an identity provider: a token that the API server accepts, and that is renewed when it expires. */
export interface OidcLogin {
  /** @throws CredentialError, which holds no credential. */
  token(): Promise<string>;
  /** The server rejected the token that it was given. */
  forget(): void;
  /** Whether another token is available than the one in the kubeconfig. */
  readonly canRenew: boolean;
}

/**
 * Seconds before its expiry at which a token counts as expired. Source: client-go plugin/pkg/client/auth/oidc,
 * expiryDelta.
 */
const margin = 10;
const longestWait = 30_000;

/**
 * The client library's own login uses the lifetime of a new token in seconds as its time of expiry, so it calls
 * the provider before every request, and it shares that time between all users. A renewed token is kept in
 * memory: nothing is written to a kubeconfig. Source: client-go plugin/pkg/client/auth/oidc; RFC 6749 section
 * 6.
 *
 * @param config of the kubeconfig's `auth-provider`
 * @param now milliseconds since 1970
 */
export function createOidcLogin(
  config: Readonly<Record<string, unknown>>,
  now: () => number,
  lookup?: LookupFunction,
): OidcLogin {
  let token = textAt(config, 'id-token');
  let refreshToken = textAt(config, 'refresh-token');
  const isOver = (each: string) => endOf(each) <= now() / 1000 + margin;
  // A token that is expired when it arrives was issued by a server with a different clock, or states no expiry.
  // Then the API server decides when it is expired.
  let isJudgedByServer = false;
  const renew = async (): Promise<string> => {
    const issuer = textAt(config, 'idp-issuer-url');
    if (refreshToken === undefined || issuer === undefined) {
      throw new CredentialError('the login of the identity provider has expired, and the kubeconfig cannot renew it');
    }
    const dispatcher = new Agent({
      connect: { ...optionalAuthority(config), ...(lookup ? { lookup } : {}), timeout: 10_000 },
    });
    try {
      const answer = await renewed(issuer, config, refreshToken, dispatcher);
      const next = textAt(answer, 'id_token');
      if (next === undefined) throw new CredentialError(`${nameOf(issuer)} returns no id_token when it renews a login`);
      refreshToken = textAt(answer, 'refresh_token') ?? refreshToken;
      token = next;
      isJudgedByServer = isOver(next);
      return next;
    } finally {
      dispatcher.close().catch(() => {});
    }
  };
  return {
    token: async () => (token !== undefined && (isJudgedByServer || !isOver(token)) ? token : renew()),
    forget: () => {
      if (refreshToken !== undefined) token = undefined;
    },
    canRenew: refreshToken !== undefined,
  };
}

/** The second at which a token expires; 0 for one that does not state it. Source: RFC 7519 section 4.1.4. */
function endOf(token: string): number {
  const payload = parseJson(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
  const end = ((payload ?? {}) as { exp?: unknown }).exp;
  return typeof end === 'number' ? end : 0;
}

async function renewed(
  issuer: string,
  config: Readonly<Record<string, unknown>>,
  refreshToken: string,
  dispatcher: Agent,
): Promise<unknown> {
  const discovery = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const { status, body } = await ask(issuer, discovery, { dispatcher });
  const endpoint = textAt(parseJson(body), 'token_endpoint');
  if (status !== 200 || endpoint === undefined) {
    throw new CredentialError(`${nameOf(issuer)} is not an identity provider: status ${status}`);
  }
  const [id, secret] = [textAt(config, 'client-id') ?? '', textAt(config, 'client-secret')];
  const grant = { grant_type: 'refresh_token', refresh_token: refreshToken };
  const basic = Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret ?? '')}`).toString('base64');
  // Some providers expect the secret in the header and some in the body. Source: golang.org/x/oauth2
  // internal/token.go, AuthStyleAutoDetect.
  const ways = [
    ...(secret === undefined ? [] : [{ form: grant, headers: { authorization: `Basic ${basic}` } }]),
    { form: { ...grant, client_id: id, ...(secret === undefined ? {} : { client_secret: secret }) }, headers: {} },
  ];
  let last: { readonly status: number; readonly body: string } | undefined;
  for (const { form, headers } of ways) {
    last = await ask(issuer, endpoint, { dispatcher, headers, form });
    if (last.status === 200) return parseJson(last.body);
  }
  const error = textAt(parseJson(last?.body ?? ''), 'error') ?? '';
  // Only the words of RFC 6749 section 5.2: any other text may repeat what was sent.
  const said = /^[a-z_]{1,40}$/.test(error) ? `: ${error}` : '';
  throw new CredentialError(`${nameOf(issuer)} does not renew the login: status ${last?.status}${said}`);
}

async function ask(
  issuer: string,
  url: string,
  options: {
    readonly dispatcher: Agent;
    readonly headers?: Readonly<Record<string, string>>;
    readonly form?: Readonly<Record<string, string>>;
  },
): Promise<{ readonly status: number; readonly body: string }> {
  const { dispatcher, headers = {}, form } = options;
  try {
    const answer = await requestBy(dispatcher, url, {
      method: form ? 'POST' : 'GET',
      headers: { accept: 'application/json', ...headers, ...(form ? formType : {}) },
      body: form ? new URLSearchParams(form).toString() : null,
      signal: AbortSignal.timeout(longestWait),
    });
    return { status: answer.statusCode, body: (await answer.body.text()).slice(0, mostCharacters) };
  } catch (error) {
    const { code, name } = error as NodeJS.ErrnoException;
    throw new CredentialError(`the identity provider ${nameOf(issuer)} does not answer: ${code ?? name}`);
  }
}

const formType = { 'content-type': 'application/x-www-form-urlencoded' };
const mostCharacters = 1_000_000;

function optionalAuthority(config: Readonly<Record<string, unknown>>): { readonly ca?: Buffer } {
  const data = textAt(config, 'idp-certificate-authority-data');
  const file = textAt(config, 'idp-certificate-authority');
  if (data !== undefined) return { ca: Buffer.from(data, 'base64') };
  if (file === undefined) return {};
  try {
    return { ca: readFileSync(file) };
  } catch (error) {
    throw new CredentialError(`${file} cannot be read: ${(error as NodeJS.ErrnoException).code}`);
  }
}

/** The URL of the issuer, without user and password. */
function nameOf(issuer: string): string {
  return URL.canParse(issuer) ? new URL(issuer).host : 'its address';
}
