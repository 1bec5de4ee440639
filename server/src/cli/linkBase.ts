import { UsageError } from './io.ts';

/**
 * The address for links in Markdown, without slashes at its end; undefined if none is given.
 *
 * @throws UsageError for another format, and for an address that is not one of the web
 */
export function linkBaseOf({
  format,
  linkBase,
}: {
  readonly format: string;
  readonly linkBase?: string;
}): string | undefined {
  if (linkBase === undefined) {
    return undefined;
  }
  if (format !== 'markdown') {
    throw new UsageError('--link-base needs --format markdown.');
  }
  if (!/^https?:$/.test(URL.parse(linkBase)?.protocol ?? '')) {
    throw new UsageError('--link-base needs an address that starts with https:// or http://.');
  }
  return linkBase.replace(/\/+$/, '');
}
