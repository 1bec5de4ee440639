import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Way, type WayFacts, type WayQuestions, wayOf } from '../../client/src/probeWay.ts';

const cluster = { context: 'homelab', server: 'https://100.81.76.55:6443', file: '/me/.kube/config' };
const open = { ...cluster, isConnected: false };
const none = { because: 'no kubeconfig', isConnected: false };
const settingAddresses = ['192.168.8.20', 'node.example'];
const typed: Way = { askCluster: false, addresses: ['10.0.0.1'], settingAddresses: [] };

interface Person {
  readonly isTrusted?: boolean;
  readonly mayAsk?: boolean;
  readonly askCluster?: 'ask' | 'without';
  readonly trySettings?: 'try' | 'others';
  readonly types?: readonly string[];
}

/** The result, and the questions to the person. */
async function asked(
  plan: Omit<WayFacts, 'hasNodePort'>,
  person: Person,
  hasNodePort = true,
): Promise<[Way | undefined, ...string[]]> {
  const questions: string[] = [];
  const answers: WayQuestions = {
    isTrusted: person.isTrusted ?? true,
    mayAsk: () => person.mayAsk ?? false,
    askCluster: async ({ context }) => {
      questions.push(`ask ${context}`);
      return person.askCluster;
    },
    trySettings: async (addresses) => {
      questions.push(`try ${addresses.join(' ')}`);
      return person.trySettings;
    },
    typeAddresses: async (because, suggested) => {
      questions.push(`type: ${because} (${suggested.join(' ')})`);
      return person.types;
    },
  };
  return [await wayOf({ ...plan, hasNodePort }, answers), ...questions];
}

test('a workspace that is not trusted: nothing of its files or settings is tried before a question names it', async () => {
  const question = 'try 192.168.8.20 node.example';
  for (const plan of [
    { cluster: open, settingAddresses },
    { cluster: { ...open, isConnected: true }, settingAddresses },
    { cluster: none, settingAddresses },
  ]) {
    const person: Person = { isTrusted: false, mayAsk: true, askCluster: 'ask' };
    assert.deepEqual(await asked(plan, person), [undefined, question]);
    assert.deepEqual(await asked(plan, { ...person, trySettings: 'try' }), [
      { askCluster: false, addresses: [], settingAddresses },
      question,
    ]);
    const [way, ...questions] = await asked(plan, { ...person, trySettings: 'others', types: ['10.0.0.1'] });
    assert.deepEqual(way, typed);
    assert.deepEqual(questions[0], question);
    assert.match(questions[1] ?? '', /^type: .* \(\)$/, 'and they do not stand in the box');
  }
});

test('a workspace that is not trusted and names no address: the person types, and no cluster is asked', async () => {
  const plan = { cluster: { ...open, isConnected: true }, settingAddresses: [] };
  assert.deepEqual(await asked(plan, { isTrusted: false, mayAsk: true, types: ['10.0.0.1'] }), [
    typed,
    'type: the workspace is not trusted ()',
  ]);
});

test('a trusted workspace: the cluster after one question, and beside its addresses those of the settings', async () => {
  const plan = { cluster: open, settingAddresses };
  const both: Way = { askCluster: true, addresses: [], settingAddresses };
  assert.deepEqual(await asked(plan, { askCluster: 'ask' }), [both, 'ask homelab']);
  assert.deepEqual(await asked(plan, { mayAsk: true }), [both]);
  assert.deepEqual(await asked({ ...plan, cluster: { ...open, isConnected: true } }, {}), [both]);
  assert.deepEqual(await asked(plan, {}), [undefined, 'ask homelab']);
  assert.deepEqual(await asked(plan, { askCluster: 'without', types: ['10.0.0.1'] }), [
    typed,
    'ask homelab',
    'type: you declined (192.168.8.20 node.example)',
  ]);
});

test('without a cluster: the addresses of the settings, else those that are typed', async () => {
  assert.deepEqual(await asked({ cluster: none, settingAddresses }, {}), [
    { askCluster: false, addresses: [], settingAddresses },
  ]);
  const plan = { cluster: none, settingAddresses: [] };
  assert.deepEqual(await asked(plan, { types: ['10.0.0.1'] }), [typed, 'type: no kubeconfig ()']);
  assert.deepEqual(await asked(plan, { types: [] }), [undefined, 'type: no kubeconfig ()']);
  assert.deepEqual(await asked(plan, {}), [undefined, 'type: no kubeconfig ()']);
});

test('where the files state no node port, nobody is asked for addresses, which would be of no use without a cluster', async () => {
  const nowhere: Way = { askCluster: false, addresses: [], settingAddresses: [] };
  assert.deepEqual(await asked({ cluster: none, settingAddresses }, { types: ['10.0.0.1'] }, false), [nowhere]);
  const person: Person = { isTrusted: false, trySettings: 'try' };
  assert.deepEqual(await asked({ cluster: open, settingAddresses }, person, false), [nowhere]);
  // The cluster may have given it one.
  assert.deepEqual(await asked({ cluster: open, settingAddresses }, { askCluster: 'ask' }, false), [
    { askCluster: true, addresses: [], settingAddresses },
    'ask homelab',
  ]);
  assert.deepEqual(await asked({ cluster: open, settingAddresses }, { askCluster: 'without' }, false), [
    nowhere,
    'ask homelab',
  ]);
});
