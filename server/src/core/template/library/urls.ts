import { bytesOfText, textOfBytes } from '../bytes.ts';

/** A URL as net/url has it. */
export interface GoUrl {
  readonly scheme: string;
  readonly opaque: string;
  /** In its escaped form, e.g. `user:pass`. */
  readonly userinfo?: string;
  readonly host: string;
  readonly path: string;
  readonly query: string;
  readonly fragment: string;
}

/** url.Parse. @returns the text of Go's error if it is no URL. */
export function parseUrl(text: string): GoUrl | string {
  const hash = text.indexOf('#');
  const before = hash < 0 ? text : text.slice(0, hash);
  const refused = (reason: string) => `parse ${JSON.stringify(before)}: ${reason}`;
  if (/[\0-\x1f\x7f]/.test(before)) {
    return refused('net/url: invalid control character in URL');
  }
  const fragment = unescapeUrl(hash < 0 ? '' : text.slice(hash + 1));
  if (fragment === undefined) {
    return `parse ${JSON.stringify(text)}: invalid URL escape`;
  }
  const nothing = { scheme: '', opaque: '', host: '', path: '', query: '', fragment };
  if (before === '*') {
    return { ...nothing, path: '*' };
  }
  if (before.startsWith(':')) {
    return refused('missing protocol scheme');
  }
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(before)?.[1];
  const afterScheme = scheme === undefined ? before : before.slice(scheme.length + 1);
  const mark = afterScheme.indexOf('?');
  const query = mark < 0 ? '' : afterScheme.slice(mark + 1);
  const rest = mark < 0 ? afterScheme : afterScheme.slice(0, mark);
  const known = { ...nothing, scheme: scheme?.toLowerCase() ?? '', query };
  if (!rest.startsWith('/')) {
    if (scheme !== undefined) {
      return { ...known, opaque: rest };
    }
    if (rest.split('/', 1)[0]!.includes(':')) {
      return refused('first path segment in URL cannot contain colon');
    }
  }
  const hasAuthority = rest.startsWith('//') && (scheme !== undefined || !rest.startsWith('///'));
  const slash = rest.indexOf('/', 2);
  const authority = hasAuthority ? rest.slice(2, slash < 0 ? undefined : slash) : '';
  const path = unescapeUrl(hasAuthority ? (slash < 0 ? '' : rest.slice(slash)) : rest);
  const at = authority.lastIndexOf('@');
  const host = parseHost(known.scheme, authority.slice(at + 1));
  if (path === undefined) {
    return refused('invalid URL escape');
  }
  if (typeof host === 'string') {
    return refused(host);
  }
  if (at < 0) {
    return { ...known, host: host.host, path };
  }
  const userinfo = authority.slice(0, at);
  const [name, password] = splitOnce(userinfo, ':').map((part) => (part === undefined ? undefined : unescapeUrl(part)));
  if (!/^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(userinfo) || name === undefined) {
    return refused('net/url: invalid userinfo');
  }
  const escaped = escapeUrl(name, 'user') + (password === undefined ? '' : `:${escapeUrl(password, 'user')}`);
  return { ...known, host: host.host, path, userinfo: escaped };
}

function splitOnce(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

function parseHost(scheme: string, host: string): { host: string } | string {
  const open = host.lastIndexOf('[');
  if (open > 0) {
    return 'invalid IP-literal';
  }
  if (open === 0 && !host.includes(']')) {
    return "missing ']' in host";
  }
  const first = open === 0 ? host.lastIndexOf(']') + 1 : host.indexOf(':');
  const colon = open !== 0 && scheme !== 'http' && scheme !== 'https' ? host.lastIndexOf(':') : first;
  const port = colon < 0 ? '' : host.slice(colon);
  if (!/^(?::[0-9]*)?$/.test(port)) {
    return `invalid port ${JSON.stringify(port)} after host`;
  }
  const unescaped = unescapeUrl(host);
  return unescaped === undefined || / /.test(host) ? 'invalid character " " in host name' : { host: unescaped };
}

/** The host without its port and brackets. */
export function hostName(host: string): string {
  const withoutPort = host.replace(/:[0-9]*$/, '');
  return withoutPort.startsWith('[') && withoutPort.endsWith(']') ? withoutPort.slice(1, -1) : withoutPort;
}

/** URL.String. */
export function urlText({ scheme, opaque, userinfo, host, path, query, fragment }: GoUrl): string {
  let text = scheme === '' ? '' : `${scheme}:`;
  if (opaque !== '') {
    text += opaque;
  } else {
    if (scheme !== '' || host !== '' || userinfo !== undefined) {
      if (host !== '' || path !== '' || userinfo !== undefined) {
        text += '//';
      }
      text += userinfo === undefined ? '' : `${userinfo}@`;
      text += escapeUrl(host, 'host');
    }
    const escaped = path === '*' ? '*' : escapeUrl(path, 'path');
    if (escaped !== '' && !escaped.startsWith('/') && host !== '') {
      text += '/';
    }
    if (text === '' && escaped.split('/', 1)[0]!.includes(':')) {
      text += './';
    }
    text += escaped;
  }
  return text + (query === '' ? '' : `?${query}`) + (fragment === '' ? '' : `#${escapeUrl(fragment, 'fragment')}`);
}

/** Source: unescape. Undefined for an invalid escape. */
function unescapeUrl(text: string): string | undefined {
  if (!text.includes('%')) {
    return text;
  }
  if (/%(?![0-9a-fA-F]{2})/.test(text)) {
    return undefined;
  }
  const bytes: number[] = [];
  for (const { 0: part } of text.matchAll(/%[0-9a-fA-F]{2}|[^%]+/g)) {
    bytes.push(...(part.startsWith('%') ? [Number.parseInt(part.slice(1), 16)] : bytesOfText(part)));
  }
  return textOfBytes(Uint8Array.from(bytes));
}

const kept = {
  path: /[A-Za-z0-9\-_.~$&+,/:;=@]/,
  fragment: /[A-Za-z0-9\-_.~$&+,/:;=?@!()*]/,
  host: /[A-Za-z0-9\-_.~!$&'()*+,;=:[\]<>"]/,
  user: /[A-Za-z0-9\-_.~$&+,;=]/,
} as const;

function escapeUrl(text: string, mode: keyof typeof kept): string {
  let escaped = '';
  for (const byte of bytesOfText(text)) {
    const character = String.fromCharCode(byte);
    escaped += kept[mode].test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return escaped;
}
