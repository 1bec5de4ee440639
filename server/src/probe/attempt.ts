import { type Resolve, resolveByTheSystem } from '../cluster/resolve.ts';
import { hostInUrl, isSameAddress, labelAddress, parseAddress, unaskable } from '../core/probe/address.ts';
import type { Attempt, Milliseconds, Redirect } from '../core/probe/attempt.ts';
import type { ProbeRequest } from '../core/probe/request.ts';
import { type Exchanged, exchange } from './exchange.ts';
import { defaultLimits, type Limits } from './limits.ts';
import { oneLine } from './words.ts';

/** An address to try. */
export interface AttemptTarget {
  /** An IP address or a name. */
  readonly address: string;
  readonly port: number;
  readonly node?: string;
  /**
   * The addresses to which a name may resolve; absent for a name that the person stated, which may resolve to
   * any.
   */
  readonly mayLeadTo?: readonly string[];
}

/**
 * Tries one address: one connection, and one more for each redirect that stays at the same address and port. It
 * takes at most `limits.milliseconds`, and when it resolves its sockets are closed. Never rejects.
 */
export async function attempt(
  target: AttemptTarget,
  request: ProbeRequest,
  signal: AbortSignal,
  limits: Limits = defaultLimits,
  resolve: Resolve = resolveByTheSystem,
): Promise<Attempt> {
  const begin = performance.now();
  const end = new AbortController();
  const timer = setTimeout(() => end.abort('timeout'), limits.milliseconds);
  const cancel = () => end.abort('cancelled');
  signal.addEventListener('abort', cancel);
  if (signal.aborted) cancel();
  try {
    const found = await addressOf(target, resolve, end.signal);
    if (typeof found !== 'string') {
      return attemptOf(target, request, undefined, found, { total: performance.now() - begin });
    }
    return await tryAddress(target, found, request, limits, end.signal);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', cancel);
  }
}

async function tryAddress(
  target: AttemptTarget,
  address: string,
  request: ProbeRequest,
  limits: Limits,
  signal: AbortSignal,
): Promise<Attempt> {
  const begin = performance.now();
  const ask = (each: ProbeRequest) =>
    exchange({ address, host: target.address, port: target.port, request: each }, limits, signal);
  const first = await ask(request);
  if (request.type === 'http' && request.scheme === 'http' && first.outcome === 'reset' && !first.firstByte) {
    const spokeTls = await asTls(first, ask, request);
    return attemptOf(target, request, address, spokeTls ?? first, timesOf(first, begin));
  }
  let last = first;
  let asked = request;
  let redirect: Redirect | undefined;
  for (let followed = 0; ; followed++) {
    const next = nextOf(last, asked, target);
    if (!next) break;
    redirect = { to: next.to, followed: false, because: next.because ?? tooMany(limits) };
    if (next.because !== undefined || followed === limits.redirects) break;
    redirect = { to: next.to, followed: true };
    asked = next.request;
    last = await ask(asked);
  }
  return attemptOf(target, request, address, last, timesOf(first, begin), redirect);
}

/** Tries TLS: many TLS servers close a plain-text connection without an answer. */
async function asTls(
  plain: Exchanged,
  ask: (request: ProbeRequest) => Promise<Exchanged>,
  request: ProbeRequest,
): Promise<Exchanged | undefined> {
  const { certificate } = await ask({ ...request, type: 'tcp', scheme: 'https' });
  return certificate && { ...plain, outcome: 'answered', spoke: 'tls', because: 'it speaks TLS', certificate };
}

function tooMany({ redirects }: Limits): string {
  return `it is the ${redirects + 1}th one`;
}

interface Next {
  readonly to: string;
  readonly request: ProbeRequest;
  /** Why the redirect is not followed. */
  readonly because?: string;
}

/** The target of a redirect. The person named only this node's address, so no other address is requested. */
function nextOf({ head }: Exchanged, asked: ProbeRequest, target: AttemptTarget): Next | undefined {
  const location = head && head.status >= 300 && head.status < 400 ? head.fields.get('location') : undefined;
  if (location === undefined) {
    return undefined;
  }
  const own = `${asked.scheme}://${hostInUrl(target.address)}:${target.port}`;
  const url = URL.parse(location, `${own}${asked.path}`);
  if (!url) {
    return { to: oneLine(location), request: asked, because: 'it is not a URL' };
  }
  // The user and the password of a URL are not shown.
  const to = oneLine(`${url.protocol}//${url.host}${url.pathname}${url.search}`);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    return { to: oneLine(location), request: asked, because: `${url.protocol} is not followed` };
  }
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
  if (!isSameAddress(host, target.address) || port !== target.port) {
    return { to, request: asked, because: 'it leads away from the address that was tried' };
  }
  const scheme = url.protocol === 'https:' ? 'https' : 'http';
  return { to, request: { ...asked, scheme, path: `${url.pathname}${url.search}` } };
}

