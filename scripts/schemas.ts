// Writes schemas/podwire.schema.json, the JSON Schema of podwire.yaml, from the rules.
//
//   node scripts/schemas.ts            writes it
//   node scripts/schemas.ts --check    writes nothing; status 1 if it is not current
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defaultKubeVersion } from '../server/src/core/chart/capabilities.ts';
import { rules } from '../server/src/core/rules/list.ts';
import { defaultSettings } from '../server/src/core/settings.ts';
import { settingsDocumentation } from '../server/src/core/settingsDocumentation.ts';
import { severitySettings } from '../server/src/core/settingsFile.ts';

const file = fileURLToPath(new URL('../schemas/podwire.schema.json', import.meta.url));

const ruleSeverities = {
  type: ['object', 'null'],
  additionalProperties: false,
  properties: Object.fromEntries(
    rules.map((rule) => [rule.code, { description: rule.documentation.title, enum: severitySettings }]),
  ),
};

const schema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Settings of Podwire (podwire.yaml)',
  type: ['object', 'null'],
  additionalProperties: false,
  properties: {
    severity: {
      description: settingsDocumentation.severity.description,
      ...ruleSeverities,
    },
    overrides: {
      description: settingsDocumentation.overrides.description,
      type: ['array', 'null'],
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['files', 'severity'],
        properties: {
          files: {
            description: 'A glob or a list of globs, e.g. legacy/**. A glob that begins with ! takes files out again.',
            anyOf: [
              { type: 'string', minLength: 1 },
              { type: 'array', items: { type: 'string', minLength: 1 } },
            ],
          },
          severity: {
            description: 'The severity by rule, or one for all rules.',
            anyOf: [{ enum: severitySettings }, { ...ruleSeverities, type: 'object' }],
          },
        },
      },
    },
    closedWorld: {
      description: settingsDocumentation.closedWorld.description,
      type: ['boolean', 'null'],
      default: defaultSettings.closedWorld,
    },
    nodePortRange: {
      description: settingsDocumentation.nodePortRange.description,
      type: ['string', 'null'],
      pattern: '^\\s*\\d{1,5}\\s*-\\s*\\d{1,5}\\s*$',
      default: settingsDocumentation.nodePortRange.default,
    },
    workloads: {
      description: settingsDocumentation.workloads.description,
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
      description: settingsDocumentation.ignore.description,
      type: ['array', 'null'],
      items: { type: 'string', minLength: 1 },
    },
    helm: {
      description: settingsDocumentation.helm.description,
      type: ['object', 'null'],
      additionalProperties: false,
      properties: {
        render: {
          description: 'Whether charts are rendered. If not, what they create is unknown.',
          type: ['boolean', 'null'],
          default: true,
        },
        kubeVersion: {
          description: 'The version of Kubernetes for which charts are rendered, as .Capabilities.KubeVersion.',
          anyOf: [
            {
              type: ['string', 'null'],
              pattern: String.raw`^v?\d{1,4}\.\d{1,4}(\.\d{1,4})?([-+][0-9A-Za-z.+-]+)?$`,
            },
            // Without quotes, 1.31 is a number to programs that read the schema.
            { type: 'number', exclusiveMinimum: 1, exclusiveMaximum: 2 },
          ],
          default: defaultKubeVersion,
        },
      },
    },
    probe: {
      description: settingsDocumentation.probe.description,
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
