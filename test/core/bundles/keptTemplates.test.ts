import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setCharts, worldOf } from './judgedChart.ts';

test('the parsed templates of many charts are not all kept, by no state of the workspace', () => {
  const chart = (name: string) => `=== Chart.yaml
apiVersion: v2
name: ${name}
version: 1.0.0
=== templates/a.yaml
# ${name.repeat(200_000)}
`;
  const world = worldOf({ a: chart('a') });
  const kept = () => world.analysis('folder')!.index.bundles.kept.charts.parsed;
  const first = kept();
  setCharts(world, Object.fromEntries([...'bcdefghij'].map((name) => [name, chart(name)])));
  for (const parsed of [first, kept()]) {
    const length = [...parsed.keys()].reduce((sum, text) => sum + text.length, 0);
    assert.ok(length < 1_300_000, `${length}`);
  }
});
