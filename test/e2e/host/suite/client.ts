import assert from 'node:assert/strict';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import { eventually, serverProcesses } from './serverProcess.ts';

describe('the client', function () {
  // On a busy machine a process takes its time to come up.
  this.timeout(300_000);

  afterEach(async () => {
    // Closing an unsaved text would ask a question that nobody answers.
    while (vscode.window.activeTextEditor?.document.isDirty) {
      await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    }
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  // First of all: from the next test on, the server runs.
  it('starts no server for YAML that is no manifest', async () => {
    await showFile('values.yaml', 'name: web\nport: 80\n');
    await extension().activate();
    await sleep(1000);
    assert.deepEqual(serverProcesses(), []);
  });

  it('costs little to activate', () => {
    const [activation] = performance.getEntriesByName('podwire.activate');
    assert.ok(activation);
    const loading = markOf('didLoadExtensionCode') - markOf('willLoadExtensionCode');
    console.log(`activation: ${activation.duration.toFixed(1)} ms, after ${loading} ms to load the code`);
    // The budget is 50 ms. This only finds times far above it, even on a busy machine.
    assert.ok(activation.duration < 500);
  });

  it('has every command that its manifest names', async () => {
    const registered = new Set(await vscode.commands.getCommands());
    const named = extension().packageJSON.contributes.commands.map(({ command }: { command: string }) => command);
    assert.deepEqual(
      named.filter((command: string) => !registered.has(command)),
      [],
    );
  });

  it('starts the server once a text becomes a manifest while it is typed', async () => {
    const document = await showFile('typed.yaml', 'kind: Service\n');
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(0, 0), 'apiVersion: v1\n');
    assert.equal(await vscode.workspace.applyEdit(edit), true);
    await eventually(() => assert.equal(serverProcesses().length, 1));
  });

  it('shows the problem of the example, whose file need not be open', async () => {
    await eventually(() => assert.deepEqual(codes(serviceUri()), ['service-selects-nothing']));
  });

  it('starts the server again after a crash', async () => {
    const [crashed] = serverProcesses();
    assert.ok(crashed !== undefined);
    process.kill(crashed, 'SIGKILL');
    await eventually(() => {
      const [next, ...others] = serverProcesses();
      assert.ok(next !== undefined && next !== crashed && others.length === 0);
    });
    await eventually(() => assert.deepEqual(codes(serviceUri()), ['service-selects-nothing']));
  });

  it('restarts the server on demand, and one process is left', async () => {
    const [before] = serverProcesses();
    await vscode.commands.executeCommand('podwire.restartServer');
    await eventually(() => {
      const [next, ...others] = serverProcesses();
      assert.ok(next !== undefined && next !== before && others.length === 0);
    });
    await eventually(() => assert.deepEqual(codes(serviceUri()), ['service-selects-nothing']));
  });

  it('restarts a server that hangs', async () => {
    const [before] = serverProcesses();
    assert.ok(before !== undefined);
    process.kill(before, 'SIGSTOP');
    await vscode.commands.executeCommand('podwire.restartServer');
    await eventually(() => {
      const [next, ...others] = serverProcesses();
      assert.ok(next !== undefined && next !== before && others.length === 0);
    });
    await eventually(() => assert.deepEqual(codes(serviceUri()), ['service-selects-nothing']));
  });

  it('opens pages of rules, and no other file', async () => {
    const page = await vscode.workspace.openTextDocument(vscode.Uri.parse('podwire-docs:/service-selects-nothing.md'));
    assert.match(page.getText(), /^# service-selects-nothing/);
    for (const address of [
      'podwire-docs:/no-such-rule.md',
      'podwire-docs:/../../package.md',
      'podwire-docs:/a%2Fb.md',
    ]) {
      const other = await vscode.workspace.openTextDocument(vscode.Uri.parse(address));
      assert.match(other.getText(), /^There is no page/, address);
    }
  });

  it('leads from a diagnostic to the page of its rule', async () => {
    const [diagnostic] = await eventually(() => {
      const found = vscode.languages.getDiagnostics(serviceUri());
      assert.equal(found.length, 1);
      return found;
    });
    const code = diagnostic?.code;
    assert.ok(typeof code === 'object');
    assert.equal(code.target.toString(), 'podwire-docs:/service-selects-nothing.md');
  });

  it('goes to the only target of a lens', async () => {
    const service = await vscode.window.showTextDocument(serviceUri());
    const range = { start: { line: 17, character: 8 }, end: { line: 17, character: 11 } };
    const targets = [{ uri: deploymentUri().toString(), range }];
    await vscode.commands.executeCommand(
      'podwire.showTargets',
      service.document.uri.toString(),
      { line: 0, character: 0 },
      targets,
    );
    await eventually(() => {
      const editor = vscode.window.activeTextEditor;
      assert.equal(editor?.document.uri.toString(), deploymentUri().toString());
      assert.equal(editor?.selection.start.line, 17);
    });
  });

  it('lets a language model ask what is wrong', async () => {
    const named = extension().packageJSON.contributes.languageModelTools.map(({ name }: { name: string }) => name);
    assert.deepEqual(
      named.filter((name: string) => !vscode.lm.tools.some((tool) => tool.name === name)),
      [],
    );
    const answer = JSON.parse(await invoke('podwire_check', {}));
    assert.deepEqual(
      answer.problems.map(({ code, file }: Record<string, string>) => `${file}: ${code}`),
      ['service-nodeport.yaml: service-selects-nothing'],
    );
    assert.match(await invoke('podwire_explain', { about: 'service-selects-nothing' }), /^# service-selects-nothing/);
    assert.match(await invoke('podwire_wiring', { kind: 'Service' }), /"state": "broken"/);
    assert.match(await invoke('podwire_diff', {}), /"summary"|no earlier state/);
    await assert.rejects(async () => invoke('podwire_nothing', {}));
  });

  it('makes the fixes that a language model proposes, unsaved, after a confirmation', async () => {
    const service = await vscode.window.showTextDocument(serviceUri());
    // While tests run, VS Code answers each confirmation with yes.
    assert.match(
      await invoke('podwire_fix', {}),
      /^The files are changed .*\n- service-nodeport\.yaml: Copy pod labels/,
    );
    assert.equal(service.document.isDirty, true);
    assert.match(service.document.getText(), /app: family-assistant-backend/);
    await eventually(() => assert.deepEqual(codes(serviceUri()), []));
    assert.deepEqual(JSON.parse(await invoke('podwire_check', {})).problems, []);
    await vscode.commands.executeCommand('undo');
    await eventually(() => assert.deepEqual(codes(serviceUri()), ['service-selects-nothing']));
  });

  it('opens the example as a text that is not on disk', async () => {
    await vscode.commands.executeCommand('podwire.openExample');
    const document = vscode.window.activeTextEditor?.document;
    assert.equal(document?.isUntitled, true);
    assert.equal(document?.languageId, 'yaml');
    await eventually(() => assert.deepEqual(codes(document!.uri), ['service-selects-nothing']));
  });
});

/** When VS Code passed a mark that it sets for each extension, in milliseconds; NaN if it stores them elsewhere. */
function markOf(name: string): number {
  const shared = globalThis as { MonacoPerformanceMarks?: { getMarks(): { name: string; startTime: number }[] } };
  const marks = shared.MonacoPerformanceMarks?.getMarks() ?? [];
  return marks.find((mark) => mark.name === `code/extHost/${name}/${extension().id}`)?.startTime ?? Number.NaN;
}

function extension(): vscode.Extension<unknown> {
  const found = vscode.extensions.getExtension('podwire.podwire');
  assert.ok(found, 'the extension podwire.podwire is not there');
  return found;
}

/** The text that a language model would get. */
async function invoke(name: string, input: object): Promise<string> {
  const { content } = await vscode.lm.invokeTool(name, { input, toolInvocationToken: undefined });
  return content.map((part) => (part instanceof vscode.LanguageModelTextPart ? part.value : '')).join('');
}

/** Writes a file into the workspace's folder and opens it. */
async function showFile(name: string, content: string): Promise<vscode.TextDocument> {
  const uri = inWorkspace(name);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(content));
  return (await vscode.window.showTextDocument(uri)).document;
}

function codes(uri: vscode.Uri): unknown[] {
  return vscode.languages.getDiagnostics(uri).map(({ code }) => (typeof code === 'object' ? code.value : code));
}

function serviceUri(): vscode.Uri {
  return inWorkspace('service-nodeport.yaml');
}

function deploymentUri(): vscode.Uri {
  return inWorkspace('deployment.yaml');
}

function inWorkspace(name: string): vscode.Uri {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(folder, 'no folder is open');
  return vscode.Uri.file(path.join(folder.uri.fsPath, name));
}
