import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileMatchTest, globTest } from '../../../server/src/core/chart/glob.ts';
import { ignoreRules } from '../../../server/src/core/chart/ignore.ts';
import { splitManifests } from '../../../server/src/core/chart/manifests.ts';
import { Text } from '../../../server/src/core/template/text.ts';
import { chartFiles, rendered, textOf } from './charts.ts';

const parent = (dependencies: string) => `=== Chart.yaml
apiVersion: v2
name: web
version: 0.1.0
dependencies:
${dependencies}
=== templates/own.yaml
own: {{ .Values | toJson }}
`;

const child = (name: string, values = 'port: 80\n') => `=== charts/${name}/Chart.yaml
apiVersion: v2
name: ${name}
version: 1.2.3
=== charts/${name}/values.yaml
${values}=== charts/${name}/templates/child.yaml
child-{{ .Chart.Name }}: {{ .Values | toJson }}
`;

test('values of a user lie over those of a chart, and null removes a key', () => {
  const chart = `=== values.yaml
a: {b: 1, c: [1, 2]}
gone: 5
=== templates/x.yaml
x: {{ .Values | toJson }}
`;
  assert.equal(textOf(chart), 'x: {"a":{"b":1,"c":[1,2]},"gone":5}');
  const values = 'a: {c: [3], d: x}\ngone: null\n';
  assert.equal(textOf(chart, { values }), 'x: {"a":{"b":1,"c":[3],"d":"x"}}');
  // A scalar over a map wins, and a map over a scalar too.
  assert.equal(textOf(chart, { values: 'a: 3\ngone: {x: 1}\n' }), 'x: {"a":3,"gone":{"x":1}}');
});

test('a subchart has its own values, those of the parent over them, and the globals', () => {
  const text = `${parent('  - {name: db, version: 1.x}')}=== values.yaml
global: {team: shop}
db: {port: 81}
${child('db', 'port: 80\nsize: 1\n')}`;
  assert.equal(
    textOf(text),
    'child-db: {"global":{"team":"shop"},"port":81,"size":1}\n' +
      'own: {"db":{"global":{"team":"shop"},"port":81,"size":1},"global":{"team":"shop"}}',
  );
});

test('aliases, conditions and tags decide which subcharts there are', () => {
  const names = (dependencies: string, values = '') =>
    [...textOf(`${parent(dependencies)}${child('db')}`, { values }).matchAll(/^child-(\w+)/gm)].map(([, name]) => name);
  const twice = '  - {name: db, version: 1.x, alias: one}\n  - {name: db, version: 1.x, alias: two}';
  assert.deepEqual(names(twice), ['one', 'two']);
  const conditioned = '  - {name: db, version: 1.x, condition: "db.enabled,all.enabled", tags: [back]}';
  assert.deepEqual(names(conditioned), ['db']);
  assert.deepEqual(names(conditioned, 'db: {enabled: false}'), []);
  assert.deepEqual(names(conditioned, 'all: {enabled: false}'), []);
  assert.deepEqual(names(conditioned, 'tags: {back: false}'), []);
  assert.deepEqual(names(conditioned, 'tags: {back: false}\ndb: {enabled: true}'), ['db']);
  assert.deepEqual(names(conditioned, 'db: {enabled: maybe}'), ['db'], 'a condition that is no boolean does not count');
  // Another version is not the dependency, but it is in charts/.
  assert.deepEqual(names('  - {name: db, version: 2.x}'), ['db']);
});

test('values of a subchart are imported', () => {
  const text = (imports: string) =>
    textOf(
      `${parent(`  - {name: db, version: 1.x, import-values: ${imports}}`)}${child('db', 'exports: {data: {a: 1}}\ninner: {b: 2}\n')}`,
    )
      .split('\n')
      .find((line) => line.startsWith('own'));
  assert.match(text('[data]')!, /"a":1,/);
  assert.match(text('[{child: inner, parent: taken.here}]')!, /"taken":\{"here":\{"b":2\}\}/);
});

test('a library has only its definitions, and a chart that is one is no manifest', () => {
  const library = `=== charts/lib/Chart.yaml
apiVersion: v2
name: lib
version: 1.0.0
type: library
=== charts/lib/templates/_names.tpl
{{ define "lib.name" }}{{ .Chart.Name }}-lib{{ end }}
=== charts/lib/templates/service.yaml
never: 1
=== templates/x.yaml
name: {{ include "lib.name" . }}
`;
  assert.equal(textOf(library), 'name: web-lib');
});

