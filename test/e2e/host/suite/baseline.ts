import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { GitApi, GitExtension } from '../../../../client/src/gitApi.ts';
import { deployment, fixedService } from '../../../cli/manifests.ts';
import { eventually } from './serverProcess.ts';

// The git extension that comes with VS Code, and the real git behind it.

describe('the last commit', function () {
  this.timeout(300_000);
  let isEnabled: unknown;

  before(() => {
    isEnabled = gitSettings().inspect('enabled')?.workspaceValue;
  });

  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await gitSettings().update('enabled', isEnabled, vscode.ConfigurationTarget.Workspace);
  });

  it('is what a lost reference is judged against, once git is enabled', async () => {
    await write('committed/web.yaml', `${fixedService('web')}---\n${deployment('web')}`);
    git('init', '--quiet', '--initial-branch=main');
    const commit = commitAll();
    await gitSettings().update('enabled', true, vscode.ConfigurationTarget.Workspace);
    await eventually(async () => assert.equal((await gitApi())?.repositories[0]?.state.HEAD?.commit, commit));

    const document = await vscode.workspace.openTextDocument(inFolder('committed/web.yaml'));
    await vscode.window.showTextDocument(document);
    const at = document.getText().indexOf('app: web-backend') + 'app: '.length;
    const edit = new vscode.WorkspaceEdit();
    edit.replace(
      document.uri,
      new vscode.Range(document.positionAt(at), document.positionAt(at + 11)),
      'quite-another',
    );
    assert.equal(await vscode.workspace.applyEdit(edit), true);
    await eventually(() => {
      const [problem] = problemsOf(document.uri);
      assert.match(problem?.message ?? '', new RegExp(`Deployment "web" \\(it did in HEAD ${commit.slice(0, 7)}\\)`));
      assert.equal(problem?.severity, vscode.DiagnosticSeverity.Warning);
      assert.equal(document.getText(problem?.range), 'quite-another');
    });
    await document.save();
    await sleep(3000);
    assert.match(problemsOf(document.uri)[0]?.message ?? '', /it did in HEAD/, 'a save does not move it');
  });

  it('is not judged itself where it is shown beside', async () => {
    const uri = (await gitApi())!.toGitUri(inFolder('committed/web.yaml'), 'HEAD');
    await vscode.commands.executeCommand('vscode.diff', uri, inFolder('committed/web.yaml'));
    const shown = await vscode.workspace.openTextDocument(uri);
    assert.match(shown.getText(), /app: web-backend/);
    await sleep(2000);
    assert.deepEqual(vscode.languages.getDiagnostics(uri), []);
    assert.match(problemsOf(inFolder('committed/web.yaml'))[0]?.message ?? '', /it did in HEAD/);
  });

  it('accepts what is committed', async () => {
    commitAll();
    await eventually(() => assert.doesNotMatch(messages('committed/web.yaml'), /it did in/));
  });

  it('may be the wiring of now, by a command', async () => {
    await write('committed/web.yaml', `${fixedService('web')}---\n${deployment('web')}`);
    const commit = commitAll();
    await eventually(async () => assert.equal((await gitApi())?.repositories[0]?.state.HEAD?.commit, commit));
    await eventually(() => assert.equal(messages('committed/web.yaml'), ''));
    await write(
      'committed/web.yaml',
      `${fixedService('web').replace('app: web-backend', 'app: other')}---\n${deployment('web')}`,
    );
    await eventually(() => assert.match(messages('committed/web.yaml'), /it did in HEAD/));
    await vscode.commands.executeCommand('podwire.takeBaseline');
    await eventually(() => assert.doesNotMatch(messages('committed/web.yaml'), /it did in/));
  });
});

function gitSettings(): vscode.WorkspaceConfiguration {
  return vscode.workspace.getConfiguration('git');
}

async function gitApi(): Promise<(GitApi & { toGitUri(uri: vscode.Uri, ref: string): vscode.Uri }) | undefined> {
  const extension = await vscode.extensions.getExtension<GitExtension>('vscode.git')?.activate();
  return extension?.enabled
    ? (extension.getAPI(1) as GitApi & { toGitUri(uri: vscode.Uri, ref: string): vscode.Uri })
    : undefined;
}

function git(...args: readonly string[]): string {
  const person = ['-c', 'user.name=A Person', '-c', 'user.email=person@example.com', '-c', 'commit.gpgSign=false'];
  return execFileSync('git', [...person, ...args], { cwd: inFolder('.').fsPath, encoding: 'utf8' });
}

/** Gives the name of the commit. */
function commitAll(): string {
  git('add', '--all');
  git('commit', '--quiet', '--message', 'A change');
  return git('rev-parse', 'HEAD').trim();
}

async function write(file: string, text: string): Promise<void> {
  await vscode.workspace.fs.writeFile(inFolder(file), new TextEncoder().encode(text));
}

function messages(file: string): string {
  return problemsOf(inFolder(file))
    .map(({ message }) => message)
    .join('\n');
}

function problemsOf(uri: vscode.Uri): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'podwire');
}

function inFolder(file: string): vscode.Uri {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(folder, 'no folder is open');
  return vscode.Uri.joinPath(folder.uri, file);
}
