import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsePortRange, readSettings } from '../../../server/src/core/settingsFile.ts';

const codes = ['service-selects-nothing', 'node-port-conflict'];

test('every setting is read', () => {
  const { settings, errors } = readSettings(
    `# how we work
closedWorld: yes
severity:
  service-selects-nothing: error
  node-port-conflict: off
overrides:
  - files: legacy/**
    severity: off
  - files: [test/**, "!test/real"]
    severity: {node-port-conflict: hint}
nodePortRange: 30000-31000
workloads:
  - apiVersion: example.com/*
    kind: Worker
    podTemplate: spec.jobTemplate.template
ignore: [test/, "!test/real"]
helm: {render: false, kubeVersion: 1.30}
probe:
  addresses: [192.168.8.20, node.example, "[fd7a:115c:a1e0::55]"]
  path: /healthz
`,
    codes,
  );
  assert.deepEqual(errors, []);
  assert.deepEqual(settings, {
    closedWorld: true,
    severity: { 'service-selects-nothing': 'error', 'node-port-conflict': 'off' },
    overrides: [
      { files: ['legacy/**'], folder: '', severity: 'off' },
      { files: ['test/**', '!test/real'], folder: '', severity: { 'node-port-conflict': 'hint' } },
    ],
    nodePortRange: { from: 30000, to: 31000 },
    workloads: [{ apiVersion: 'example.com/*', kind: 'Worker', podTemplate: 'spec.jobTemplate.template' }],
    ignore: ['test/', '!test/real'],
    helm: { render: false, kubeVersion: 'v1.30.0' },
    probe: { addresses: ['192.168.8.20', 'node.example', 'fd7a:115c:a1e0::55'], path: '/healthz' },
  });
});

test('a file that states nothing leaves everything as it is', () => {
  for (const text of ['', '# nothing\n', '---\n', '{}', 'severity:\nignore: ~\n', '\ufeff']) {
    const { settings, errors } = readSettings(text, codes);
    assert.deepEqual({ text, errors, stated: Object.values(settings) }, { text, errors: [], stated: [] });
  }
});

test('a version of Kubernetes is read as Helm reads it', () => {
  for (const [written, version] of [
    ['1.31', 'v1.31.0'],
    ['"1.31"', 'v1.31.0'],
    ['v1.29.4', 'v1.29.4'],
    ['1.29.4-gke.100+a', 'v1.29.4-gke.100+a'],
    ['""', undefined],
  ]) {
    const { settings, errors } = readSettings(`helm:\n  kubeVersion: ${written}\n`, codes);
    assert.deepEqual({ written, errors, version: settings.helm?.kubeVersion }, { written, errors: [], version });
  }
  expectErrors(
    `helm:
  kubeVersion: latest
               ^^^^^^ kubeVersion of helm must be a version of Kubernetes, e.g. 1.31.
  render: perhaps
          ^^^^^^^ render of helm must be true or false.
`,
    { helm: {} },
  );
});

test('an address has no port, a path begins with a slash', () => {
  expectErrors(
    `probe:
  addresses: [10.0.0.1:80, 300.1.1.1, "http://x", 10.0.0.2]
              ^^^^^^^^^^^ An address must be an IP address or the name of a host, without a port, e.g. 192.168.8.20.
                           ^^^^^^^^^ An address must be an IP address or the name of a host, without a port, e.g. 192.168.8.20.
                                      ^^^^^^^^^^ An address must be an IP address or the name of a host, without a port, e.g. 192.168.8.20.
  path: healthz
        ^^^^^^^ path of probe must begin with a slash, e.g. /healthz.
  port: 80
  ^^^^ probe has no port. The known keys are addresses and path.
`,
    { probe: { addresses: ['10.0.0.2'] } },
  );
});

test('what is not known is named at its place, with what was probably meant, and the rest counts', () => {
  expectErrors(
    `closedWorld: true
closedworld: true
^^^^^^^^^^^ The file has no closedworld. Did you mean closedWorld?
colour: red
^^^^^^ The file has no colour. The known keys are severity, overrides, closedWorld, nodePortRange, workloads, ignore, helm and probe.
severity:
  service-select-nothing: error
  ^^^^^^^^^^^^^^^^^^^^^^ severity has no service-select-nothing. Did you mean service-selects-nothing?
  node-port-conflict: eror
                      ^^^^ The severity of node-port-conflict must be error, warning, information, hint or off. Did you mean error?
`,
    { closedWorld: true, severity: {} },
  );
});

