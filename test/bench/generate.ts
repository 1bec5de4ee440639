import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A generated file, path relative to the workspace. */
export interface GeneratedFile {
  readonly path: string;
  readonly text: string;
}

const teams = ['payments', 'search', 'identity', 'catalog', 'media', 'platform', 'billing', 'orders'];
const roles = ['api', 'web', 'worker', 'cache', 'gateway', 'admin', 'indexer', 'sync'];

/**
 * A workspace as companies have them: teams, apps with some nine files each (Deployment or StatefulSet, Service,
 * ConfigMap with embedded text, Ingress, account, budget, policy, autoscaler, kustomization), the recommended labels,
 * and operators' CustomResourceDefinitions among them. The same arguments give the same text.
 */
export function* generateWorkspace(manifests: number): Generator<GeneratedFile> {
  const random = randomFrom(42);
  let count = 0;
  for (let operator = 0; count < manifests && operator < Math.ceil(manifests / 400); operator++) {
    yield { path: `platform/operators/operator-${operator}/crds.yaml`, text: definitions(operator, random) };
    count += 3;
  }
  for (let app = 0; count < manifests; app++) {
    const team = teams[app % teams.length]!;
    const role = roles[Math.floor(random() * roles.length)]!;
    const name = `${team}-${role}-${app}`;
    const folder = `${team}/${name}`;
    for (const [file, text] of Object.entries(appFiles(name, team, role, app, random))) {
      yield { path: `${folder}/${file}`, text };
      count++;
    }
  }
}

/** Writes the files below a folder and gives their number and bytes. */
export function writeWorkspace(folder: string, manifests: number): { files: number; bytes: number } {
  let files = 0;
  let bytes = 0;
  for (const { path, text } of generateWorkspace(manifests)) {
    const target = join(folder, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
    files++;
    bytes += text.length;
  }
  return { files, bytes };
}

function appFiles(name: string, team: string, role: string, app: number, random: () => number): Record<string, string> {
  const labels = (indent: string) =>
    [
      `app.kubernetes.io/name: ${role}`,
      `app.kubernetes.io/instance: ${name}`,
      `app.kubernetes.io/part-of: ${team}`,
      `team: ${team}`,
    ]
      .map((line) => `${indent}${line}\n`)
      .join('');
  const selector = (indent: string) =>
    `${indent}app.kubernetes.io/name: ${role}\n${indent}app.kubernetes.io/instance: ${name}\n`;
  const head = (apiVersion: string, kind: string) =>
    `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: ${name}\n  namespace: ${team}\n  labels:\n${labels('    ')}`;
  const port = 8000 + (app % 1000);
  const kind = random() < 0.8 ? 'Deployment' : 'StatefulSet';
  const settings = Array.from({ length: 12 }, (_, i) => `    setting.${i} = value-${Math.floor(random() * 1e6)}\n`);
  return {
    [`${kind.toLowerCase()}.yaml`]:
      `${head('apps/v1', kind)}spec:\n  replicas: 2\n${kind === 'StatefulSet' ? `  serviceName: ${name}\n` : ''}` +
      `  selector:\n    matchLabels:\n${selector('      ')}  template:\n    metadata:\n      labels:\n${labels('        ')}` +
      `    spec:\n      serviceAccountName: ${name}\n      containers:\n        - name: ${role}\n` +
      `          image: registry.example.com/${team}/${role}:1.${app}.0\n          ports:\n            - name: http\n` +
      `              containerPort: ${port}\n          env:\n            - name: LOG_LEVEL\n              value: "info"\n` +
      '          readinessProbe:\n            httpGet:\n              path: /ready\n              port: http\n' +
      '          resources:\n            requests:\n              cpu: 100m\n              memory: 128Mi\n',
    'service.yaml':
      `${head('v1', 'Service')}spec:\n  selector:\n${selector('    ')}  ports:\n    - name: http\n      port: 80\n` +
      '      targetPort: http\n',
    'configmap.yaml': `${head('v1', 'ConfigMap')}data:\n  app.properties: |\n${settings.join('')}`,
    'ingress.yaml':
      `${head('networking.k8s.io/v1', 'Ingress')}spec:\n  rules:\n    - host: ${name}.example.com\n      http:\n        paths:\n` +
      `          - path: /\n            pathType: Prefix\n            backend:\n              service:\n                name: ${name}\n` +
      '                port:\n                  name: http\n',
    'serviceaccount.yaml': head('v1', 'ServiceAccount'),
    'disruptionbudget.yaml': `${head('policy/v1', 'PodDisruptionBudget')}spec:\n  minAvailable: 1\n  selector:\n    matchLabels:\n${selector('      ')}`,
    'networkpolicy.yaml': `${head('networking.k8s.io/v1', 'NetworkPolicy')}spec:\n  podSelector:\n    matchLabels:\n${selector('      ')}  ingress:\n    - {}\n`,
    'autoscaler.yaml':
      `${head('autoscaling/v2', 'HorizontalPodAutoscaler')}spec:\n  scaleTargetRef:\n    apiVersion: apps/v1\n    kind: ${kind}\n` +
      `    name: ${name}\n  minReplicas: 2\n  maxReplicas: 6\n`,
    'kustomization.yaml':
      'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n' +
      [
        kind.toLowerCase(),
        'service',
        'configmap',
        'ingress',
        'serviceaccount',
        'disruptionbudget',
        'networkpolicy',
        'autoscaler',
      ]
        .map((file) => `  - ${file}.yaml\n`)
        .join(''),
  };
}

/** Three definitions in a file, some 400 kB, mostly descriptions: what makes up most bytes of real repositories. */
function definitions(operator: number, random: () => number): string {
  const documents: string[] = [];
  for (let i = 0; i < 3; i++) {
    const properties = Array.from(
      { length: 700 },
      (_, field) =>
        `                field${field}:\n                  description: |-\n                    Field ${field} decides how the controller handles the ${Math.floor(random() * 1e9)}th case; see the\n` +
        '                    documentation of labels: and selector: for what it means.\n                  type: string\n',
    );
    documents.push(
      `apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: things${i}.operator${operator}.example.com\nspec:\n` +
        `  group: operator${operator}.example.com\n  names:\n    kind: Thing${i}\n    plural: things${i}\n  scope: Namespaced\n  versions:\n    - name: v1\n` +
        `      served: true\n      storage: true\n      schema:\n        openAPIV3Schema:\n          type: object\n          properties:\n            spec:\n              type: object\n              properties:\n${properties.join('')}`,
    );
  }
  return documents.join('---\n');
}

/** Mulberry32: small, and the same everywhere. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