test('objects of a release, a chart and a cluster', () => {
  const text = (template: string) =>
    textOf(`=== templates/x.yaml\nx: |\n  ${template}\n=== conf/a.txt\none\ntwo\n=== conf/b.txt\nb`);
  for (const [template, expected] of [
    [
      '{{ .Release.Name }} {{ .Release.Namespace }} {{ .Release.Service }} {{ .Release.IsInstall }} {{ .Release.Revision }}',
      'demo shop Helm true 1',
    ],
    ['{{ .Chart.Name }} {{ .Chart.Version }} {{ .Chart.AppVersion }}{{ .Chart.IsRoot }}', 'web 0.1.0 true'],
    ['{{ .Template.Name }} {{ .Template.BasePath }}', 'web/templates/x.yaml web/templates'],
    [
      '{{ .Capabilities.KubeVersion }} {{ .Capabilities.KubeVersion.Minor }} {{ .Capabilities.APIVersions.Has "apps/v1" }} {{ .Capabilities.APIVersions.Has "x/v1" }}',
      'v1.37.0 37 true false',
    ],
    ['{{ .Files.Get "conf/a.txt" | quote }}{{ .Files.Get "gone" }}', '"one\\ntwo\\n"'],
    [
      '{{ .Files.Lines "conf/a.txt" }} {{ len (.Files.Glob "conf/*.txt") }} {{ len (.Files.Glob "*.txt") }}',
      '[one two] 2 0',
    ],
    ['{{ range $path, $content := .Files.Glob "**.txt" }}{{ $path }} {{ end }}', 'conf/a.txt conf/b.txt'],
    ['{{ (.Files.Glob "conf/b*").AsConfig }} {{ (.Files.Glob "conf/b*").AsSecrets }}', 'b.txt: b b.txt: Yg=='],
    ['{{ .Values.x.y }}', 'refused: nil pointer evaluating interface {}.y'],
    ['{{ required "port is needed" .Values.port }}', 'refused: error calling required: port is needed'],
    ['{{ fail "not so" }}', 'refused: error calling fail: not so'],
    ['{{ lookup "v1" "Secret" "a" "b" }}', 'map[]'],
  ] as const) {
    const found = text(template).replace(/HELM_ERR_(?:START|END)/g, '');
    assert.equal(
      found
        .replace(/^x: \|\s+/, '')
        .replaceAll('\n', ' ')
        .trim(),
      expected,
      template,
    );
  }
});

test('a chart that Helm refuses is refused', () => {
  for (const [files, message] of [
    ['=== Chart.yaml\nversion: 1.0.0\n', /chart\.metadata\.name is required/],
    ['=== Chart.yaml\nname: a\n', /chart\.metadata\.version is required/],
    ['=== Chart.yaml\nname: a\nversion: one\n', /version "one" is invalid/],
    ['=== Chart.yaml\nname: [a]\nversion: 1.0.0\n', /name is not a string/],
    ['=== Chart.yaml\n{', /cannot load Chart\.yaml/],
    ['=== values.yaml\n- a\n', /cannot load values\.yaml: it is no map/],
    ['=== values.yaml\na:\n\t- b\n', /cannot load values\.yaml/],
    ['=== templates/a.yaml\na: {{ if }}\n', /missing value for if/],
    ['=== templates/a.yaml\na: [\n', /YAML parse error on web\/templates\/a\.yaml/],
    ['=== templates/a.yaml\n- a\n', /a sequence is no manifest/],
    ['=== templates/NOTES.txt\n{{ fail "notes" }}\n', /notes/],
    ['=== Chart.yaml\nname: a\nversion: 1.0.0\nkubeVersion: ">=2.0.0"\n', /chart requires kubeVersion/],
    [`${parent('  - {name: db, version: 1.x}\n  - {name: db, version: 1.x}')}`, /more than one dependency/],
    ['=== values.schema.json\n{"required": ["port"]}\n=== values.yaml\na: 1\n', /missing 'port'/],
  ] as const) {
    assert.match(textOf(files), message, files);
  }
  assert.equal(textOf('=== values.yaml\n\n=== templates/a.yaml\na: {{ len .Values }}\n'), 'a: 0');
  assert.equal(
    textOf('=== Chart.yaml\nname: a\nversion: 1.10\n=== templates/a.yaml\na: {{ .Chart.Version }}\n'),
    'a: 1.1',
  );
});

test('requirements.yaml has the dependencies of a chart of apiVersion v1', () => {
  const text = `=== Chart.yaml
name: web
version: 0.1.0
=== requirements.yaml
dependencies: [{name: db, version: 1.x, condition: db.enabled}]
=== templates/x.yaml
x: 1
${child('db')}`;
  assert.match(textOf(text), /child-db/);
  assert.equal(textOf(text, { values: 'db: {enabled: false}' }), 'x: 1');
});

