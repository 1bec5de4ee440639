import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createHomes, knowsOnlyOpenFiles } from '../../server/src/lsp/homes.ts';
import { parseUri } from '../../server/src/lsp/uris.ts';

test('one file has many spellings', () => {
  const homes = createHomes('linux');
  homes.addFolder('file:///w/my%20work');
  for (const spelling of [
    'file:///w/my%20work/a%23b.yaml',
    'file:///w/my work/a%23b.yaml',
    'FILE:///w/my%20work/a#b.yaml',
  ]) {
    assert.deepEqual(
      homes.find(spelling).map((place) => place.path),
      ['a#b.yaml'],
      spelling,
    );
  }
});

test('a path back to a URI is encoded', () => {
  const homes = createHomes('linux');
  const home = homes.addFolder('file:///w/');
  assert.equal(homes.uriOf(home, 'ü #%/a b.yaml'), 'file:///w/%C3%BC%20%23%25/a%20b.yaml');
  assert.equal(homes.find(homes.uriOf(home, 'ü #%/a b.yaml'))[0]?.path, 'ü #%/a b.yaml');
});

test('a percent sign that encodes nothing is itself', () => {
  assert.equal(parseUri('file:///w/100%.yaml').path, '/w/100%.yaml');
  assert.equal(parseUri('file:///w/%ff%fe.yaml').path, '/w/%ff%fe.yaml');
});

test('the drive letter of Windows has no case, and names there have none either', () => {
  const homes = createHomes('win32');
  homes.addFolder('file:///c%3A/Work');
  assert.equal(homes.find('file:///C:/work/Web/Service.yaml')[0]?.path, 'Web/Service.yaml');
  // The first spelling stays, whoever comes with another one.
  assert.equal(homes.find('file:///c%3A/Work/web/service.yaml')[0]?.path, 'Web/Service.yaml');
});

test('elsewhere names differ by case', () => {
  const homes = createHomes('linux');
  homes.addFolder('file:///w');
  assert.equal(homes.find('file:///W/a.yaml').length, 0);
  assert.equal(homes.find('file:///w/A.yaml')[0]?.path, 'A.yaml');
});

test('macOS takes composed and decomposed names for the same', () => {
  const homes = createHomes('darwin');
  homes.addFolder(`file:///w/${encodeURIComponent('ü'.normalize('NFD'))}`);
  assert.equal(homes.find(`file:///w/${encodeURIComponent('ü'.normalize('NFC'))}/a.yaml`)[0]?.path, 'a.yaml');
});

test('nested folders both know a file, the innermost first', () => {
  const homes = createHomes('linux');
  homes.addFolder('file:///w');
  homes.addFolder('file:///w/team/a');
  assert.deepEqual(
    homes.find('file:///w/team/a/x.yaml').map(({ home, path }) => [home.uri, path]),
    [
      ['file:///w/team/a', 'x.yaml'],
      ['file:///w', 'team/a/x.yaml'],
    ],
  );
  // A name that only begins the same is another folder.
  assert.equal(homes.find('file:///w/team/ab/x.yaml').length, 1);
});

test('a file outside every folder is at home in its directory, and moves to a folder that comes', () => {
  const homes = createHomes('linux');
  const [place] = homes.placesOf('file:///etc/k8s/a.yaml');
  assert.equal(place.home.kind, 'directory');
  assert.equal(place.home.root, '/etc/k8s');
  assert.equal(homes.find('file:///etc/k8s/b.yaml')[0]?.home, place.home);
  assert.equal(homes.find('file:///etc/k8s/below/b.yaml').length, 0);
  const folder = homes.addFolder('file:///etc');
  assert.equal(homes.find('file:///etc/k8s/a.yaml')[0]?.home, folder);
});

test('documents that are on no disk', () => {
  const homes = createHomes('linux');
  const untitled = homes.placesOf('untitled:Untitled-1')[0].home;
  assert.equal(untitled.kind, 'document');
  assert.equal(knowsOnlyOpenFiles(untitled), false);
  assert.notEqual(homes.placesOf('untitled:Untitled-2')[0].home, untitled);

  const virtual = homes.placesOf('vscode-vfs://github/o/r/deploy/a.yaml')[0];
  assert.deepEqual([virtual.home.kind, virtual.path], ['open files', 'a.yaml']);
  assert.equal(homes.placesOf('vscode-vfs://github/o/r/deploy/b.yaml')[0].home, virtual.home);
  assert.notEqual(homes.placesOf('vscode-vfs://gitlab/o/r/deploy/b.yaml')[0].home, virtual.home);

  // Two versions of one file are not two files.
  const head = homes.placesOf('git:/w/a.yaml?%7B%22ref%22%3A%22HEAD%22%7D')[0];
  const index = homes.placesOf('git:/w/a.yaml?%7B%22ref%22%3A%22~%22%7D')[0];
  assert.deepEqual([head.home.kind, head.path], ['document', 'a.yaml']);
  assert.notEqual(head.home, index.home);
  assert.equal(knowsOnlyOpenFiles(head.home), true);
});

test('a workspace folder on another system is known by its open files only', () => {
  const homes = createHomes('linux');
  assert.equal(homes.addFolder('vscode-vfs://github/o/r').kind, 'open files');
  assert.equal(homes.addFolder('file://other-host/share').kind, 'open files');
});

test('a folder is removed under any spelling', () => {
  const homes = createHomes('linux');
  const home = homes.addFolder('file:///w/my%20work');
  assert.equal(homes.folderAt('file:///w/my work/'), home);
  assert.equal(homes.addFolder('file:///w/my work'), home);
});
