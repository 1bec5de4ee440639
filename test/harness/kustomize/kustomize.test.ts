import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { parseFixture } from '../../core/fixture.ts';
import { badKustomizations } from '../../core/rules/badKustomizations.ts';
import { answers, buildFixtures } from './answers.ts';
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

test('kustomize refuses what is told to be refused, for the reason that is told', (context) => {
  const program = needed(context);
  if (program === undefined) {
    return;
  }
  const entries = Object.entries(badKustomizations);
  const built = buildFixtures(
    program,
    entries.map(([, { fixture, lineEnd }]) => parseFixture(fixture, lineEnd ? { lineEnd } : {})),
  );
  for (const [index, [name, { kustomize }]] of entries.entries()) {
    const { error } = built[index]!;
    if (kustomize === 'builds') {
      assert.equal(error, undefined, name);
    } else if (kustomize === 'fetches') {
      assert.match(error ?? '', /proxyconnect|no such file or directory|no 'git' program/, name);
    } else {
      assert.ok(error?.includes(kustomize), `${name}: ${error}`);
    }
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
