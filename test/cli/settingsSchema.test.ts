import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { rules } from '../../server/src/core/rules/list.ts';
import { readSettings } from '../../server/src/core/settingsFile.ts';
import { runProgram } from './program.ts';

const schema = JSON.parse(readFileSync(new URL('../../schemas/podwire.schema.json', import.meta.url), 'utf8'));

test('the schema of podwire.yaml is current', async () => {
  const { status, stderr } = await runProgram(['scripts/schemas.ts', '--check']);
  assert.equal(status, 0, stderr);
});

test('the schema and the reader take and refuse the same files', () => {
  const validate = new Ajv({ strict: true, allowUnionTypes: true }).compile(schema);
  const codes = rules.map((rule) => rule.code);
  const taken = [
    '{}',
    'closedWorld: true',
    `severity: {${codes[0]}: off}`,
    `severity: {${codes[0]}: error}`,
    'overrides: [{files: legacy/**, severity: off}]',
    `overrides: [{files: [a, b], severity: {${codes[0]}: hint}}]`,
    'nodePortRange: 30000-32767',
    'nodePortRange:',
    'ignore: [test/]',
    'workloads: [{apiVersion: example.com/*, kind: Worker, podTemplate: spec.a-b.template}]',
    'probe: {addresses: [192.168.8.20, node.example, "fd7a:115c:a1e0::55", "[::1]"], path: /healthz}',
    'probe: {addresses:, path:}',
    'helm: {render: false, kubeVersion: 1.31}',
    'helm: {render: true, kubeVersion: v1.29.4-gke.100}',
    'helm: {render:, kubeVersion:}',
  ];
  const refused = [
    '[]',
    'closedworld: true',
    'closedWorld: maybe',
    'severity: {nothing: error}',
    `severity: {${codes[0]}: fatal}`,
    'severity: error',
    'overrides: {files: legacy/**, severity: off}',
    'overrides: [{files: legacy/**}]',
    'overrides: [{severity: off}]',
    'overrides: [{files: "", severity: off}]',
    'overrides: [{files: [""], severity: off}]',
    'overrides: [{files: a, severity: fatal}]',
    'overrides: [{files: a, severity: {nothing: off}}]',
    'overrides: [{files: a, severity: off, rules: b}]',
    'nodePortRange: 30000',
    'ignore: test/',
    'ignore: [[test]]',
    "ignore: ['']",
    'workloads: [{apiVersion: example.com/v1, kind: Worker}]',
    'probe: [192.168.8.20]',
    'probe: {addresses: 192.168.8.20}',
    'probe: {addresses: [192.168.8.20:30801]}',
    'probe: {addresses: [192.168.8.256]}',
    'probe: {addresses: [192.168.8]}',
    'probe: {addresses: [http://node.example]}',
    'probe: {path: healthz}',
    'probe: {port: 30801}',
    'helm: false',
    'helm: {render: perhaps}',
    'helm: {kubeVersion: 31}',
    'helm: {kubeVersion: latest}',
    'helm: {charts: false}',
    'workloads: [{apiVersion: example.com/v1, kind: Worker, podTemplate: spec, colour: red}]',
    'workloads: [{apiVersion: example.com/v1, kind: Worker, podTemplate: spec template}]',
  ];
  for (const text of [...taken, ...refused]) {
    assert.equal(readSettings(text, codes).errors.length === 0, taken.includes(text), `reader: ${text}`);
    assert.equal(validate(parse(text)), taken.includes(text), `schema: ${text}`);
  }
});
