// Writes schemas/podwire.schema.json, the JSON Schema of podwire.yaml, from the rules.
//
//   node scripts/schemas.ts            writes it
//   node scripts/schemas.ts --check    writes nothing; status 1 if it is not current
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { rules } from '../server/src/core/rules/list.ts';
import { severitySettings } from '../server/src/core/settingsFile.ts';

const file = fileURLToPath(new URL('../schemas/podwire.schema.json', import.meta.url));

const schema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Settings of Podwire (podwire.yaml)',
  type: ['object', 'null'],
  additionalProperties: false,
  properties: {
    severity: {
      description:
        'The severity of the problems of each rule, or off. Without an entry, the severity follows the certainty of the problem. An entry can lower the severity of a guess, but not raise it.',
      type: ['object', 'null'],
      additionalProperties: false,
      properties: Object.fromEntries(
        rules.map((rule) => [rule.code, { description: rule.documentation.title, enum: severitySettings }]),
      ),
    },
    closedWorld: {
      description:
        'The workspace contains everything that will run. A reference that matches nothing is then a problem even without a similar candidate, and a manifest without a namespace belongs to "default".',
      type: ['boolean', 'null'],
      default: false,
    },
    nodePortRange: {
      description:
        'The range of node ports of the cluster, both ends included, as in the option --service-node-port-range of kube-apiserver.',
      type: ['string', 'null'],
      pattern: '^\\s*\\d{1,5}\\s*-\\s*\\d{1,5}\\s*$',
      default: '30000-32767',
    },
    workloads: {
      description:
        'Custom resources whose controllers create pods and whose pod template is not at spec.template, where Podwire always looks.',
      type: ['array', 'null'],
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['apiVersion', 'kind', 'podTemplate'],
        properties: {
          apiVersion: {
            description: 'The apiVersion as in a manifest, e.g. example.com/v1, or example.com/* for every version.',
            type: 'string',
            pattern: '^[\\w.-]+(/[\\w.*-]+)?$',
          },
          kind: { description: 'The kind as in a manifest, e.g. Worker.', type: 'string', pattern: '^\\w+$' },
          podTemplate: {
            description: 'The path of the pod template, with dots, e.g. spec.jobTemplate.template.',
            type: 'string',
            pattern: '^[\\w-]+(\\.[\\w-]+)*$',
          },
        },
      },
    },
    ignore: {
      description:
        'Files and folders that are not read, in the syntax of .gitignore, relative to the folder of this file. They override .gitignore files.',
      type: ['array', 'null'],
      items: { type: 'string', minLength: 1 },
    },
    probe: {
      description: 'Settings of the command probe, and of Probe NodePort in the editor.',
      type: ['object', 'null'],
      additionalProperties: false,
      properties: {
        addresses: {
          description:
            'IP addresses or names of nodes, without a port. They are tried in addition to those that the cluster knows, and without a cluster.',
          type: ['array', 'null'],
          uniqueItems: true,
          items: {
            type: 'string',
            anyOf: [
              { pattern: String.raw`^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$` },
              { pattern: String.raw`^\[?[\dA-Fa-f.]*:[\dA-Fa-f.]*:[\dA-Fa-f:.]*\]?$` },
              { pattern: String.raw`^(?![\d.]+$)[A-Za-z\d_](?:[A-Za-z\d_.-]{0,251}[A-Za-z\d_.])?$` },
            ],
          },
        },
        path: {
          description: 'The path to request if no readiness or liveness probe of a container states one.',
          type: ['string', 'null'],
          pattern: '^/',
          default: '/',
        },
      },
    },
  },
};

const text = `${JSON.stringify(schema, undefined, 2)}\n`;
if (process.argv.includes('--check')) {
  if (readFileSync(file, 'utf8') !== text) {
    process.stderr.write('schemas/podwire.schema.json is not current: run "npm run schemas" and commit the file.\n');
    process.exitCode = 1;
  }
} else {
  writeFileSync(file, text);
}
