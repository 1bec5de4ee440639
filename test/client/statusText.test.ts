import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ServerState } from '../../client/src/server.ts';
import { machineName, statusText, unknownText } from '../../client/src/statusText.ts';

const ready = { state: 'ready', files: 40, resources: 12, unknown: [], baselines: [] } as const;

const texts: readonly [state: ServerState, text: string][] = [
  [{ kind: 'stopped' }, 'Podwire has not started'],
  [{ kind: 'starting' }, 'Podwire is starting'],
  [{ kind: 'running' }, 'Podwire is starting'],
  [
    { kind: 'running', status: { ...ready, state: 'indexing', files: 1200, filesTotal: 10_000 } },
    'Podwire is indexing: 1,200 of 10,000 files',
  ],
  [{ kind: 'running', status: { ...ready, state: 'indexing', files: 7 } }, 'Podwire is indexing: 7 files'],
  [{ kind: 'running', status: ready }, 'Podwire: 12 manifests'],
  [{ kind: 'running', status: { ...ready, resources: 1 } }, 'Podwire: 1 manifest'],
  [{ kind: 'running', status: { ...ready, resources: 12_345 } }, 'Podwire: 12,345 manifests'],
  [{ kind: 'restarting' }, 'Podwire is restarting'],
  [{ kind: 'down' }, 'Podwire has stopped'],
];

for (const [state, text] of texts) {
  test(`the status item says: ${text} (${state.kind})`, () => assert.equal(statusText(state, undefined).text, text));
}

test('it turns while something is going on, and is an error with a way out where nothing will', () => {
  const busy = texts.map(([state]) => statusText(state, undefined).busy);
  assert.deepEqual(busy, [false, true, true, true, true, false, false, false, true, false]);
  const errors = texts.filter(([state]) => statusText(state, undefined).severity === 'error');
  assert.deepEqual(
    errors.map(([{ kind }]) => kind),
    ['down'],
  );
  assert.equal(statusText({ kind: 'down' }, undefined).action, 'restart');
});

test('it names the machine where that is another one', () => {
  assert.equal(statusText({ kind: 'running', status: ready }, 'devbox (SSH)').detail, 'on devbox (SSH)');
  assert.equal(statusText({ kind: 'running', status: ready }, undefined).detail, undefined);
  assert.equal(machineName('ssh-remote', 'devbox'), 'devbox (SSH)');
  assert.equal(machineName('example.com:8080', 'devbox'), 'devbox (remote)');
  assert.equal(machineName(undefined, 'laptop'), undefined);
});

test('it names what is compared with, each folder its own', () => {
  const compared = (baselines: readonly string[], machine?: string) =>
    statusText({ kind: 'running', status: { ...ready, baselines } }, machine).detail;
  assert.equal(compared(['HEAD 4ef8179']), 'compared with HEAD 4ef8179');
  assert.equal(
    compared(['HEAD 4ef8179', 'opened 09:12 (git is disabled)'], 'devbox (SSH)'),
    'compared with HEAD 4ef8179, opened 09:12 (git is disabled) · on devbox (SSH)',
  );
  assert.equal(compared([]), undefined);
});

test('what is not judged is told with its reason, each once', () => {
  const unknown = (...reasons: string[]) => unknownText({ kind: 'running', status: { ...ready, unknown: reasons } });
  assert.equal(unknown(), undefined);
  assert.equal(unknown('pods unknown: remote base')?.text, 'pods unknown: remote base');
  assert.equal(unknown('a', 'a')?.text, 'a');
  assert.deepEqual(unknown('a', 'b', 'a'), { text: 'Not judged, for 2 reasons', reasons: ['a', 'b'] });
});

test('what is not judged yet is no reason', () => {
  const indexing = { ...ready, state: 'indexing', unknown: ['a'] } as const;
  assert.equal(unknownText({ kind: 'running', status: indexing }), undefined);
  assert.equal(unknownText({ kind: 'restarting' }), undefined);
});
