// A program that follows a namespace of a cluster and prints a line whenever it knows something else.
// Arguments: kubeconfig, namespace, seconds of a watch.
import { readFileSync } from 'node:fs';
import { systemClock } from '../../server/src/cluster/clock.ts';
import { connect } from '../../server/src/cluster/connection.ts';
import { createInformers } from '../../server/src/cluster/informers.ts';
import { readKubeconfig } from '../../server/src/cluster/kubeconfig.ts';

const [file, namespace = 'default', watchSeconds = '300'] = process.argv.slice(2);

const kubeconfig = readKubeconfig({
  env: {},
  homeFolder: '/',
  currentFolder: '/',
  readText: () => readFileSync(file!, 'utf8'),
});
const connected = connect(kubeconfig, { allowExec: false, env: {}, userAgent: 'podwire/followed' });
if ('failure' in connected) throw new Error(connected.failure.message);
let last = '';
const informers = createInformers(connected.connection, {
  clock: systemClock,
  withPods: true,
  watchSeconds: Number(watchSeconds),
  changed: () => {
    const facts = informers.facts().namespaces.get(namespace);
    if (!facts) return;
    const { services, pods } = facts;
    const line = JSON.stringify({
      state: services.state,
      because: 'because' in services ? services.because : undefined,
      services: services.state === 'unknown' ? [] : [...services.value.keys()].sort(),
      pods: pods.state === 'unknown' ? [] : pods.value.map(({ name }) => name).sort(),
    });
    if (line !== last) {
      last = line;
      console.log(line);
    }
  },
});
informers.follow(new Set([namespace]));
