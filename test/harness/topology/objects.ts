import type { TopologyCluster } from './cluster.ts';
import { addresses } from './namespaces.ts';

type Requests = Pick<TopologyCluster, 'request'>;

/** The addresses of the node of the incident, as its kubelet reports them. */
export const nodeAddresses: Addresses = [
  { type: 'InternalIP', address: addresses.node.lan },
  { type: 'ExternalIP', address: addresses.node.mesh },
  { type: 'Hostname', address: 'service-node' },
];

type Addresses = readonly { readonly type: string; readonly address: string }[];

/** @param ready whether its kubelet says so; `Unknown` otherwise, as when it has fallen silent */
export function makeNode(cluster: Requests, name: string, stated: Addresses, ready = true) {
  cluster.request('POST', '/api/v1/nodes', { metadata: { name } });
  cluster.request('PATCH', `/api/v1/nodes/${name}/status`, {
    status: {
      addresses: stated,
      conditions: [
        {
          type: 'Ready',
          status: ready ? 'True' : 'Unknown',
          reason: 'Made',
          message: ready ? 'kubelet is posting ready status' : 'Kubelet stopped posting node status.',
        },
      ],
    },
  });
}

interface PodChange {
  readonly ready?: boolean;
  readonly node?: string;
  readonly ip?: string;
}

/** A running pod as a kubelet would have left it. */
export function makePod(
  cluster: Requests,
  name: string,
  labels: Readonly<Record<string, string>>,
  { ready = true, node = 'service-node', ip = addresses.pod }: PodChange = {},
) {
  const ports = [8001, 8002, 8003, 8004, 8005, 8006, 8007, 8008, 8009];
  cluster.request('POST', '/api/v1/namespaces/homelab/pods', {
    metadata: { name, labels },
    spec: {
      nodeName: node,
      containers: [
        {
          name: 'backend',
          image: 'backend',
          ports: ports.map((containerPort) => ({ containerPort, ...(containerPort === 8001 ? { name: 'http' } : {}) })),
          readinessProbe: { httpGet: { path: '/health', port: 'http' } },
        },
      ],
    },
  });
  cluster.request('PATCH', `/api/v1/namespaces/homelab/pods/${name}/status`, {
    status: {
      phase: 'Running',
      podIP: ip,
      podIPs: [{ ip }],
      conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }],
    },
  });
}
