import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connectInMemory, connectToProcess } from './client.ts';
import { folderWith, mismatch } from './folder.ts';

for (const [how, connect] of [
  ['in memory', connectInMemory],
  ['as a process', connectToProcess],
] as const) {
  test(`a file that is not open gets its squiggle (${how})`, async () => {
    using folder = folderWith(mismatch);
    const client = await connect({ folders: [folder.uri] });
    const [problem] = await client.until(folder.uriOf('service.yaml'), (shown) => shown.length > 0);
    assert.equal(problem?.code, 'service-selects-nothing');
    assert.deepEqual(problem?.range, { start: { line: 7, character: 9 }, end: { line: 7, character: 25 } });
    assert.equal(problem?.relatedInformation?.[0]?.location.uri, folder.uriOf('deployment.yaml'));
    await client.stop();
  });
}
