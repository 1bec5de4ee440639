import assert from 'node:assert/strict';
import { cpSync, readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { Ajv } from 'ajv';
import type { Report } from '../../server/src/formats/report.ts';
import { folderWith } from '../lsp/folder.ts';
import { deployment, service } from './manifests.ts';
import { podwire, projectRoot } from './program.ts';

const schema = JSON.parse(readFileSync(path.join(projectRoot, 'schemas/check.schema.json'), 'utf8'));
const validate = new Ajv({ strict: true, allErrors: true, allowUnionTypes: true }).compile(schema);

test('the example as JSON', async () => {
  using folder = folderWith('');
  cpSync(path.join(projectRoot, 'examples/family-assistant'), folder.path, { recursive: true });
  const { report, status } = await checked([], folder.path);
  assert.equal(status, 1);
  assert.deepEqual([report.version, report.files, report.resources, report.unknown, report.errors], [1, 2, 2, [], []]);
  const [problem, ...others] = report.problems;
  assert.deepEqual(others, []);
  assert.ok(problem);
  const { fingerprint, fixes, message, related, ...rest } = problem;
  assert.deepEqual(rest, {
    code: 'service-selects-nothing',
    severity: 'warning',
    file: 'service-nodeport.yaml',
    range: { start: { line: 9, character: 9 }, end: { line: 9, character: 25 } },
    resource: { apiVersion: 'v1', kind: 'Service', namespace: 'homelab', name: 'family-assistant-nodeport' },
    bundle: null,
    candidates: [
      {
        resource: {
          apiVersion: 'apps/v1',
          kind: 'Deployment',
          namespace: 'homelab',
          name: 'family-assistant-backend',
        },
        likelihood: 0.97,
      },
    ],
  });
  assert.match(message, /^Service "family-assistant-nodeport" selects no pods/);
  const text = readFileSync(path.join(folder.path, 'service-nodeport.yaml'), 'utf8');
  folder.write('service-nodeport.yaml', `# Moved down.\n${text}`);
  const moved = await checked([], folder.path);
  assert.deepEqual(
    moved.report.problems.map((each) => [each.fingerprint, each.range.start.line]),
    [[fingerprint, 10]],
  );
  assert.equal(related[0]?.file, 'deployment.yaml');
  assert.equal(
    withEdits(text, fixes[0]!.edits),
    text.replace(/app: family-assistant( .*)/, 'app: family-assistant-backend$1\n    component: familyai-v3'),
  );
});

test('every output is as the schema says, and two runs give the same bytes', async () => {
  const everything = `=== a/service.yaml
${service('web')}=== a/deployment.yaml
${deployment('web')}=== a/labels.yaml
apiVersion: v1
kind: Pod
metadata:
  name: numbers
  labels:
    version: 1.10
    enabled: true
=== a/ports.yaml
apiVersion: v1
kind: Service
metadata: {name: ports, namespace: x}
spec:
  type: NodePort
  selector: {app: web-backend}
  ports: [{port: 80, nodePort: 80}, {port: 81, nodePort: 80}]
=== a/filled.yaml
${service('filled').replace('app: filled', 'app: "${APP}"')}=== b/lonely.yaml
${service('lonely')}=== b/🚀/x.yaml
${service('rocket')}=== b/\uffee/x.yaml
${service('letter')}=== b/broken.yaml
apiVersion: v1
kind: Service
metadata: {name: [
=== b/podwire.yaml
colour: red
`;
  using folder = folderWith(everything);
  folder.write('b/latin1.yaml', Buffer.from('apiVersion: v1\nkind: Service\nmetadata:\n  name: größe\n', 'latin1'));
  symlinkSync('../a/service.yaml', path.join(folder.path, 'b/link.yaml'));
  const seen = { problems: 0, unknown: 0, errors: 0, fixes: 0, related: 0 };
  for (const args of [[], ['a'], ['b'], ['b', 'a'], ['nowhere'], ['-'], ['--closed-world'], ['b/lonely.yaml', 'a']]) {
    const { report, output } = await checked(args, folder.path, service('input'));
    assert.equal((await checked(args, folder.path, service('input'))).output, output);
    assert.equal(new Set(report.problems.map((each) => each.fingerprint)).size, report.problems.length);
    seen.problems += report.problems.length;
    seen.unknown += report.unknown.length;
    seen.errors += report.errors.length;
    seen.fixes += report.problems.flatMap((problem) => problem.fixes).length;
    seen.related += report.problems.flatMap((problem) => problem.related).length;
  }
  assert.deepEqual(
    Object.entries(seen).filter(([, count]) => count === 0),
    [],
    'each part of the schema was tried',
  );
});

test('problems are ordered by file in code points, then by place', async () => {
  using folder = folderWith('');
  for (const name of ['b', 'a-b', 'a/b', '🚀', '\uffee', 'A', 'ä']) {
    folder.write(
      `${name}/x.yaml`,
      `${service('web')}---\n${deployment('web')}---\n${service('web').replace('web', 'two')}`,
    );
  }
  const { report } = await checked([], folder.path);
  assert.deepEqual(
    report.problems.map(({ file, range }) => `${file} ${range.start.line}`),
    ['A', 'a-b', 'a/b', 'b', 'ä', '\uffee', '🚀'].flatMap((name) => [`${name}/x.yaml 6`, `${name}/x.yaml 36`]),
  );
});

test('with --fix what was fixed is said beside the JSON', async () => {
  using folder = folderWith(`=== a/service.yaml\n${service('web')}=== a/deployment.yaml\n${deployment('web')}`);
  const { status, stdout, stderr } = await podwire(['check', '--format', 'json', '--fix'], { cwd: folder.path });
  assert.equal(status, 0);
  assert.deepEqual(JSON.parse(stdout).problems, []);
  assert.equal(stderr, 'a/service.yaml: fixed: Copy pod labels from Deployment "web"\n');
});

async function checked(
  args: readonly string[],
  cwd: string,
  input = '',
): Promise<{ report: Report; status: number | null; output: string }> {
  const { status, stdout, stderr } = await podwire(['check', '--format', 'json', ...args], { cwd, input });
  assert.equal(stderr, '');
  const report = JSON.parse(stdout) as Report;
  assert.ok(validate(report), JSON.stringify(validate.errors));
  return { report, status, output: stdout };
}

function withEdits(text: string, edits: Report['problems'][number]['fixes'][number]['edits']): string {
  const lines = text.split('\n');
  const offset = ({ line, character }: { line: number; character: number }) =>
    lines.slice(0, line).reduce((sum, each) => sum + each.length + 1, 0) + character;
  return edits.toReversed().reduce((changed, { range, newText }) => {
    return changed.slice(0, offset(range.start)) + newText + changed.slice(offset(range.end));
  }, text);
}
