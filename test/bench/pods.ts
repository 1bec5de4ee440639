import http from 'node:http';
import { answerTo, type ControlPlane } from '../harness/control-plane/start.ts';

/**
 * Pods written directly into the store of the API server, thousands in a second, faster than any kubelet could. They
 * look like those of a cluster: 4 KB, and more than half of that is metadata, mostly `managedFields`.
 */
export interface PodStore {
  /** So many running pods in a namespace, named `PREFIX-NUMBER` from `first` on, with the label `app: PREFIX`. */
  fill(namespace: string, prefix: string, first: number, count: number): Promise<void>;
  /**
   * Makes this number of changes to the pods of some namespaces, which were filled with `count` pods of every prefix.
   * Of ten changes eight change a pod's status, one removes a pod, and one creates it again. Without `perSecond` it
   * is as fast as possible.
   */
  change(changes: number, places: readonly Place[], perSecond?: number): Promise<void>;
  close(): void;
}

export interface Place {
  readonly namespace: string;
  readonly prefix: string;
  readonly count: number;
}

/** Of etcd by default. */
const mostOperations = 100;

export function openPodStore({ store }: Pick<ControlPlane, 'store'>): PodStore {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 4 });
  let made = 0;
  let changed = 0;
  let compacted = 0;
  const uidNow = () => {
    made += 1;
    return `00000000-0000-4000-8000-${String(made).padStart(12, '0')}`;
  };
  const send = async (path: string, body: object): Promise<{ header: { revision: string } }> => {
    const options = { method: 'POST', agent, headers: { 'Content-Type': 'application/json' } };
    const answer = await answerTo(http.request(`${store}${path}`, options), JSON.stringify(body));
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${answer.body.slice(0, 300)}`);
    return JSON.parse(answer.body);
  };
  const write = (operations: readonly object[]) => send('/v3/kv/txn', { success: operations });
  const put = (place: Omit<Place, 'count'>, number: number, uid: string, version: number) => ({
    requestPut: { key: keyOf(place, number), value: base64(JSON.stringify(podObject(place, number, uid, version))) },
  });
  const uids = new Map<string, string>();
  return {
    fill: async (namespace, prefix, first, count) => {
      const place = { namespace, prefix };
      const numbers = Array.from({ length: count }, (_, number) => first + number);
      for (let at = 0; at < count; at += mostOperations) {
        await write(
          numbers.slice(at, at + mostOperations).map((number) => {
            const uid = uidNow();
            uids.set(keyOf(place, number), uid);
            return put(place, number, uid, 0);
          }),
        );
      }
    },
    change: async (changes, places, perSecond) => {
      const size = perSecond === undefined ? mostOperations : 1;
      const begin = performance.now();
      for (let done = 0; done < changes; done += size) {
        const operations = Array.from({ length: Math.min(size, changes - done) }, () => {
          changed += 1;
          const place = places[changed % places.length]!;
          const number = Math.floor(changed / places.length) % place.count;
          const key = keyOf(place, number);
          // A pod in its turn comes by with another remainder each time, unless their number is one of ten.
          const turn = (changed + Math.floor(changed / places.length / place.count)) % 10;
          const known = uids.get(key);
          if (turn === 0 && known !== undefined) {
            uids.delete(key);
            return { requestDeleteRange: { key } };
          }
          const uid = known ?? uidNow();
          uids.set(key, uid);
          return put(place, number, uid, changed);
        });
        const { header } = await write(operations);
        // Nobody needs old revisions, and the API server's own compaction comes only every five minutes.
        const revision = Number(header.revision);
        if (revision > compacted + 400) {
          compacted = revision - 200;
          await send('/v3/kv/compaction', { revision: String(compacted) });
        }
        if (perSecond !== undefined) await pauseUntil(begin + ((done + size) * 1000) / perSecond);
      }
    },
    close: () => agent.destroy(),
  };
}

function keyOf({ namespace, prefix }: Omit<Place, 'count'>, number: number): string {
  return base64(`/registry/pods/${namespace}/${prefix}-${number}`);
}

function podObject({ namespace, prefix }: Omit<Place, 'count'>, number: number, uid: string, version: number): object {
  const now = '2026-01-01T00:00:00Z';
  const fields = (names: readonly string[]) => Object.fromEntries(names.map((name) => [`f:${name}`, {}]));
  const container = (name: string) => ({
    name,
    image: `registry.example.com/team/${prefix}/${name}:v1.20.${version}`,
    ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }],
    env: Array.from({ length: 8 }, (_, place) => ({ name: `SETTING_${place}`, value: `value of setting ${place}` })),
    resources: { limits: { cpu: '1', memory: '512Mi' }, requests: { cpu: '100m', memory: '256Mi' } },
    readinessProbe: { httpGet: { path: '/health', port: 'http', scheme: 'HTTP' }, periodSeconds: 10 },
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy: 'IfNotPresent',
  });
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${prefix}-${number}`,
      namespace,
      uid,
      creationTimestamp: now,
      labels: { app: prefix, 'pod-template-hash': '5d4f8c7b9', tier: 'front', team: namespace },
      annotations: { 'example.com/restarted': now, 'example.com/version': String(version) },
      ownerReferences: [
        { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: `${prefix}-5d4f8c7b9`, uid: '1', controller: true },
      ],
      managedFields: ['kube-controller-manager', 'kubelet'].map((manager) => ({
        manager,
        operation: 'Update',
        apiVersion: 'v1',
        time: now,
        fieldsType: 'FieldsV1',
        fieldsV1: {
          'f:metadata': { 'f:labels': fields(['app', 'pod-template-hash', 'tier', 'team']) },
          'f:spec': fields(['containers', 'dnsPolicy', 'enableServiceLinks', 'restartPolicy', 'schedulerName']),
          'f:status': fields(['conditions', 'containerStatuses', 'hostIP', 'hostIPs', 'phase', 'podIP', 'startTime']),
        },
      })),
    },
    spec: {
      containers: [container('main'), container('sidecar')],
      restartPolicy: 'Always',
      terminationGracePeriodSeconds: 30,
      dnsPolicy: 'ClusterFirst',
      nodeName: 'node',
      schedulerName: 'default-scheduler',
    },
    status: {
      phase: 'Running',
      podIP: `10.${42 + (number >> 16)}.${(number >> 8) & 255}.${number & 255}`,
      conditions: ['Ready', 'ContainersReady', 'Initialized', 'PodScheduled'].map((type) => ({
        type,
        status: 'True',
        lastTransitionTime: now,
      })),
      containerStatuses: ['main', 'sidecar'].map((name) => ({
        name,
        ready: true,
        restartCount: version,
        image: `registry.example.com/team/${prefix}/${name}`,
        imageID: `registry.example.com/team/${prefix}/${name}@sha256:${'0'.repeat(64)}`,
        state: { running: { startedAt: now } },
      })),
    },
  };
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

async function pauseUntil(time: number): Promise<void> {
  const left = time - performance.now();
  if (left > 1) await new Promise((resolve) => setTimeout(resolve, left));
}
