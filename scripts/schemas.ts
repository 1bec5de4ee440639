// Writes schemas/podwire.schema.json, the JSON Schema of podwire.yaml, from the rules.
//
//   node scripts/schemas.ts            writes it
//   node scripts/schemas.ts --check    writes nothing; status 1 where it is not current
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
        'How severe the problems of each rule are, or off. Rules that are not listed decide by how certain they are. What is only a guess is never raised: it keeps its severity or gets a lower one.',
      type: ['object', 'null'],
      additionalProperties: false,
      properties: Object.fromEntries(
        rules.map((rule) => [rule.code, { description: rule.documentation.title, enum: severitySettings }]),
      ),
    },
    closedWorld: {
      description:
        'States that everything that will run is here. Then a reference that nothing matches is a problem even where nothing similar stands near it, and a manifest without a namespace lives in "default".',
      type: ['boolean', 'null'],
      default: false,
    },
    nodePortRange: {
      description:
        'The node ports that the cluster gives out, both included, as the option --service-node-port-range of kube-apiserver states them.',
      type: ['string', 'null'],
      pattern: '^\\s*\\d{1,5}\\s*-\\s*\\d{1,5}\\s*$',
      default: '30000-32767',
    },
    workloads: {
      description:
        'Custom resources whose controllers make pods and that keep the pod template elsewhere than at spec.template, where it is found without being asked for.',
      type: ['array', 'null'],
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['apiVersion', 'kind', 'podTemplate'],
        properties: {
          apiVersion: {
            description: 'As in a manifest, e.g. example.com/v1, or example.com/* for every version.',
            type: 'string',
            pattern: '^[\\w.-]+(/[\\w.*-]+)?$',
          },
          kind: { description: 'As in a manifest, e.g. Worker.', type: 'string', pattern: '^\\w+$' },
          podTemplate: {
            description: 'Where the pod template stands: a dotted path, e.g. spec.jobTemplate.template.',
            type: 'string',
            pattern: '^[\\w-]+(\\.[\\w-]+)*$',
          },
        },
      },
    },
    ignore: {
      description:
        'Files and folders that are not read, in the language of .gitignore, relative to the folder of this file. They win over what .gitignore files say.',
      type: ['array', 'null'],
      items: { type: 'string', minLength: 1 },
    },
    probe: {
      description: 'What the command probe, and Probe NodePort in the editor, are told.',
      type: ['object', 'null'],
      additionalProperties: false,
      properties: {
        addresses: {
          description:
            'IP addresses or names of nodes, without a port. They are tried beside those that the cluster knows, and where no cluster is asked.',
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
          description: 'What to GET where no readiness or liveness probe of a container says so.',
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
