import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { web } from '../cli/manifests.ts';
import { podwire } from '../cli/program.ts';
import { folderWith } from '../lsp/folder.ts';
import { isBuilt, packPackage } from '../package/tarball.ts';
import { repositoryWith, type TestRepository } from '../sources/repository.ts';
import { type JobResult, readAction, runAction } from './compositeAction.ts';
import { type PullRequestServer, startServer } from './pullRequestServer.ts';

const skip = isBuilt ? false : 'dist/ is not built';
const install = 'Install Podwire';
/** Steps that need not run again. Starting Node.js takes longer than what these scripts do. */
const once = ['Look for Node.js', install];
const temp = folderWith('');
let server: PullRequestServer;
let version: string;

before(async () => {
  server = await startServer();
  if (isBuilt) {
    version = `file:${packPackage(temp.path).file}`;
    // Once, because npm takes longer than everything else. What a checkout contains must not matter to npm.
    const hostile = repositoryWith(
      `=== .npmrc\nregistry=http://127.0.0.1:9/\nprefix=elsewhere\n=== web.yaml\n${web('web')}`,
    );
    hostile.commit();
    const result = await run(hostile, { event: pushOf(hostile, '0'.repeat(40)), done: [] });
    assert.equal(result.conclusion, 'success', JSON.stringify(result.logs));
    assert.match(result.logs[install]!, /added 1 package/);
    hostile[Symbol.dispose]();
  }
});
after(async () => {
  await server.close();
  temp[Symbol.dispose]();
});
afterEach(() => {
  server.comments.length = 0;
  server.requests.length = 0;
  server.refuseWith = undefined;
});

