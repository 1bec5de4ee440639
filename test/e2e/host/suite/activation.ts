import assert from 'node:assert/strict';
import * as vscode from 'vscode';

describe('activation', () => {
  it('is installed under its own name', () => {
    assert.equal(extension().packageJSON.displayName, 'Podwire');
  });

  it('activates', async () => {
    await extension().activate();
    assert.equal(extension().isActive, true);
  });

  it('says on which versions it runs', () => {
    const { node, electron } = process.versions;
    console.log(
      `extension host: VS Code ${vscode.version}, Node.js ${node}${electron ? `, Electron ${electron}` : ''}`,
    );
  });
});

function extension(): vscode.Extension<unknown> {
  const found = vscode.extensions.getExtension('podwire.podwire');
  assert.ok(found, 'the extension podwire.podwire is not there');
  return found;
}
