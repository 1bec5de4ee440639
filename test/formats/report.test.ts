import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { Ajv } from 'ajv';
import { analyse, emptyAnalysis } from '../../server/src/core/analysis.ts';
import { templatesWith } from '../../server/src/core/index/keys.ts';
import { readFile } from '../../server/src/core/kinds/documents.ts';
import { originOf } from '../../server/src/core/model/origin.ts';
import type { Rule } from '../../server/src/core/rules/rule.ts';
import { serviceSelectsNothing } from '../../server/src/core/rules/serviceSelectsNothing.ts';
import { reportAsJson } from '../../server/src/formats/json.ts';
import { type Report, reportOf } from '../../server/src/formats/report.ts';
import { reportAsText } from '../../server/src/formats/text.ts';
import { deployment, service } from '../cli/manifests.ts';
import { projectRoot } from '../cli/program.ts';

const schema = JSON.parse(readFileSync(path.join(projectRoot, 'schemas/check.schema.json'), 'utf8'));
const validate = new Ajv({ strict: true, allErrors: true, allowUnionTypes: true }).compile(schema);

/** A hint with candidates for each Service, and a warning with what it lost. */
const guessing: Rule = {
  ...serviceSelectsNothing,
  code: 'made',
  *check(resource, { index }) {
    const at = originOf(resource, resource.nameRange);
    const candidates = index
      .list(templatesWith('app', `${resource.name}-backend`))
      .map((each) => ({ resource: each, likelihood: 0.25 }));
    yield { severity: 'hint', message: 'Perhaps.', at, candidates };
    yield {
      severity: 'warning',
      message: 'Lost.',
      at,
      lost: {
        targets: [
          { group: 'apps', kind: 'Deployment', name: 'web', file: 'gone.yaml' },
          { group: '', kind: 'Pod', namespace: 'shop', name: 'web', file: 'base/pod.yaml', bundle: 'prod' },
        ],
        since: 'HEAD 4ef8179',
        cause: 'renamed',
      },
    };
  },
};

test('JSON has hints, candidates and what was lost, as the schema says', () => {
  const { problems } = asJson(report());
  assert.equal(problems.length, 2);
  const hint = problems.find(({ severity }) => severity === 'hint');
  const lost = problems.find(({ severity }) => severity === 'warning');
  assert.deepEqual(
    [hint?.severity, hint?.candidates, hint && 'lost' in hint],
    [
      'hint',
      [{ resource: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: null, name: 'web' }, likelihood: 0.25 }],
      false,
    ],
  );
  assert.deepEqual(
    [lost?.severity, lost?.lost, lost && 'candidates' in lost],
    [
      'warning',
      {
        targets: [
          { group: 'apps', kind: 'Deployment', namespace: null, name: 'web', file: './gone.yaml', bundle: null },
          { group: '', kind: 'Pod', namespace: 'shop', name: 'web', file: './base/pod.yaml', bundle: 'prod' },
        ],
        since: 'HEAD 4ef8179',
        cause: 'renamed',
      },
      false,
    ],
  );
  assert.equal(new Set(problems.map(({ fingerprint }) => fingerprint)).size, 2);
});

test('the text has hints where all is asked for, and counts them there only', () => {
  const text = (verbose: boolean) => reportAsText(report(), { color: false, verbose, lineOf: () => undefined });
  assert.equal(text(false), './a.yaml:4:9: warning[made]: Lost.\nChecked 1 file with 2 resources: 1 warning.\n');
  assert.equal(
    text(true),
    './a.yaml:4:9: warning[made]: Lost.\n./a.yaml:4:9: hint[made]: Perhaps.\nChecked 1 file with 2 resources: 1 warning, 1 hint.\n',
  );
});

function report(): Report {
  const files = new Map([['a.yaml', readFile('a.yaml', `${service('web')}---\n${deployment('web')}`)]]);
  const { analysis } = analyse(emptyAnalysis, { files, complete: true }, [guessing]);
  return reportOf(analysis, { files: 1, shown: (file) => `./${file}`, fixesOf: () => [], errors: [] });
}

function asJson(made: Report): Report {
  const read = JSON.parse(reportAsJson(made)) as Report;
  assert.ok(validate(read), JSON.stringify(validate.errors));
  return read;
}
