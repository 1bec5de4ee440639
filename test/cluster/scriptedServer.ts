import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import type { Clock } from '../../server/src/cluster/clock.ts';
import { type Connection, connect } from '../../server/src/cluster/connection.ts';
import { readKubeconfig } from '../../server/src/cluster/kubeconfig.ts';

export type Reply = (request: http.IncomingMessage, response: http.ServerResponse) => void;

/**
 * An HTTP server with scripted answers, for behaviour that no API server has on demand. `reply` also gets the number of
 * the request, from 0. Ends with the test.
 *
 * @param user the user of the kubeconfig, e.g. `{ exec: … }`
 */
export async function scriptedServer(
  context: TestContext,
  reply: (request: http.IncomingMessage, response: http.ServerResponse, number: number) => void,
  user: object = {},
): Promise<{ readonly connection: Connection; readonly requests: string[] }> {
  const requests: string[] = [];
  const server = http.createServer((request, response) => {
    requests.push(request.url ?? '');
    reply(request, response, requests.length - 1);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const connected = connect(kubeconfigFor(`http://127.0.0.1:${port}`, user), { allowExec: true, env: {} });
  if ('failure' in connected) throw new Error(connected.failure.message);
  context.after(async () => {
    await connected.connection.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { connection: connected.connection, requests };
}

export function sendJson(response: http.ServerResponse, status: number, body: unknown, headers: object = {}): void {
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(body));
}

export function status(code: number, reason: string, more: object = {}): object {
  return { kind: 'Status', apiVersion: 'v1', status: 'Failure', code, reason, message: `${reason}!`, ...more };
}

/**
 * A clock that does not wait: each wait moves it forward at once. After `limit` of its milliseconds it stops, and
 * `done` resolves.
 */
export function simulatedClock(
  limit = Number.POSITIVE_INFINITY,
): Clock & { readonly waits: number[]; readonly done: Promise<void> } {
  const waits: number[] = [];
  let now = 0;
  let finish = () => {};
  const done = new Promise<void>((resolve) => {
    finish = resolve;
  });
  return {
    waits,
    done,
    now: () => now,
    random: () => 0.5,
    wait: async (milliseconds, signal) => {
      waits.push(milliseconds);
      now += milliseconds;
      if (now < limit) return new Promise((resolve) => setImmediate(resolve));
      finish();
      if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve));
    },
  };
}

function kubeconfigFor(server: string, user: object) {
  return readKubeconfig({
    env: {},
    homeFolder: '/',
    currentFolder: '/',
    readText: () =>
      JSON.stringify({
        'current-context': 'scripted',
        contexts: [{ name: 'scripted', context: { cluster: 'scripted', user: 'scripted' } }],
        users: [{ name: 'scripted', user }],
        clusters: [{ name: 'scripted', cluster: { server } }],
      }),
  });
}
