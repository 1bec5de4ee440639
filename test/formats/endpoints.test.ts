import assert from 'node:assert/strict';
import { test } from 'node:test';
import { endpointsOfService } from '../../server/src/core/live/endpoints.ts';
import { liveServiceOf, liveSliceOf } from '../../server/src/core/live/objects.ts';
import { endpointsAsText } from '../../server/src/formats/endpoints.ts';

/** A Service with one endpoint for each item of `ready`; without a selector if that is omitted. */
function counted(name: string, ready?: readonly boolean[]) {
  const metadata = { namespace: 'shop', name };
  const service = liveServiceOf({
    metadata,
    spec: { ports: [{ port: 80 }], ...(ready && { selector: { app: name } }) },
  });
  const slice = liveSliceOf({
    metadata: { ...metadata, labels: { 'kubernetes.io/service-name': name } },
    addressType: 'IPv4',
    ports: [{ port: 80 }],
    endpoints: (ready ?? []).map((each, at) => ({ addresses: [`10.0.0.${at}`], conditions: { ready: each } })),
  });
  return { service, endpoints: endpointsOfService(service, [slice]), because: undefined };
}

for (const [services, expected] of [
  [[counted('web')], 'No Service has a selector'],
  [[counted('web', [true]), counted('db')], 'The one Service with a selector has a ready endpoint'],
  [[counted('web', [true]), counted('db', [true])], 'All 2 Services with a selector have a ready endpoint'],
  [[counted('web', [true]), counted('db', [false])], '1 of 2 Services with a selector has no ready endpoint'],
  [[counted('web', []), counted('db', [])], '2 of 2 Services with a selector have no ready endpoint'],
] as const) {
  test(`the last line of a table of endpoints: ${expected}`, () => {
    const text = endpointsAsText(services, { color: false, namespace: 'shop', context: 'homelab' });
    assert.equal(text.trimEnd().split('\n').at(-1), `${expected} · homelab`);
  });
}
