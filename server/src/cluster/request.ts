import type { Dispatcher } from 'undici';

/**
 * One request on the sockets of `dispatcher`. Repeated headers stay apart, and a redirect is an answer like others: `fetch` joins the first
 * and follows the second.
 *
 * @param url absolute. @throws What `failureOf` understands.
 */
export function requestBy(
  dispatcher: Dispatcher,
  url: string,
  options: Omit<Dispatcher.RequestOptions, 'origin' | 'path'>,
): Promise<Dispatcher.ResponseData> {
  const { origin, pathname, search } = new URL(url);
  return dispatcher.request({ ...options, origin, path: `${pathname}${search}` });
}
