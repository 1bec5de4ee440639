import type { KubernetesObject } from './objects.ts';

/** The labels of the pods of the example. */
export const backendLabels = { app: 'family-assistant-backend', component: 'familyai-v3', version: 'v2.0.0' };

/** The Service of the example as it was applied at first: its selector matches no pod. */
export const incidentService: KubernetesObject = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'family-assistant-nodeport', namespace: 'homelab' },
  spec: {
    type: 'NodePort',
    selector: { app: 'family-assistant' },
    ports: [{ name: 'http', port: 8001, targetPort: 8001, nodePort: 30801 }],
  },
};
