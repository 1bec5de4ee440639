import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fixesFor } from '../../../server/src/core/features/fixes.ts';
import { problemsOf } from '../../../server/src/core/problems.ts';
import { applyEdits } from '../../../server/src/core/text/range.ts';
import { edit, findingsOf, worldOf } from './judgedChart.ts';

const helpers = `=== templates/_helpers.tpl
{{- define "web.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 }}
{{- end }}
{{- define "web.selectorLabels" -}}
app.kubernetes.io/name: {{ include "web.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}
`;

const deployment = (labels: (indentation: number) => string, port = 'http') => `=== templates/deployment.yaml
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}-web
spec:
  selector:
    matchLabels:
${labels(6)}
  template:
    metadata:
      labels:
${labels(8)}
    spec:
      containers:
        - name: web
          ports:
            - name: ${port}
              containerPort: 8080
`;

const include = (indentation: number) =>
  `${' '.repeat(indentation)}{{- include "web.selectorLabels" . | nindent ${indentation} }}`;
const literal = (indentation: number) => `${' '.repeat(indentation)}app: web`;

const service = (selector: string, targetPort = 'http') => `=== templates/service.yaml
apiVersion: v1
kind: Service
metadata:
  name: {{ .Release.Name }}-web
spec:
  selector:
${selector}
  ports:
    - port: 80
      targetPort: ${targetPort}
      {{- if .Values.nodePort }}
      nodePort: {{ .Values.nodePort }}
      {{- end }}
`;

/** The titles of the fixes of the first problem in a file, and the text of a file after the first one. */
function fixed(chart: string, file: string): { readonly titles: readonly string[]; readonly text: string } {
  const world = worldOf({ web: chart });
  const analysis = world.analysis('folder')!;
  const [problem] = problemsOf(analysis, file);
  assert.ok(problem !== undefined, `no problem in ${file}: ${findingsOf(world).join('\n')}`);
  const fixes = fixesFor(analysis, problem);
  const [first] = fixes;
  let text = '';
  for (const { document, edits } of first?.changes ?? []) {
    text = applyEdits(document.text, edits);
    edit(world, document.file, text);
  }
  if (first) {
    assert.deepEqual(findingsOf(world), []);
  }
  return { titles: fixes.map(({ title, preferred }) => `${preferred ? '* ' : ''}${title}`), text };
}

test('a wrong selector is replaced by the include of the workload', () => {
  const broken = `${helpers}{{- define "web.broken" -}}\napp.kubernetes.io/name: {{ include "web.name" . }}-backend\n{{- end }}\n`;
  const { titles, text } = fixed(
    broken + deployment(include) + service('    {{- include "web.broken" . | nindent 4 }}'),
    'web/templates/_helpers.tpl',
  );
  assert.deepEqual(titles, ['* Use the selector of Deployment "release-web"']);
  assert.match(text, / {2}selector:\n {4}\{\{- include "web.selectorLabels" \. \| nindent 4 \}\}\n {2}ports:/);
});

test('a literal selector gets the include of the workload', () => {
  const { titles, text } = fixed(
    helpers + deployment(include) + service('    app.kubernetes.io/name: webb'),
    'web/templates/service.yaml',
  );
  assert.deepEqual(titles, ['* Use the selector of Deployment "release-web"']);
  assert.match(text, / {2}selector:\n {4}\{\{- include "web.selectorLabels" \. \| nindent 4 \}\}\n {2}ports:/);
});

test('an include in the first column keeps its column', () => {
  const old = (indentation: number) => `{{ include "web.selectorLabels" . | indent ${indentation} }}`;
  const { text } = fixed(
    helpers + deployment(old) + service('    app.kubernetes.io/name: webb'),
    'web/templates/service.yaml',
  );
  assert.match(text, / {2}selector:\n\{\{ include "web.selectorLabels" \. \| indent 4 \}\}\n {2}ports:/);
});

test('literal labels are copied into a template, and its actions stay', () => {
  const { titles, text } = fixed(deployment(literal) + service('    app: webb'), 'web/templates/service.yaml');
  assert.equal(titles[0], '* Copy pod labels from Deployment "release-web"');
  assert.match(text, / {4}app: web\n/);
  assert.match(text, /\{\{- if \.Values\.nodePort \}\}/);
});

test('a value is changed at its key in the values', () => {
  const values = '=== values.yaml\n# the application\nservice: { app: webb, port: htpp }\n';
  const ofSelector = fixed(
    deployment(literal) + service('    app: {{ .Values.service.app }}') + values,
    'web/values.yaml',
  );
  assert.deepEqual(ofSelector.titles, ['* Change app to "web"']);
  assert.equal(ofSelector.text, '# the application\nservice: { app: web, port: htpp }\n');
  const ofPort = fixed(
    deployment(literal) + service('    app: web', '{{ .Values.service.port }}') + values,
    'web/values.yaml',
  );
  assert.equal(ofPort.titles[0], '* Change targetPort to "http"');
  assert.equal(ofPort.text, '# the application\nservice: { app: webb, port: http }\n');
});

test('a port in a template is changed, and an action is not', () => {
  const { titles, text } = fixed(deployment(literal) + service('    app: web', 'htpp'), 'web/templates/service.yaml');
  assert.equal(titles[0], '* Change targetPort to "http"');
  assert.match(text, /targetPort: http\n/);
  const made = fixed(
    `${deployment(literal)}${service('    app: web', '{{ printf "%s%s" "ht" "pp" }}')}`,
    'web/templates/service.yaml',
  );
  assert.deepEqual(
    made.titles.filter((title) => title.includes('targetPort')),
    [],
  );
});

test('a literal below a key whose action prints lines is changed, and the action stays', () => {
  const below = (indentation: number) =>
    `{{- include "web.selectorLabels" . | nindent ${indentation} }}\n${' '.repeat(indentation)}app: web`;
  const chart = deployment(literal)
    .replace('    matchLabels:\n      app: web', `    matchLabels: ${below(6)}`)
    .replace('      labels:\n        app: web', `      labels: ${below(8).replace('app: web', 'app: wbe')}`);
  const { titles, text } = fixed(helpers + chart + service(`    app: web`), 'web/templates/deployment.yaml');
  assert.equal(titles[0], '* Add app=web to the pod template of Deployment "release-web"');
  assert.match(text, / {6}labels: \{\{- include "web.selectorLabels" \. \| nindent 8 \}\}\n {8}app: web\n/);
});

test('labels are not copied before an action that prints more of them', () => {
  const { titles } = fixed(
    `${helpers}${deployment(literal)}${service('    app: webb\n    {{- include "web.selectorLabels" . | nindent 4 }}')}`,
    'web/templates/service.yaml',
  );
  assert.deepEqual(titles, []);
});