test('no script contains an expression: inputs and events reach them as variables', () => {
  const { runs, inputs } = readAction();
  const scripts = runs.steps.filter((step) => step.run !== undefined);
  assert.ok(scripts.length >= 6);
  for (const { name, run, shell } of scripts) {
    assert.doesNotMatch(run!, /\$\{\{/, name);
    assert.equal(shell, 'bash', name);
  }
  for (const [name, { description }] of Object.entries(inputs)) {
    assert.ok(description.endsWith('.'), name);
  }
});

test('other actions are pinned by commit', () => {
  const used = readAction().runs.steps.flatMap(({ uses }) => uses ?? []);
  assert.ok(used.length > 0);
  for (const each of used) {
    assert.match(each, /^[\w-]+\/[\w-]+(?:\/[\w-]+)?@[0-9a-f]{40}$/);
  }
});

test('a pull request that breaks nothing is green and gets no comment', { skip }, async () => {
  using pull = pullRequest(web('web'), web('web', 'example/web:2'));
  const result = await run(pull.clone, { event: pull.event, inputs: { sarif: 'true' } });
  assert.equal(result.conclusion, 'success', JSON.stringify(result.logs));
  assert.deepEqual(server.comments, []);
  // The base is the first parent of the merge, and the shallow clone did not have it.
  assert.equal(result.outputs.base, pull.base);
  assert.match(result.summary, /the wiring is the same/);
  const log = JSON.parse(readFileSync(result.outputs['sarif-file']!, 'utf8'));
  assert.deepEqual([log.version, log.runs[0].results], ['2.1.0', []]);
  assert.deepEqual(result.passed['Upload SARIF'], { sarif_file: result.outputs['sarif-file'], category: 'podwire' });
});

test('a pull request that breaks a Service is red, and one comment follows it to the fix', { skip }, async () => {
  server.comments.push(
    { id: 1, isOwn: false, body: '<!-- podwire diff: podwire -->\nwritten by somebody else' },
    { id: 2, isOwn: true, body: 'of another action' },
    { id: 3, isOwn: false, body: 'a person' },
  );
  using pull = pullRequest(web('web'), web('shop'));
  const broken = await run(pull.clone, { event: pull.event, inputs: { sarif: 'true' } });
  assert.equal(broken.conclusion, 'failure');
  assert.equal(broken.ran.at(-1), 'Check');
  // Code scanning shows the annotations.
  assert.match(broken.logs.Check!, /no longer selects Deployment "web"/);
  assert.doesNotMatch(broken.logs.Check!, /^::warning/m);
  assert.equal(server.comments.length, 4);
  assert.match(server.comments[3]!.body, /^<!-- podwire diff: podwire -->\n/);
  assert.match(server.comments[3]!.body, /Deployment web/);
  assert.ok(server.comments[3]!.body.includes(`/someone/manifests/blob/${pull.head}/web.yaml#L`));
  assert.equal(JSON.parse(readFileSync(broken.outputs['sarif-file']!, 'utf8')).runs[0].results.length, 1);

  // A second run changes the comment, and so does the fix.
  await run(pull.clone, { event: pull.event });
  assert.equal(server.comments.length, 4);
  const event = pull.push(web('web', 'example/web:2'));
  const fixed = await run(pull.clone, { event });
  assert.equal(fixed.conclusion, 'success', JSON.stringify(fixed.logs));
  assert.equal(server.comments.length, 4);
  assert.match(server.comments[3]!.body, /the wiring is the same/);
  assert.equal(server.comments[0]!.body, '<!-- podwire diff: podwire -->\nwritten by somebody else');
});

test('without code scanning the problems are annotations', { skip }, async () => {
  using pull = pullRequest(web('web'), web('shop'));
  const outcomes = { 'Upload SARIF': 'failure' } as const;
  const failed = await run(pull.clone, { event: pull.event, inputs: { sarif: 'true' }, outcomes });
  assert.equal(failed.conclusion, 'failure');
  assert.match(failed.logs.Check!, /^::warning file=web\.yaml,line=\d+/m);
  const off = await run(pull.clone, { event: pull.event, inputs: { sarif: 'false', comment: 'false' } });
  assert.match(off.logs.Check!, /^::warning file=web\.yaml,line=\d+/m);
  assert.equal(off.outputs['sarif-file'], '');
  assert.deepEqual(
    off.ran.filter((name) => /SARIF|Comment/.test(name)),
    [],
  );
});

test('a pull request from a fork may not comment, and its check is not affected', { skip }, async () => {
  server.refuseWith = 403;
  using pull = pullRequest(web('web'), web('shop'));
  const result = await run(pull.clone, { event: pull.event, inputs: { 'fail-on': 'never' } });
  assert.equal(result.conclusion, 'success', JSON.stringify(result.logs));
  const [log = ''] = result.logs['Comment on the pull request']!.split('\n');
  assert.match(log, /^::warning title=podwire::The comment needs the permission "pull-requests: write"/);
  assert.match(result.summary, /Deployment web/);
});

test('a push is compared with the commit before it, and the first one with nothing', { skip }, async () => {
  using repository = repositoryWith(`=== web.yaml\n${web('web')}`);
  const before = repository.commit();
  repository.write('web.yaml', web('shop'));
  repository.commit();
  const pushed = await run(repository, { event: pushOf(repository, before) });
  assert.equal(pushed.conclusion, 'failure');
  assert.equal(pushed.outputs.base, before);
  assert.deepEqual(server.requests, []);

  // Older problems count if nothing is compared.
  for (const [event, inputs] of [
    [pushOf(repository, '0'.repeat(40)), {}],
    [pushOf(repository, before), { base: 'none' }],
  ] as const) {
    const result = await run(repository, { event, inputs });
    assert.equal(result.outputs.base, '');
    assert.equal(result.conclusion, 'failure');
    assert.match(result.logs.Check!, /selects no pods/);
    assert.ok(!result.ran.includes('Compare the wiring'));
  }
});

test('known problems do not make the job fail', { skip }, async () => {
  using repository = repositoryWith(`=== web.yaml\n${web('shop')}`);
  repository.commit();
  assert.equal((await podwire(['known', '--file', 'left for later.yaml'], { cwd: repository.path })).status, 0);
  const event = pushOf(repository, '0'.repeat(40));
  const result = await run(repository, { event, inputs: { known: 'left for later.yaml' } });
  assert.equal(result.conclusion, 'success', JSON.stringify(result.logs));
  const unknown = await run(repository, { event, inputs: { known: '--help' } });
  assert.equal(unknown.conclusion, 'failure');
});

test('a merge group and the input base name their commits', { skip }, async () => {
  using repository = repositoryWith(`=== web.yaml\n${web('web')}`);
  const first = repository.commit();
  repository.write('web.yaml', web('web', 'example/web:2'));
  repository.commit();
  const event = { name: 'merge_group', sha: 'f'.repeat(40), payload: { merge_group: { base_sha: first } } };
  assert.equal((await run(repository, { event })).outputs.base, first);
  const named = await run(repository, { event: pushOf(repository, first), inputs: { base: 'HEAD~1' } });
  assert.equal(named.outputs.base, 'HEAD~1');
});

test('a commit that is nowhere is an error that says what to do', { skip }, async () => {
  using pull = pullRequest(web('web'), web('web', 'example/web:2'));
  const result = await run(pull.clone, { event: pull.event, inputs: { base: 'no-such-branch' } });
  assert.equal(result.conclusion, 'failure');
  assert.equal(result.ran.at(-1), 'Find the commit to compare with');
  assert.match(result.logs['Find the commit to compare with']!, /^::error title=podwire::The commit to compare with/m);
});

test('several paths, with spaces, are checked; nothing in an input is run', { skip }, async () => {
  using repository = repositoryWith(`=== apps of team/web.yaml\n${web('web')}\n=== other/web.yaml\n${web('shop')}`);
  repository.commit();
  const event = pushOf(repository, '0'.repeat(40));
  const one = await run(repository, { event, inputs: { path: 'apps of team\n' } });
  assert.equal(one.conclusion, 'success', JSON.stringify(one.logs));
  const both = await run(repository, { event, inputs: { path: 'apps of team\nother' } });
  assert.equal(both.conclusion, 'failure');
  assert.match(both.logs.Check!, /^::warning file=other\/web\.yaml/m);

  const clever = '$(touch ran)`touch ran`"; touch ran; \'$(touch ran)';
  for (const inputs of [
    { path: clever },
    { base: clever },
    { base: '--upload-pack=touch ran' },
    { 'fail-on': clever },
    { path: '--output=ran' },
    { version: clever },
  ]) {
    const done = 'version' in inputs ? [] : once;
    const result = await run(repository, { event, inputs, done });
    assert.equal(result.conclusion, 'failure', JSON.stringify(inputs));
    for (const folder of [repository.path, temp.path, path.join(temp.path, 'podwire')]) {
      assert.ok(!existsSync(path.join(folder, 'ran')), JSON.stringify(inputs));
    }
  }
});

interface Options {
  readonly event: Parameters<typeof runAction>[0]['event'];
  readonly inputs?: Readonly<Record<string, string>>;
  readonly outcomes?: Parameters<typeof runAction>[0]['outcomes'];
  readonly done?: readonly string[];
}

function run(checkout: { readonly path: string }, options: Options): Promise<JobResult> {
  return runAction({
    workspace: checkout.path,
    temp: temp.path,
    api: server.address,
    done: once,
    ...options,
    inputs: { version, sarif: 'false', ...options.inputs },
  });
}

function pushOf(repository: TestRepository, before: string): Options['event'] {
  return { name: 'push', sha: repository.git(['rev-parse', 'HEAD']).trim(), payload: { before } };
}

/** A pull request as the action `checkout` gets it: the merge into the base branch, without its history. */
function pullRequest(base: string, changed: string) {
  const origin = repositoryWith(`=== web.yaml\n${base}`);
  origin.commit();
  origin.git(['checkout', '--quiet', '-b', 'branch']);
  // The base branch has moved since the branch was made, so the base is not the commit where the branch begins.
  origin.git(['checkout', '--quiet', 'main']);
  origin.write('other.yaml', '# nothing\n');
  const baseCommit = origin.commit();
  const clone = path.join(origin.path, 'clone');
  origin.write('.git/info/exclude', 'clone/\n');
  const push = (text: string): Options['event'] => {
    origin.git(['checkout', '--quiet', 'branch']);
    origin.write('web.yaml', text);
    const head = origin.commit();
    origin.git(['checkout', '--quiet', '--detach', 'main']);
    origin.git(['merge', '--quiet', '--no-ff', '--message', 'Merge', 'branch']);
    const merge = origin.git(['rev-parse', 'HEAD']).trim();
    origin.git(['update-ref', 'refs/pull/7/merge', merge]);
    if (existsSync(clone)) {
      origin.remove('clone');
    }
    origin.git(['init', '--quiet', 'clone']);
    origin.git(['remote', 'add', 'origin', `file://${origin.path}`], 'clone');
    origin.git(['fetch', '--quiet', '--depth=1', 'origin', 'refs/pull/7/merge'], 'clone');
    origin.git(['checkout', '--quiet', '--detach', 'FETCH_HEAD'], 'clone');
    return {
      name: 'pull_request',
      sha: merge,
      // What GitHub noted when the pull request was opened.
      payload: { pull_request: { number: 7, base: { sha: 'e'.repeat(40) }, head: { sha: head } } },
    };
  };
  const event = push(changed);
  const head = origin.git(['rev-parse', 'branch']).trim();
  return {
    ...{ event, push, base: baseCommit, head, clone: { path: clone } },
    [Symbol.dispose]: origin[Symbol.dispose],
  };
}