test('a dependency elsewhere is rendered and named; an absent one is named', () => {
  const db = chartFiles(
    '=== Chart.yaml\nname: db\nversion: 1.0.0\n=== templates/db.yaml\nx: {{ .Chart.Name }}\n',
    'db',
  );
  const text = parent('  - {name: db, version: 1.x, repository: "file://../db"}\n  - {name: gone, version: 1.x}');
  const output = rendered(text, { find: ({ name }) => (name === 'db' ? { files: db, directory: 'db' } : undefined) });
  assert.deepEqual(output.notes, ['db is read from db, because it is not in charts/']);
  assert.deepEqual(output.unread, ['web needs gone, which is not here']);
  assert.ok(output.lines.some((line) => line.text === 'x: db'));
  // A chart that depends on itself ends.
  const circular = chartFiles(parent('  - {name: web, version: 0.x, repository: "file://."}'));
  const again = rendered(circular, { find: () => ({ files: circular, directory: 'elsewhere' }) });
  assert.ok(again.unread.length > 0);
});

test('documents are split where Helm splits them', () => {
  const split = (text: string) => splitManifests(Text.of(text)).map((each) => each.text);
  assert.deepEqual(split('a: 1\n---\nb: 2\n'), ['a: 1', 'b: 2']);
  assert.deepEqual(
    split('---\n\n---\na: 1'),
    ['---\na: 1'],
    'the first separator takes the line break of the second one',
  );
  assert.deepEqual(split('a: 1\n---apiVersion: v1\n'), ['a: 1', 'apiVersion: v1']);
  assert.deepEqual(split('a: |\n  x\n  ---\nb: 1'), ['a: |\n  x\n  ---\nb: 1'], 'an indented one is text');
  assert.deepEqual(split('a: 1 \t\r\n\n---  b: 2'), ['a: 1', 'b: 2']);
  assert.deepEqual(split(' \n '), []);
});

test('hooks come last, in the order of their kinds, and NOTES.txt is no manifest', () => {
  const text = textOf(`=== templates/a.yaml
kind: Job
metadata: {annotations: {helm.sh/hook: pre-install}}
---
kind: Deployment
---
kind: Service
---
kind: Pod
metadata: {annotations: {helm.sh/hook: sometime}}
=== templates/NOTES.txt
kind: Nothing
=== templates/b.yaml
kind: Widget
`);
  assert.deepEqual(
    [...text.matchAll(/^kind: (\w+)/gm)].map(([, kind]) => kind),
    ['Service', 'Deployment', 'Widget', 'Job'],
  );
});

test('.helmignore and globs match as in Go', () => {
  const rules = ignoreRules('# comment\n*.bak\n/root.txt\ndocs/\nci/*.yaml\n');
  assert.ok(typeof rules === 'function');
  for (const [path, isDirectory, expected] of [
    ['a.bak', false, true],
    ['templates/a.bak', false, true],
    ['root.txt', false, true],
    ['sub/root.txt', false, false],
    ['docs', true, true],
    ['docs', false, false],
    ['ci/a.yaml', false, true],
    ['x/ci/a.yaml', false, false],
    ['templates/.hidden', false, true],
    ['templates/a.yaml', false, false],
  ] as const) {
    assert.equal(rules(path, isDirectory), expected, path);
  }
  assert.equal(typeof ignoreRules('a/**'), 'string');
  assert.equal(typeof ignoreRules('[a'), 'string');
  const negative = ignoreRules('!keep.txt');
  assert.ok(typeof negative === 'function' && negative('other.txt', false) && !negative('keep.txt', false));
  assert.ok(fileMatchTest('a[b-d]?.txt')!('acx.txt'));
  assert.ok(!fileMatchTest('a*')!('a/b'));
  const glob = (pattern: string, path: string) => globTest(pattern)(path);
  assert.ok(
    glob('conf/**', 'conf/a/b.txt') && glob('{a,b}.txt', 'b.txt') && glob('[!a].x', 'b.x') && glob('a\\*', 'a*'),
  );
  assert.ok(!glob('*.txt', 'a/b.txt') && !glob('[!a].x', 'a.x') && !glob('?.x', '/.x'));
  assert.ok(glob('{a', 'anything'), 'a pattern that is none matches everything');
});

test('one template with an error does not hide the others', () => {
  const { lines, refusals } = rendered(`=== templates/a.yaml
a: {{ .Values.a.b.c }}
=== templates/b.yaml
b: 1
=== templates/c.yaml
c: {{ if }}
`);
  assert.ok(lines.some(({ text }) => text === 'b: 1'));
  assert.deepEqual(
    refusals.map(({ place }) => place && `${place.path} ${place.text.slice(place.start, place.end)}`),
    ['web/templates/c.yaml }}', 'web/templates/a.yaml .Values.a.b.c'],
  );
});
