import assert from 'node:assert/strict';
import { test } from 'node:test';
import { proxyFor } from '../../server/src/cluster/proxy.ts';

const through = { HTTPS_PROXY: 'proxy.example:3128' };

for (const [server, env, expected] of [
  ['https://api.example', through, 'http://proxy.example:3128'],
  ['https://api.example', { https_proxy: 'https://p:1' }, 'https://p:1'],
  ['http://api.example', through, undefined],
  ['https://127.0.0.1:6443', through, undefined],
  ['https://[::1]:6443', through, undefined],
  ['https://localhost:6443', through, undefined],
  ['https://api.example', { ...through, NO_PROXY: '*' }, undefined],
  ['https://api.example', { ...through, NO_PROXY: 'other, example' }, undefined],
  ['https://api.example', { ...through, NO_PROXY: '.api.example' }, 'http://proxy.example:3128'],
  ['https://api.example', { ...through, NO_PROXY: 'pi.example' }, 'http://proxy.example:3128'],
  ['https://api.example', { ...through, NO_PROXY: 'api.example:6443' }, 'http://proxy.example:3128'],
  ['https://api.example:6443', { ...through, NO_PROXY: 'api.example:6443' }, undefined],
  ['https://10.1.2.3:6443', { ...through, NO_PROXY: '10.0.0.0/8' }, undefined],
  ['https://11.1.2.3:6443', { ...through, NO_PROXY: '10.0.0.0/8' }, 'http://proxy.example:3128'],
  ['https://[fd00::7]:6443', { ...through, NO_PROXY: 'fd00::/8' }, undefined],
  ['https://api.example', { ...through, NO_PROXY: '10.0.0.0/99,://,' }, 'http://proxy.example:3128'],
] as const) {
  test(`${server} with ${JSON.stringify(env)}`, () => {
    assert.equal(proxyFor(server, env), expected);
  });
}
