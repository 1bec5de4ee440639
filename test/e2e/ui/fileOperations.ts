import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { eventually } from '../../harness/vscode/eventually.ts';
import { deploymentFile, exampleText, fixedService, inExample, type Session, serviceFile } from './session.ts';

/** The server follows file operations outside the editor. Prints the time from the operation to the row in Problems. */
export function fileOperations(session: () => Session): void {
  test('files outside the editor', async (context) => {
    const options = { file: deploymentFile, prepare: makeBranches };
    await inExample(context, session(), options, async (window, step, folder) => {
      const at = (name: string) => path.join(folder, name);
      const listed = async (files: readonly string[]) => {
        const found = (await window.problems()).map(({ file }) => file);
        assert.deepEqual([...new Set(found)].sort(), files);
      };
      const follow = (what: string, files: readonly string[], operation: () => void) =>
        step(`Problems follow: ${what}`, async (inner) => {
          operation();
          const begin = performance.now();
          await eventually(() => listed(files));
          inner.diagnostic(`${what} → Problems: ${Math.round(performance.now() - begin)} ms`);
        });

      await step('the Service has its row, although its file is not open', async () => {
        await window.showProblems();
        await eventually(() => listed([serviceFile]));
        await window.watched();
      });
      await follow('renamed', ['renamed.yaml'], () => fs.renameSync(at(serviceFile), at('renamed.yaml')));
      await follow('renamed back', [serviceFile], () => fs.renameSync(at('renamed.yaml'), at(serviceFile)));
      await follow('deleted', [], () => fs.rmSync(at(serviceFile)));
      await follow('made', [serviceFile], () => fs.writeFileSync(at(serviceFile), exampleText(serviceFile)));
      await follow('made in a new folder', [serviceFile, 'shop/web.yaml'], () => {
        fs.mkdirSync(at('shop'));
        fs.writeFileSync(at('shop/web.yaml'), anotherPair);
      });
      await follow('moved with its folder', [serviceFile, 'store/web.yaml'], () =>
        fs.renameSync(at('shop'), at('store')),
      );
      await follow('moved out of its folder', [serviceFile, 'web.yaml'], () =>
        fs.renameSync(at('store/web.yaml'), at('web.yaml')),
      );
      await follow('moved out of the workspace', [serviceFile], () =>
        fs.renameSync(at('web.yaml'), path.join(folder, '../web.yaml')),
      );
      await follow('another branch', [], () => git(folder, 'switch', '--quiet', 'fixed'));
      await follow('the first branch again', [serviceFile], () => git(folder, 'switch', '--quiet', 'broken'));
      await step('Problems follow: renamed in the Explorer', async (inner) => {
        const begin = performance.now();
        await window.renameInExplorer(serviceFile, 'front-door.yaml');
        await eventually(() => listed(['front-door.yaml']));
        const spent = Math.round(performance.now() - begin);
        inner.diagnostic(`renamed in the Explorer → Problems: ${spent} ms with the typing`);
      });
    });
  });
}

// A Service and the workload that it misses by two letters, in one file.
const anotherPair = `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: wbe
  ports:
    - port: 80
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
        - name: web
          image: nginx
          ports:
            - containerPort: 80
`;

function makeBranches(folder: string): void {
  git(folder, 'init', '--quiet', '--initial-branch=broken');
  git(folder, 'add', '.');
  git(folder, 'commit', '--quiet', '--message=Broken');
  git(folder, 'switch', '--quiet', '--create', 'fixed');
  fs.writeFileSync(path.join(folder, serviceFile), fixedService());
  git(folder, 'commit', '--quiet', '--all', '--message=Mended');
  git(folder, 'switch', '--quiet', 'broken');
}

function git(folder: string, ...args: string[]): void {
  const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', '-c', 'commit.gpgSign=false'];
  execFileSync('git', [...identity, ...args], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
}
