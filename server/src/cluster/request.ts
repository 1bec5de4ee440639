import type { Dispatcher } from 'undici';

/**
 * Sends one request on the sockets of `dispatcher`. Repeated headers stay separate, and a redirect is an answer
 * like any other: `fetch` joins the headers and follows the redirect.
 *
 * @param url absolute. @throws An error for `failureOf`.
 */
export function requestBy(
  dispatcher: Dispatcher,
  url: string,
  options: Omit<Dispatcher.RequestOptions, 'origin' | 'path'>,
): Promise<Dispatcher.ResponseData> {
  const { origin, pathname, search } = new URL(url);
  return dispatcher.request({ ...options, origin, path: `${pathname}${search}` });
}
