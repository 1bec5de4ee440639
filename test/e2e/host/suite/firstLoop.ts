import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually } from '../../../harness/vscode/eventually.ts';

// How VS Code itself uses the server's answers: places, related places, fixes as edits, lenses, unsaved text.

describe('the first loop', () => {
  it('reports the Service under its wrong value, with the labels it could have meant', async () => {
    const service = await vscode.workspace.openTextDocument(inFolder('service-nodeport.yaml'));
    await vscode.window.showTextDocument(service);
    await eventually(() => assert.equal(problemsOf('service-nodeport.yaml').length, 1));
    const [problem] = problemsOf('service-nodeport.yaml');
    assert.equal(service.getText(problem!.range), 'family-assistant');
    assert.equal(problem!.severity, vscode.DiagnosticSeverity.Warning);
    assert.equal(problem!.source, 'podwire');
    assert.equal((problem!.code as { value: string }).value, 'service-selects-nothing');
    const [related] = problem!.relatedInformation ?? [];
    assert.equal(related!.location.uri.toString(), inFolder('deployment.yaml').toString());
    const deployment = await vscode.workspace.openTextDocument(related!.location.uri);
    assert.equal(deployment.lineAt(related!.location.range.start.line - 1).text.trim(), 'labels:');
  });

  it('offers the copy of the labels first, and it fixes', async () => {
    const service = await vscode.workspace.openTextDocument(inFolder('service-nodeport.yaml'));
    const [problem] = problemsOf('service-nodeport.yaml');
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      service.uri,
      problem!.range,
      vscode.CodeActionKind.QuickFix.value,
      10,
    );
    assert.equal(actions[0]!.title, 'Copy pod labels from Deployment "family-assistant-backend"');
    assert.equal(actions[0]!.isPreferred, true);
    assert.equal(await vscode.workspace.applyEdit(actions[0]!.edit!), true);
    assert.match(
      service.getText(),
      /^ {2}selector:\n {4}app: family-assistant-backend # which pods answer\n {4}component: familyai-v3\n {2}ports:$/m,
    );
    await eventually(() => assert.deepEqual(problemsOf('service-nodeport.yaml'), []));
    await eventually(async () =>
      assert.deepEqual(await lensesOf(service), [
        'selects Deployment family-assistant-backend',
        'Probe NodePort 30801',
      ]),
    );
  });

  it('breaks and fixes the Service by unsaved edits of the other file', async () => {
    const deployment = await vscode.workspace.openTextDocument(inFolder('deployment.yaml'));
    const before = deployment.getText();
    const component = before.lastIndexOf('component: familyai-v3') + 'component: familyai-v3'.length;
    const edit = new vscode.WorkspaceEdit();
    edit.insert(deployment.uri, deployment.positionAt(component), 'x');
    assert.equal(await vscode.workspace.applyEdit(edit), true);
    await eventually(() => assert.equal(problemsOf('service-nodeport.yaml').length, 1));

    const undo = new vscode.WorkspaceEdit();
    const typed = new vscode.Range(deployment.positionAt(component), deployment.positionAt(component + 1));
    undo.delete(deployment.uri, typed);
    assert.equal(await vscode.workspace.applyEdit(undo), true);
    assert.equal(deployment.getText(), before);
    await eventually(() => assert.deepEqual(problemsOf('service-nodeport.yaml'), []));
  });

  it('says above the workload which Service selects it', async () => {
    const deployment = await vscode.workspace.openTextDocument(inFolder('deployment.yaml'));
    await eventually(async () =>
      assert.deepEqual(await lensesOf(deployment), ['selected by Service family-assistant-nodeport']),
    );
  });
});

function inFolder(file: string): vscode.Uri {
  return vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0]!.uri, file);
}

function problemsOf(file: string): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(inFolder(file));
}

/** The titles without their icons. */
async function lensesOf(document: vscode.TextDocument): Promise<string[]> {
  const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
    'vscode.executeCodeLensProvider',
    document.uri,
    100,
  );
  return lenses.map((lens) => (lens.command?.title ?? '').replaceAll(/\$\([\w-]+\)\s*/g, ''));
}