test('values of another shape are named, and the others count', () => {
  expectErrors(
    `closedWorld: maybe
             ^^^^^ closedWorld must be true or false.
nodePortRange: 32767-30000
               ^^^^^^^^^^^ nodePortRange must be two ports with a hyphen between them, e.g. 30000-32767.
workloads:
  - apiVersion: example.com/v1
    ^^^^^^^^^^^^^^^^^^^^^^^^^^ A workload needs apiVersion, kind and podTemplate; this one lacks kind and podTemplate.
  - {apiVersion: example.com/v1, kind: Worker, podTemplate: spec template}
                                                            ^^^^^^^^^^^^^ podTemplate of a workload must be a dotted path, e.g. spec.jobTemplate.template.
  - {apiVersion: v1, kind: Worker, podTemplate: spec.template}
ignore:
  - [x]
    ^^^ ignore must be a list of patterns, as in .gitignore.
  - docs/
severity: [error]
          ^^^^^^^ severity must be a mapping; its keys are service-selects-nothing and node-port-conflict.
`,
    {
      workloads: [{ apiVersion: 'v1', kind: 'Worker', podTemplate: 'spec.template' }],
      ignore: ['docs/'],
      severity: {},
    },
  );
});

test('an override that is incomplete or wrong is named at its place and skipped, and the others count', () => {
  expectErrors(
    `overrides:
  - files: a
    ^^^^^^^^ An override needs files and severity; this one lacks severity.
  - files: {a: b}
           ^^^^^^ files must be a glob or a list of globs, e.g. legacy/**.
    severity: off
  - files: [""]
           ^^^^ files must be a glob or a list of globs, e.g. legacy/**.
    severity: off
  - files: b
    severity: of
              ^^ severity must be error, warning, information, hint or off for all rules, or a mapping of rules. Did you mean off?
  - files: c
    severity: {node-port-conflicts: off}
               ^^^^^^^^^^^^^^^^^^^ severity has no node-port-conflicts. Did you mean node-port-conflict?
`,
    { overrides: [{ files: ['c'], folder: '', severity: {} }] },
  );
});

test('a key that stands twice: the last one counts, and the first is named', () => {
  expectErrors(
    `closedWorld: false
^^^^^^^^^^^ closedWorld appears twice; the last one counts.
closedWorld: true
`,
    { closedWorld: true },
  );
});

test('a list where the file should be a mapping, a second document, text that is no YAML', () => {
  assert.match(readSettings('- a\n', codes).errors[0]?.message ?? '', /^The file must be a mapping; its keys are /);
  const { settings, errors } = readSettings('closedWorld: true\n---\nclosedWorld: false\n', codes);
  assert.deepEqual(settings, { closedWorld: true });
  assert.deepEqual(errors, [{ start: 22, end: 22, message: 'Only the first document of the file is read.' }]);
  const broken = readSettings('# first\n---\nclosedWorld: "true\n', codes);
  assert.deepEqual(broken.settings, {});
  assert.ok(broken.errors[0] && broken.errors[0].start >= 12);
});

test('a range of ports', () => {
  assert.deepEqual(parsePortRange(' 1 - 65535 '), { from: 1, to: 65535 });
  for (const written of ['', '30000', '0-5', '5-4', '1-65536', '30000-', 'a-b', '30000-32767-33000']) {
    assert.equal(parsePortRange(written), undefined, written);
  }
});

/** Errors are drawn under their line. */
function expectErrors(drawn: string, settings: object): void {
  const lines: string[] = [];
  const wanted: string[] = [];
  for (const line of drawn.split('\n')) {
    if (/^ *\^+ /.test(line)) {
      wanted.push(`${lines.length}: ${line}`);
    } else {
      lines.push(line);
    }
  }
  const text = lines.join('\n');
  const found = readSettings(text, codes);
  const drawnErrors = found.errors.map(({ start, end, message }) => {
    const before = text.slice(0, start).split('\n');
    return `${before.length}: ${' '.repeat(before.at(-1)!.length)}${'^'.repeat(end - start)} ${message}`;
  });
  assert.deepEqual(drawnErrors, wanted);
  assert.deepEqual(found.settings, settings);
}
