import assert from 'node:assert/strict';
import { test } from 'node:test';
import { earlierProbes, type Memory } from '../../client/src/earlierProbes.ts';
import type { ServiceItem } from '../../server/src/lsp/protocol.ts';

/** As VS Code stores it: what is read was written as JSON, perhaps by an earlier window. */
function memory(kept: Record<string, string> = {}): Memory & { readonly kept: Record<string, string> } {
  return {
    kept,
    get: (key) => (kept[key] === undefined ? undefined : JSON.parse(kept[key])),
    async update(key, value) {
      kept[key] = JSON.stringify(value);
    },
  };
}

const service = (name: string, namespace?: string) => ({ name, namespace }) as ServiceItem;
const web = service('web', 'shop');

test('what a window has probed the next one knows, with the date where it was on another day', () => {
  const kept = memory();
  const evening = new Date(2026, 10, 28, 23, 50);
  earlierProbes(kept, () => evening).add(web, { mark: 'failed', text: 'no endpoints' });
  const inTime = earlierProbes(memory(kept.kept), () => new Date(2026, 10, 28, 23, 55)).of(web);
  assert.deepEqual(inTime, [{ mark: 'failed', text: '23:50: no endpoints' }]);
  const nextDay = earlierProbes(memory(kept.kept), () => new Date(2026, 10, 29, 0, 5)).of(web);
  assert.deepEqual(nextDay, [{ mark: 'failed', text: '2026-11-28 23:50: no endpoints' }]);
});

test('the last five of a Service, the latest first, and nothing of another', () => {
  const probes = earlierProbes(memory());
  for (let i = 1; i <= 7; i++) {
    probes.add(web, { mark: 'ok', text: `probe ${i}` });
    probes.add(service('web'), { mark: 'ok', text: 'without a namespace' });
  }
  const texts = probes.of(web).map(({ text }) => text.replace(/^.*: /, ''));
  assert.deepEqual(texts, ['probe 7', 'probe 6', 'probe 5', 'probe 4', 'probe 3']);
  assert.deepEqual(probes.of(service('api', 'shop')), []);
});

test('of many Services those are forgotten whose last probe is the longest ago', () => {
  const kept = memory();
  const probes = earlierProbes(kept);
  for (let i = 0; i < 150; i++) probes.add(service(`web-${i}`), { mark: 'ok', text: 'reachable' });
  assert.equal(probes.of(service('web-149')).length, 1);
  assert.equal(probes.of(service('web-0')).length, 0);
  assert.ok(JSON.stringify(kept.kept).length < 20_000);
});

test('what another version has left there is passed over', () => {
  for (const left of [null, 'text', [1, null, { service: '/web' }], { web: [] }]) {
    const probes = earlierProbes(memory({ 'podwire.probe.earlier': JSON.stringify(left) }));
    assert.deepEqual(probes.of(web), []);
    probes.add(web, { mark: 'ok', text: 'reachable' });
    assert.equal(probes.of(web).length, 1);
  }
});
