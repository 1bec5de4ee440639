import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDocumentRoots, knowsOnlyOpenFiles } from '../../server/src/lsp/documentRoots.ts';
import { parseUri } from '../../server/src/lsp/uris.ts';

test('one file has many spellings', () => {
  const roots = createDocumentRoots('linux');
  roots.addFolder('file:///w/my%20work');
  for (const spelling of [
    'file:///w/my%20work/a%23b.yaml',
    'file:///w/my work/a%23b.yaml',
    'FILE:///w/my%20work/a#b.yaml',
  ]) {
    assert.deepEqual(
      roots.find(spelling).map((place) => place.path),
      ['a#b.yaml'],
      spelling,
    );
  }
});

test('a path back to a URI is encoded', () => {
  const roots = createDocumentRoots('linux');
  const root = roots.addFolder('file:///w/');
  assert.equal(roots.uriOf(root, 'ü #%/a b.yaml'), 'file:///w/%C3%BC%20%23%25/a%20b.yaml');
  assert.equal(roots.find(roots.uriOf(root, 'ü #%/a b.yaml'))[0]?.path, 'ü #%/a b.yaml');
});

test('a percent sign that encodes nothing is itself', () => {
  assert.equal(parseUri('file:///w/100%.yaml').path, '/w/100%.yaml');
  assert.equal(parseUri('file:///w/%ff%fe.yaml').path, '/w/%ff%fe.yaml');
});

test('the drive letter of Windows has no case, and names there have none either', () => {
  const roots = createDocumentRoots('win32');
  roots.addFolder('file:///c%3A/Work');
  assert.equal(roots.find('file:///C:/work/Web/Service.yaml')[0]?.path, 'Web/Service.yaml');
  // The first spelling stays, even if another one comes later.
  assert.equal(roots.find('file:///c%3A/Work/web/service.yaml')[0]?.path, 'Web/Service.yaml');
});

test('elsewhere names differ by case', () => {
  const roots = createDocumentRoots('linux');
  roots.addFolder('file:///w');
  assert.equal(roots.find('file:///W/a.yaml').length, 0);
  assert.equal(roots.find('file:///w/A.yaml')[0]?.path, 'A.yaml');
});

test('macOS takes composed and decomposed names for the same', () => {
  const roots = createDocumentRoots('darwin');
  roots.addFolder(`file:///w/${encodeURIComponent('ü'.normalize('NFD'))}`);
  assert.equal(roots.find(`file:///w/${encodeURIComponent('ü'.normalize('NFC'))}/a.yaml`)[0]?.path, 'a.yaml');
});

test('nested folders both know a file, the innermost first', () => {
  const roots = createDocumentRoots('linux');
  roots.addFolder('file:///w');
  roots.addFolder('file:///w/team/a');
  assert.deepEqual(
    roots.find('file:///w/team/a/x.yaml').map(({ root, path }) => [root.uri, path]),
    [
      ['file:///w/team/a', 'x.yaml'],
      ['file:///w', 'team/a/x.yaml'],
    ],
  );
  // A name that only begins the same is another folder.
  assert.equal(roots.find('file:///w/team/ab/x.yaml').length, 1);
});

test('a file outside every folder is at root in its directory, and moves to a folder that comes', () => {
  const roots = createDocumentRoots('linux');
  const [place] = roots.placesOf('file:///etc/k8s/a.yaml');
  assert.equal(place.root.kind, 'directory');
  assert.equal(place.root.diskPath, '/etc/k8s');
  assert.equal(roots.find('file:///etc/k8s/b.yaml')[0]?.root, place.root);
  assert.equal(roots.find('file:///etc/k8s/below/b.yaml').length, 0);
  const folder = roots.addFolder('file:///etc');
  assert.equal(roots.find('file:///etc/k8s/a.yaml')[0]?.root, folder);
});

test('documents that are on no disk', () => {
  const roots = createDocumentRoots('linux');
  const untitled = roots.placesOf('untitled:Untitled-1')[0].root;
  assert.equal(untitled.kind, 'document');
  assert.equal(knowsOnlyOpenFiles(untitled), false);
  assert.notEqual(roots.placesOf('untitled:Untitled-2')[0].root, untitled);

  const virtual = roots.placesOf('vscode-vfs://github/o/r/deploy/a.yaml')[0];
  assert.deepEqual([virtual.root.kind, virtual.path], ['open files', 'a.yaml']);
  assert.equal(roots.placesOf('vscode-vfs://github/o/r/deploy/b.yaml')[0].root, virtual.root);
  assert.notEqual(roots.placesOf('vscode-vfs://gitlab/o/r/deploy/b.yaml')[0].root, virtual.root);

  // Two versions of one file are not two files.
  const head = roots.placesOf('git:/w/a.yaml?%7B%22ref%22%3A%22HEAD%22%7D')[0];
  const index = roots.placesOf('git:/w/a.yaml?%7B%22ref%22%3A%22~%22%7D')[0];
  assert.deepEqual([head.root.kind, head.path], ['document', 'a.yaml']);
  assert.notEqual(head.root, index.root);
  assert.equal(knowsOnlyOpenFiles(head.root), true);
});

test('a workspace folder on another system is known by its open files only', () => {
  const roots = createDocumentRoots('linux');
  assert.equal(roots.addFolder('vscode-vfs://github/o/r').kind, 'open files');
  assert.equal(roots.addFolder('file://other-host/share').kind, 'open files');
});

test('a folder is removed under any spelling', () => {
  const roots = createDocumentRoots('linux');
  const root = roots.addFolder('file:///w/my%20work');
  assert.equal(roots.folderAt('file:///w/my work/'), root);
  assert.equal(roots.addFolder('file:///w/my work'), root);
});
