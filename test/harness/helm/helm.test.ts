import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { builtInApiVersions } from '../../../server/src/core/chart/apiVersions.ts';
import { answers } from './answers.ts';
import { helmProgram } from './program.ts';

const project = join(import.meta.dirname, '../../..');

test('Helm still makes of the cases what is checked in', (context) => {
  const program = needed(context);
  if (program !== undefined) {
    const recorded = readFileSync(join(project, 'test/core/template/answers.json'), 'utf8');
    assert.deepEqual(
      JSON.parse(JSON.stringify(answers(program))),
      JSON.parse(recorded),
      'run `node test/harness/helm/answers.ts > test/core/template/answers.json`',
    );
  }
});

test('the built-in API versions are those of Helm', (context) => {
  const program = needed(context);
  if (program !== undefined) {
    const real: string[] = JSON.parse(execFileSync(program, ['capabilities'], { encoding: 'utf8' }));
    assert.deepEqual([...builtInApiVersions].sort(), real.sort());
  }
});

function needed(context: TestContext): string | undefined {
  const program = helmProgram();
  if (program === undefined) {
    assert.notEqual(process.env.CI, 'true', 'Go is needed where CI=true');
    context.skip('Go is not installed');
  }
  return program;
}
