import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ContainerProbe } from '../../../server/src/core/model/resource.ts';
import {
  type AskedContainer,
  describeRequest,
  isPortWatched,
  requestOf,
} from '../../../server/src/core/probe/request.ts';

const httpGet = (port: string, path?: string, scheme?: string): ContainerProbe => ({
  type: 'httpGet',
  port,
  ...(path === undefined ? {} : { path }),
  ...(scheme === undefined ? {} : { scheme }),
});

const container = (probes: Partial<AskedContainer>, name = 'web'): AskedContainer => ({
  name,
  ports: [
    { name: 'http', number: 8080, protocol: 'TCP' },
    { name: 'admin', number: 9090, protocol: 'TCP' },
  ],
  ...probes,
});

/** `GET https /path by …`. */
function asked(containers: readonly AskedContainer[], targetPort: string, path?: string): string {
  const { type, scheme, path: chosen, by } = requestOf(containers, targetPort, path);
  return `${type} ${scheme} ${chosen} by ${by}`;
}

test('the readiness probe of the container whose port it is, then the liveness probe, by number or name', () => {
  const both = container({
    readinessProbe: httpGet('http', '/ready'),
    livenessProbe: httpGet('8080', '/alive', 'HTTPS'),
  });
  assert.equal(asked([both], '8080'), 'http http /ready by the readiness probe of container web');
  assert.equal(asked([both], 'http'), 'http http /ready by the readiness probe of container web');
  const live = container({
    readinessProbe: httpGet('9090', '/metrics'),
    livenessProbe: httpGet('8080', '/alive', 'HTTPS'),
  });
  assert.equal(asked([live], 'http'), 'http https /alive by the liveness probe of container web');
  const side = container({ readinessProbe: httpGet('4000', '/x') }, 'side');
  assert.equal(asked([side, both], '8080'), 'http http /ready by the readiness probe of container web');
});

test('a probe of another port says nothing of this one', () => {
  const other = container({ readinessProbe: httpGet('admin', '/ready') });
  assert.equal(asked([other], '8080'), 'http http / by nothing else');
  assert.equal(asked([], 'http'), 'http http / by nothing else');
  assert.equal(requestOf([other], '8080').isGuess, true);
});

test('a connection and gRPC are asked as what they are', () => {
  assert.equal(requestOf([container({ readinessProbe: { type: 'tcpSocket', port: 'http' } })], '8080').type, 'tcp');
  assert.equal(requestOf([container({ readinessProbe: { type: 'grpc', port: '8080' } })], '8080').type, 'grpc');
});

test('a path that a person states wins, with the scheme of the probe', () => {
  const tls = container({ readinessProbe: httpGet('http', '/ready', 'HTTPS') });
  assert.equal(
    asked([tls], '8080', 'status'),
    'http https /status by the requested path, and the readiness probe of container web',
  );
});

test('what is asked, in words', () => {
  const secret: ContainerProbe = { ...httpGet('http', '/r'), headers: [{ name: 'Authorization', value: 'Bearer x' }] };
  const request = requestOf([container({ readinessProbe: secret })], '8080');
  assert.equal(
    describeRequest(request),
    'GET /r, as the readiness probe of container web says; without Authorization, whose value may be secret',
  );
  assert.deepEqual(request.headers, []);
  assert.ok(!JSON.stringify(request).includes('Bearer'));
});

test('whether kubelet watches a port', () => {
  assert.ok(isPortWatched([container({ readinessProbe: httpGet('http') })], '8080'));
  assert.ok(!isPortWatched([container({ readinessProbe: httpGet('admin') })], '8080'));
  assert.ok(!isPortWatched([container({ livenessProbe: httpGet('http') })], '8080'));
});
