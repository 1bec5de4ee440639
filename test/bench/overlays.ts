import type { FileContent } from '../../server/src/world.ts';
import { generateWorkspace } from './generate.ts';
import { type Strokes, typeInto } from './keystroke.ts';

/**
 * Milliseconds of work per keystroke in a base that many overlays include, in a workspace of generated manifests: the
 * label of a pod template is typed letter by letter and removed again, which breaks and repairs a Service in every
 * overlay. Each overlay has its own namespace, prefix, label, image and patch.
 *
 * @param manifests in all.
 * @param overlays of one base, which has ten workloads with a Service each.
 */
export function keystrokesInBase(manifests: number, overlays: number): Strokes {
  const files = new Map<string, FileContent>();
  for (const { path, text } of generateWorkspace(manifests)) {
    files.set(path, { text });
  }
  for (const [path, text] of bundles(overlays)) {
    files.set(path, { text });
  }
  return typeInto(
    files,
    Array.from({ length: 10 }, (_, app) => {
      const text = deployment(app);
      const at = text.lastIndexOf(`app: app-${app}`) + 'app: '.length;
      const typed = Array.from({ length: 20 }, (_, stroke) => 'xyz'.slice(0, [1, 2, 3, 2, 1, 0][stroke % 6]));
      return { path: `shared/base/app-${app}/deployment.yaml`, text, at, typed };
    }),
  );
}

function* bundles(overlays: number): Generator<readonly [path: string, text: string]> {
  const apps = Array.from({ length: 10 }, (_, app) => app);
  yield ['shared/base/kustomization.yaml', `resources:\n${apps.map((app) => `  - app-${app}\n`).join('')}`];
  for (const app of apps) {
    yield [`shared/base/app-${app}/kustomization.yaml`, 'resources: [deployment.yaml, service.yaml]\n'];
    yield [`shared/base/app-${app}/deployment.yaml`, deployment(app)];
    yield [
      `shared/base/app-${app}/service.yaml`,
      `apiVersion: v1\nkind: Service\nmetadata:\n  name: app-${app}\nspec:\n  selector:\n    app: app-${app}\n  ports:\n    - port: 80\n      targetPort: http\n`,
    ];
  }
  for (let overlay = 0; overlay < overlays; overlay++) {
    yield [
      `shared/overlays/customer-${overlay}/kustomization.yaml`,
      `resources: [../../base]\nnamespace: customer-${overlay}\nnamePrefix: c${overlay}-\nlabels:\n  - pairs: {customer: c${overlay}}\n    includeSelectors: true\n` +
        `images: [{name: app-0, newTag: 1.${overlay}.0}]\npatches:\n  - patch: |-\n      apiVersion: apps/v1\n      kind: Deployment\n      metadata: {name: app-${overlay % 10}}\n      spec: {replicas: ${overlay}}\n`,
    ];
  }
}

function deployment(app: number): string {
  return (
    `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: app-${app}\nspec:\n  replicas: 2\n  selector:\n    matchLabels:\n      app: app-${app}\n  template:\n    metadata:\n      labels:\n        app: app-${app}\n` +
    `    spec:\n      containers:\n        - name: app\n          image: app-${app}\n          ports:\n            - name: http\n              containerPort: 80${app}\n` +
    '          env:\n            - {name: LOG_LEVEL, value: info}\n          resources:\n            requests: {cpu: 100m, memory: 128Mi}\n'
  );
}
