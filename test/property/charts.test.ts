import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isTemplate } from '../../server/src/core/bundles/lastGood.ts';
import type { ChartContent, ChartFile } from '../../server/src/core/chart/files.ts';
import { createWorld, type FileContent, type World, type WorldEvent } from '../../server/src/world.ts';
import { folder, picture } from './picture.ts';

/** Charts and other files on disk, by their paths, and texts in editors over them. */
interface Model {
  readonly disk: Map<string, string>;
  readonly open: Map<string, string>;
  /** The last text that was a template, of open files of charts that are none now. */
  readonly lastGood: Map<string, string>;
}

type Step =
  | { readonly do: 'write' | 'type'; readonly path: string; readonly text: string }
  | { readonly do: 'delete' | 'open' | 'close'; readonly path: string }
  | { readonly do: 'break'; readonly path: string; readonly at: number; readonly what: string };

const charts = ['charts/web', 'charts/api'];

const helpers = (value: string) => `{{- define "labels" -}}\napp: ${value}\n{{- end }}\n`;
const deployment = (labels: string) =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {{ .Release.Name }}-web\nspec:\n  selector:\n    matchLabels:\n      ${labels}\n  template:\n    metadata:\n      labels:\n        ${labels}\n    spec:\n      containers:\n        - name: web\n          ports: [{ name: http, containerPort: 8080 }]\n`;
const service = (selector: string, port: string) =>
  `apiVersion: v1\nkind: Service\nmetadata:\n  name: {{ .Release.Name }}-web\n  namespace: {{ .Release.Namespace }}\nspec:\n  selector:\n    ${selector}\n  ports: [{ port: 80, targetPort: ${port} }]\n`;
const release = (name: string, spec: string, kind = 'v2') =>
  `apiVersion: helm.toolkit.fluxcd.io/${kind}\nkind: HelmRelease\nmetadata:\n  name: ${name}\n  namespace: shop\nspec:\n  chart:\n    spec:\n      chart: ./charts/web\n      sourceRef: { kind: GitRepository, name: flux-system }\n${spec}`;

const labels = fc.constantFrom(
  'app: web',
  'app: {{ .Values.app }}',
  'app: {{ .Values.app | default .Release.Name }}',
  '{{- include "labels" . | nindent 8 }}',
  '{{- toYaml .Values.labels | nindent 8 }}',
  'app: {{ .Release.Name',
);

const values = fc.constantFrom(
  'app: web\nlabels: { app: web }\nport: http\n',
  'app: api\nlabels: { app: api }\nport: 8081\n',
  'app: null\n',
  '- a list\n',
  'app:\n\tweb: 1\n',
  '',
  'labels: [web]\napi: { app: web }\n',
);

/** Values that templates accept, but whose Service selects no pod or sends traffic to a port that no container has. */
const wrongValues = fc.constantFrom(
  'app: web\nlabels: { app: web }\nport: http\nextra: { enabled: false }\nother: false\n',
  'app: api\nlabels: { app: web }\nport: http\nother: false\nextra:\n  enabled: false\n',
  'app: wbe\nlabels: { app: web }\nport: http\n',
  'app: web\nlabels: { app: wbe }\nport: htpp\n',
  'port: htpp\nlabels:\n  app: web\napp: web\n',
  'app: api\nlabels: { app: web }\nport: metrics\n',
);

/** A Service that exists only with a flag, which is false in most values. */
const extra = (flag: string, selector: string) =>
  `{{- if ${flag} }}\n${service(selector, 'htpp').replace('-web', '-extra')}{{- end }}\n`;

const chartFile = fc.oneof(
  {
    weight: 3,
    arbitrary: fc
      .tuple(
        fc.constantFrom(
          '.Values.extra.enabled',
          'and .Values.other .Values.extra.enabled',
          'or .Values.other .Values.extra.enabled',
        ),
        labels,
      )
      .map(([flag, it]) => ['templates/extra.yaml', extra(flag, it)]),
  },
  { weight: 3, arbitrary: labels.map((it) => ['templates/deployment.yaml', deployment(it)]) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(labels, fc.constantFrom('http', 'htpp', '{{ .Values.port }}', '8080'))
      .map(([it, port]) => ['templates/service.yaml', service(it, port)]),
  },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom('web', '{{ .Values.app }}', '{{ fail "no" }}', '{{')
      .map((it) => ['templates/_helpers.tpl', helpers(it)]),
  },
  { weight: 3, arbitrary: values.map((it) => ['values.yaml', it]) },
  { weight: 1, arbitrary: values.map((it) => ['values-prod.yaml', it]) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom(
        'apiVersion: v2\nname: web\nversion: 0.1.0\n',
        'apiVersion: v2\nname: web\nversion: 0.1.0\ndependencies: [{ name: api, version: 0.1.0, repository: "file://../api" }]\n',
        'apiVersion: v2\nname: web\nversion: 0.1.0\ndependencies: [{ name: api, version: 0.1.0, repository: "file://../api", condition: other }]\n',
        'apiVersion: v2\nname: api\nversion: 0.1.0\ndependencies: [{ name: web, version: 0.1.0, repository: "file://../web" }]\n',
        'apiVersion: v2\nname: api\nversion: 0.1.0\n',
        'version: 0.1.0\n',
      )
      .map((it) => ['Chart.yaml', it]),
  },
);

const inCharts = fc
  .tuple(fc.constantFrom(...charts, 'charts/web'), chartFile)
  .map(([chart, [name, text]]) => [`${chart}/${name}`, text!] as const);

const outside = fc.oneof(
  fc
    .tuple(
      fc.constantFrom('shop', 'web', 'release'),
      fc.constantFrom(
        '',
        '  values: { app: api }\n',
        '  values:\n    labels: { app: wbe }\n    port: htpp\n',
        '  targetNamespace: other\n',
        '  valuesFrom: [{ kind: ConfigMap, name: web-values }]\n',
        '  valuesFrom: [{ kind: Secret, name: web-values, targetPath: app }]\n',
        '  postRenderers: [{ kustomize: { patches: [{ patch: "kind: Service" }] } }]\n',
      ),
      fc.constantFrom('apps/release.yaml', 'apps/second.yaml', 'base/release.yaml'),
    )
    .map(([name, spec, path]) => [path, release(name, spec)] as const),
  fc
    .constantFrom('env/prod.yaml', 'charts/web/values-prod.yaml')
    .map(
      (file) =>
        [
          'apps/release.yaml',
          release('shop', '').replace(
            '      sourceRef',
            `      valuesFiles: [charts/web/values.yaml, ${file}]\n      sourceRef`,
          ),
        ] as const,
    ),
  fc
    .constantFrom('parameters: [{ name: app, value: api }]', 'values: "app: api"', 'valueFiles: [../../env/prod.yaml]')
    .map(
      (helm) =>
        [
          'apps/argo.yaml',
          `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: argo\nspec:\n  source:\n    path: charts/web\n    helm: { ${helm} }\n  destination: { namespace: shop }\n`,
        ] as const,
    ),
  values.map((it) => ['env/prod.yaml', it] as const),
  fc
    .constantFrom('web', 'api')
    .map(
      (app) =>
        [
          'apps/values.yaml',
          `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web-values\ndata:\n  values.yaml: |\n    app: ${app}\n`,
        ] as const,
    ),
  fc
    .constantFrom('shop-web', 'web-web', 'shop-wbe')
    .map(
      (name) =>
        [
          'apps/ingress.yaml',
          `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: { name: web }\nspec:\n  defaultBackend:\n    service: { name: ${name}, port: { number: 80 } }\n`,
        ] as const,
    ),
  fc
    .constantFrom('', 'namePrefix: my-\n', 'namespace: prod\n')
    .map((it) => ['overlays/prod/kustomization.yaml', `resources: [../../base]\n${it}`] as const),
  fc
    .constantFrom('resources: [release.yaml]\n', 'resources: []\n')
    .map((it) => ['base/kustomization.yaml', it] as const),
);

const file = fc.oneof({ weight: 3, arbitrary: inCharts }, { weight: 2, arbitrary: outside });
const path = file.map(([each]) => each);

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: file.map(([each, text]): Step => ({ do: 'write', path: each, text })) },
  { weight: 4, arbitrary: file.map(([each, text]): Step => ({ do: 'type', path: each, text })) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.constantFrom('type' as const, 'type' as const, 'write' as const), wrongValues)
      .map(([how, text]): Step => ({ do: how, path: 'charts/web/values.yaml', text })),
  },
  { weight: 3, arbitrary: path.map((each): Step => ({ do: 'open', path: each })) },
  { weight: 1, arbitrary: path.map((each): Step => ({ do: 'close', path: each })) },
  { weight: 1, arbitrary: path.map((each): Step => ({ do: 'delete', path: each })) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('break' as const),
      path: fc.oneof(
        path,
        fc.constantFrom('charts/web/templates/service.yaml', 'charts/web/templates/deployment.yaml'),
      ),
      at: fc.nat(400),
      what: fc.constantFrom('{{', '}}', '{{ if', '\t', ': ', 'x', '\n', '{{ end }}', '"'),
    }),
  },
);

const beginning: readonly Step[] = [
  { do: 'write', path: 'charts/web/Chart.yaml', text: 'apiVersion: v2\nname: web\nversion: 0.1.0\n' },
  {
    do: 'write',
    path: 'charts/web/values.yaml',
    text: 'app: web\nlabels: { app: web }\nport: http\nextra: { enabled: false }\n',
  },
  { do: 'write', path: 'charts/web/templates/extra.yaml', text: extra('.Values.extra.enabled', 'app: web') },
  { do: 'write', path: 'charts/web/templates/deployment.yaml', text: deployment('app: web') },
  {
    do: 'write',
    path: 'charts/web/templates/service.yaml',
    text: service('app: {{ .Values.app }}', '{{ .Values.port }}'),
  },
  { do: 'write', path: 'apps/release.yaml', text: release('shop', '  values: { port: htpp }\n') },
  { do: 'write', path: 'base/release.yaml', text: release('web', '') },
  ...[
    'charts/web/templates/service.yaml',
    'charts/web/templates/deployment.yaml',
    'charts/web/values.yaml',
    'apps/release.yaml',
  ].map((path): Step => ({ do: 'open', path })),
];

test('what is said of charts and releases after each step equals what is said of the same files from scratch', () => {
  const seed = Number(process.env.PODWIRE_SEED ?? Date.now() % 0x7fffffff);
  // More runs can be asked for: PODWIRE_RUNS=1000 node --test …
  console.log(`seed ${seed}`);
  const counts = { states: 0, problems: 0, inValues: 0, ofReleases: 0, lastGood: 0, ofFlags: 0 };
  fc.assert(
    fc.property(fc.boolean(), fc.array(step, { minLength: 1, maxLength: 14, size: 'max' }), (isEmpty, rest) => {
      const model: Model = { disk: new Map(), open: new Map(), lastGood: new Map() };
      const world = emptyWorld(model);
      world.apply({ type: 'FilesChanged', folder, files: [], complete: true });
      for (const each of [...(isEmpty ? [] : beginning), ...rest]) {
        const events = take(model, each);
        for (const event of events) {
          if (counts.states % 3 > 0) {
            world.apply(event);
            continue;
          }
          // In portions: one bundle or one judgement at a time.
          let left = 1;
          const goesOn = () => left-- > 0;
          for (world.apply(event, goesOn); world.isPending(folder); world.advance(folder, goesOn)) {
            left = 1;
          }
        }
        if (events.length > 0) {
          const withFixes = counts.states++ % 9 === 0;
          const found = picture(world, model.open, withFixes);
          assert.equal(found, picture(fromScratch(model), model.open, withFixes));
          counts.problems += found.split('problem ').length - 1;
          counts.inValues += found.split(/problem charts\/\w+\/values/).length - 1;
          counts.ofReleases += found.split(/problem (?:apps|base)\/release/).length - 1;
          counts.ofFlags += found.split(/\(with (?:extra\.enabled|other)/).length - 1;
          counts.lastGood += model.lastGood.size > 0 ? 1 : 0;
        }
      }
    }),
    { numRuns: Number(process.env.PODWIRE_RUNS ?? 150), seed },
  );
  console.log(JSON.stringify(counts));
  assert.ok(counts.problems > counts.states / 4 && counts.lastGood > counts.states / 100);
  assert.ok(counts.inValues > 20 && counts.ofReleases > 20, 'problems are at values and in releases');
  assert.ok(counts.ofFlags > 50, 'problems exist only with a flag');
});

/** Takes a step in the model and returns the events that an editor would send for it. */
function take(model: Model, each: Step): readonly WorldEvent[] {
  const { disk, open } = model;
  const type = (text: string): readonly WorldEvent[] => {
    noteTyped(model, each.path, text);
    open.set(each.path, text);
    return [{ type: 'TextChanged', folder, path: each.path, text }];
  };
  const onDisk = (): readonly WorldEvent[] => {
    const chart = chartAround(each.path);
    if (chart === undefined) {
      const text = disk.get(each.path);
      return [{ type: 'FilesChanged', folder, files: [[each.path, text === undefined ? undefined : { text }]] }];
    }
    const content = contentOf(model, chart);
    for (const path of open.keys()) {
      if (isBelow(chart, path)) {
        noteOfDisk(model, path);
      }
    }
    return [{ type: 'ChartsChanged', folder, charts: [[chart, content]] }];
  };
  switch (each.do) {
    case 'write':
      disk.set(each.path, each.text);
      return onDisk();
    case 'delete':
      return disk.delete(each.path) ? onDisk() : [];
    case 'open': {
      const text = disk.get(each.path);
      return text === undefined || open.has(each.path) ? [] : type(text);
    }
    case 'type':
      return open.has(each.path) ? type(each.text) : [];
    case 'break': {
      const text = open.get(each.path);
      const at = each.at % ((text?.length ?? 0) + 1);
      return text === undefined ? [] : type(text.slice(0, at) + each.what + text.slice(at));
    }
    case 'close':
      model.lastGood.delete(each.path);
      return open.delete(each.path) ? [{ type: 'TextChanged', folder, path: each.path, text: undefined }] : [];
  }
}

/** Until a template is good again, the last good text is the one before the edit, or the one on disk. */
function noteTyped({ disk, open, lastGood }: Model, path: string, text: string): void {
  const before = open.get(path) ?? disk.get(path);
  if (!isHeld(disk, path) || isTemplate(text)) {
    lastGood.delete(path);
  } else if (text !== before && !lastGood.has(path) && before !== undefined && isTemplate(before)) {
    lastGood.set(path, before);
  }
}

function noteOfDisk({ disk, open, lastGood }: Model, path: string): void {
  const onDisk = disk.get(path);
  if (!isHeld(disk, path) || onDisk === undefined) {
    lastGood.delete(path);
  } else if (!isTemplate(open.get(path)!) && !lastGood.has(path) && isTemplate(onDisk)) {
    lastGood.set(path, onDisk);
  }
}

/** Whether a path is a template of a chart that is there. */
function isHeld(disk: Model['disk'], path: string): boolean {
  const chart = chartAround(path);
  return path.includes('/templates/') && disk.has(path) && chart !== undefined && disk.has(`${chart}/Chart.yaml`);
}

function chartAround(path: string): string | undefined {
  return charts.find((chart) => isBelow(chart, path));
}

function isBelow(directory: string, path: string): boolean {
  return path.startsWith(`${directory}/`);
}

function contentOf({ disk }: Model, chart: string): ChartContent | undefined {
  const files = [...disk]
    .filter(([path]) => isBelow(chart, path))
    .map(([path, text]): ChartFile => ({ name: path.slice(chart.length + 1), path, text }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const isOfValues = ({ name }: ChartFile) => name === 'values-prod.yaml';
  return files.some(({ name }) => name === 'Chart.yaml')
    ? { files: files.filter((each) => !isOfValues(each)), packed: new Map(), valuesFiles: files.filter(isOfValues) }
    : undefined;
}

function emptyWorld({ disk }: Model): World {
  const world = createWorld({
    namedFile(_, path) {
      const text = disk.get(path);
      return text === undefined ? undefined : { key: text, read: () => ({ content: { text }, text }) };
    },
  });
  world.apply({ type: 'FoldersChanged', added: [folder], removed: [] });
  return world;
}

/** The same state through other events in another order. */
function fromScratch(model: Model): World {
  const { disk, open, lastGood } = model;
  const world = emptyWorld(model);
  const contents = charts.toReversed().flatMap((chart) => {
    const content = contentOf(model, chart);
    return content === undefined ? [] : [[chart, content] as const];
  });
  const others = [...disk]
    .filter(([path]) => chartAround(path) === undefined)
    .sort(([a], [b]) => (a < b ? 1 : -1))
    .map(([path, text]): [string, FileContent] => [path, { text }]);
  world.apply({ type: 'FilesChanged', folder, files: others, complete: true });
  world.apply({ type: 'ChartsChanged', folder, charts: contents });
  for (const [path, text] of open) {
    for (const each of [lastGood.get(path) ?? [], text].flat()) {
      world.apply({ type: 'TextChanged', folder, path, text: each });
    }
  }
  return world;
}
