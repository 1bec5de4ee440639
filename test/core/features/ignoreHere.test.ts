import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ignoreHere } from '../../../server/src/core/features/ignoreHere.ts';
import { analysisOf, type FixtureOptions, parseFixture } from '../fixture.ts';
import { problemsIn, textsAfter } from './checkFix.ts';

/** The text with the first problem ignored; undefined if that is not offered. */
function ignored(text: string, options: FixtureOptions = {}): string | undefined {
  const analysis = analysisOf(text, options);
  const [problem] = problemsIn(text, analysis);
  assert.ok(problem, 'nothing is reported');
  const fix = ignoreHere(analysis, problem);
  return fix && textsAfter(analysis, text, fix, options).get('manifest.yaml');
}

const config = (labels: string) => `apiVersion: v1
kind: ConfigMap
metadata:
  name: web
  labels:
${labels}
`;

test('a comment goes above the line, indented as the line is', () => {
  const after = config('    # podwire-ignore: label-not-a-string\n    a: 1');
  assert.equal(ignored(config('    a: 1')), after);
  const crlf = { lineEnd: '\r\n' } as const;
  assert.equal(ignored(config('    a: 1'), crlf), parseFixture(after, crlf)[0]?.text);
});

test('a comment of the sort that is there gets the code too', () => {
  assert.equal(
    ignored(config('    # podwire-ignore: duplicate-key\n    a: 1')),
    config('    # podwire-ignore: duplicate-key, label-not-a-string\n    a: 1'),
  );
});

test('an item of a list, and a flow collection on one line', () => {
  const service = (ports: string) => `apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  ports:${ports}\n`;
  assert.equal(
    ignored(service('\n    - port: "80"')),
    service('\n    # podwire-ignore: service-rejected\n    - port: "80"'),
  );
  assert.equal(
    ignored(service(' [{port: "80"}]')),
    service(' [{port: "80"}]').replace('  ports', '  # podwire-ignore: service-rejected\n  ports'),
  );
});

test('nothing is offered where no comment can stand', () => {
  assert.equal(ignored('{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"labels": {"a": 1}}}'), undefined);
  assert.equal(
    ignored('{\n  "apiVersion": "v1",\n  "kind": "ConfigMap",\n  "metadata": {"labels": {"a": 1}}\n}'),
    undefined,
  );
  assert.equal(ignored(config('    {\n      a: 1}')), undefined);
});
