import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { answers } from './answers.ts';
import { kustomizeProgram } from './build.ts';
import { schemaModule } from './writeSchema.ts';

const project = join(import.meta.dirname, '../../..');

test('kustomize still makes of the cases what is checked in', (context) => {
  const program = needed(context);
  if (program !== undefined) {
    const fixture = readFileSync(join(project, 'test/core/render/answers.json'), 'utf8');
    assert.deepEqual(
      JSON.parse(JSON.stringify(answers(program))),
      JSON.parse(fixture),
      'run `node test/harness/kustomize/answers.ts > test/core/render/answers.json`',
    );
  }
});

test('the table of merged lists is what kustomize knows', (context) => {
  const program = needed(context);
  if (program !== undefined) {
    const table = JSON.parse(execFileSync(program, ['schema'], { encoding: 'utf8' }));
    const current = readFileSync(join(project, 'server/src/core/render/schema.ts'), 'utf8');
    assert.equal(
      withoutLayout(schemaModule(table)),
      withoutLayout(current),
      'run `go run . schema | node writeSchema.ts > ../../../server/src/core/render/schema.ts` here, and format it',
    );
  }
});

function needed(context: TestContext): string | undefined {
  const program = kustomizeProgram();
  if (program === undefined) {
    assert.notEqual(process.env.CI, 'true', 'Go is needed where CI=true');
    context.skip('Go is not installed');
  }
  return program;
}

function withoutLayout(module: string): string {
  return module.replace(/\s+/g, '').replaceAll(/,(?=[\]}])|'/g, '');
}
