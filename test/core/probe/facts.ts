import { labelAddress } from '../../../server/src/core/probe/address.ts';
import type { Attempt, Outcome } from '../../../server/src/core/probe/attempt.ts';
import type {
  Endpoint,
  FileFacts,
  LiveFacts,
  LiveService,
  Pod,
  ProbeFacts,
} from '../../../server/src/core/probe/facts.ts';

export const mesh = '100.81.76.55';
export const lan = '192.168.8.20';

/** What an address does, in a word: `200`, `refused`, `tls`. */
export function attempt(address: string, outcome: Outcome | number, more: Partial<Attempt> = {}): Attempt {
  const isAnswer = typeof outcome === 'number' || outcome === 'answered';
  return {
    address,
    port: 30801,
    node: 'service-node',
    asked: 'http',
    ...labelAddress(address)!,
    outcome: typeof outcome === 'number' ? 'answered' : outcome,
    milliseconds: isAnswer ? { connect: 1, firstByte: 2, total: 2 } : { total: outcome === 'timeout' ? 5000 : 1 },
    ...(typeof outcome === 'number' ? { status: outcome, spoke: 'http/1.1' as const } : { because: 'it went so' }),
    ...more,
  };
}

export const endpoint: Endpoint = {
  address: '10.42.3.29',
  node: 'service-node',
  pod: 'backend-1',
  ready: true,
  serving: true,
  terminating: false,
  port: 8001,
};

export const pod: Pod = {
  name: 'backend-1',
  node: 'service-node',
  ready: true,
  ports: [{ name: 'http', number: 8001, protocol: 'TCP' }],
  portIsWatched: false,
};

export const node = {
  name: 'service-node',
  ready: true,
  addresses: [
    { type: 'InternalIP', address: lan },
    { type: 'ExternalIP', address: mesh },
  ],
};

export const port = { name: 'http', port: 8001, nodePort: 30801, targetPort: '8001', protocol: 'TCP' };

export const liveService: LiveService = {
  type: 'NodePort',
  selector: 'app=family-assistant-backend',
  families: ['IPv4'],
  localTraffic: false,
  internalLocal: false,
  port,
};

/** A cluster in which all is well. */
export const healthyCluster: LiveFacts = {
  context: 'homelab',
  namespace: 'homelab',
  service: { seen: liveService },
  elsewhere: [],
  endpoints: { seen: [endpoint] },
  pods: { seen: [pod] },
  nodes: { seen: [node] },
  policies: { seen: [] },
  proxy: { seen: { type: 'answered', status: 200 } },
};

export const brokenFile: FileFacts = {
  selects: 'missing',
  type: 'NodePort',
  selector: 'app=family-assistant',
  words: 'Service "family-assistant-nodeport" selects no pods.',
  fix: 'Copy pod labels from Deployment "family-assistant-backend"',
  nodePort: 30801,
  namespace: 'homelab',
  localTraffic: false,
};

export const goodFile: FileFacts = {
  selects: 'found',
  type: 'NodePort',
  selector: 'app=family-assistant-backend',
  words: 'In the files it selects Deployment "family-assistant-backend".',
  nodePort: 30801,
  namespace: 'homelab',
  localTraffic: false,
};

export function factsOf(attempts: readonly Attempt[], more: Partial<ProbeFacts> = {}): ProbeFacts {
  return {
    service: { namespace: 'homelab', name: 'family-assistant-nodeport' },
    port,
    attempts,
    asked: 'GET /health, as the readiness probe of container backend says',
    pathIsGuess: false,
    file: goodFile,
    live: healthyCluster,
    ...more,
  };
}