function timesOf(first: Exchanged, begin: number): Milliseconds {
  const { began = begin, connected, secured, firstByte } = first;
  return {
    ...(connected === undefined ? {} : { connect: round(connected - began) }),
    ...(connected === undefined || secured === undefined ? {} : { tls: round(secured - connected) }),
    ...(firstByte === undefined ? {} : { firstByte: round(firstByte - began) }),
    total: round(performance.now() - begin),
  };
}

/** Rounds to hundredths of a millisecond. */
function round(milliseconds: number): number {
  return Math.round(milliseconds * 100) / 100;
}

function attemptOf(
  target: AttemptTarget,
  request: ProbeRequest,
  resolved: string | undefined,
  { outcome, spoke, head, because, isProhibited, certificate, excerpt }: Exchanged,
  milliseconds: Milliseconds,
  redirect?: Redirect,
): Attempt {
  // A name that does not resolve belongs to no network. It gets the label of most node names.
  const label = labelAddress(resolved ?? target.address) ?? { network: 'private' };
  return {
    address: target.address,
    ...(resolved === undefined || resolved === target.address ? {} : { resolved }),
    port: target.port,
    ...(target.node === undefined ? {} : { node: target.node }),
    asked: request.type,
    network: label.network,
    ...(label.range === undefined ? {} : { range: label.range }),
    outcome,
    ...(head ? { status: head.status } : {}),
    milliseconds: { ...milliseconds, total: round(milliseconds.total) },
    ...(spoke === undefined ? {} : { spoke }),
    ...(because === undefined ? {} : { because }),
    ...(isProhibited ? { isProhibited } : {}),
    ...(certificate ? { certificate } : {}),
    ...(redirect ? { redirect } : {}),
    ...(excerpt === undefined ? {} : { excerpt }),
  };
}

/** The IP address for the connection, or why there is none. */
async function addressOf(target: AttemptTarget, resolve: Resolve, signal: AbortSignal): Promise<string | Exchanged> {
  const { address, mayLeadTo } = target;
  if (parseAddress(address)) {
    const because = unaskable(address);
    return because === undefined ? address : { outcome: 'unreachable', because: `it is not tried: ${because}` };
  }
  const resolved = await untilAborted(resolve(address, signal), signal);
  if ('aborted' in resolved) {
    return signal.reason === 'timeout'
      ? { outcome: 'dns', because: 'the name was not resolved in time' }
      : { outcome: 'cancelled' };
  }
  if ('error' in resolved) {
    return { outcome: 'dns', because: `the name resolves to nothing (${oneLine(resolved.error, 60)})` };
  }
  const found = resolved.value.filter((each) => parseAddress(each) && unaskable(each) === undefined);
  const allowed = mayLeadTo ? found.filter((each) => mayLeadTo.some((other) => isSameAddress(each, other))) : found;
  const [first] = allowed;
  if (first !== undefined) {
    return first;
  }
  const words = resolved.value.slice(0, 3).map((each) => oneLine(each, 50));
  return {
    outcome: 'dns',
    because:
      words.length === 0
        ? 'the name resolves to nothing'
        : `the name leads to ${words.join(', ')}${resolved.value.length > 3 ? ' and others' : ''}, ${
            found.length === 0 ? 'which is not tried' : 'which is not an address of a node and so is not tried'
          }`,
  };
}

async function untilAborted<T>(
  promise: Promise<T>,
  signal: AbortSignal,
): Promise<{ readonly value: T } | { readonly error: string } | { readonly aborted: true }> {
  const settled = promise.then(
    (value) => ({ value }),
    (error: NodeJS.ErrnoException) => ({ error: error.code ?? error.message }),
  );
  // The wait ends with the signal, even if the resolver ignores it.
  const aborted = new Promise<{ aborted: true }>((resolve) => {
    if (signal.aborted) resolve({ aborted: true });
    signal.addEventListener('abort', () => resolve({ aborted: true }), { once: true });
  });
  return Promise.race([settled, aborted]);
}
