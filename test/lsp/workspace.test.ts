import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readClientCapabilities } from '../../server/src/lsp/clientCapabilities.ts';
import { createDocumentRoots, type RootedPath } from '../../server/src/lsp/documentRoots.ts';
import type { FileStatus } from '../../server/src/lsp/folderFiles.ts';
import { createWorkspace } from '../../server/src/lsp/workspace.ts';
import { createWorld, type WorldEvent } from '../../server/src/world.ts';
import { eventually } from '../harness/vscode/eventually.ts';

/** A workspace that records which events reached the world. */
function recorded(standing: (place: RootedPath) => FileStatus = () => 'inside') {
  const world = createWorld();
  const events: WorldEvent[] = [];
  const concerned: string[] = [];
  const workspace = createWorkspace({
    world: {
      ...world,
      apply: (event) => {
        events.push(event);
        return world.apply(event);
      },
    },
    roots: createDocumentRoots('linux'),
    editor: readClientCapabilities({ processId: null, rootUri: null, capabilities: {} }),
    standing,
    now: () => 0,
    emit: (event) => event.type === 'FilesConcerned' && concerned.push(...event.uris),
  });
  const addFolder = (uri: string) => {
    const root = workspace.addFolder(uri);
    workspace.applyTextsOfNewRoots();
    return root;
  };
  const texts = () => events.flatMap((event) => (event.type === 'TextChanged' ? [event.text] : []));
  return { workspace: { ...workspace, addFolder }, events, concerned, texts };
}

const atStart = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

test('a text is read at every keystroke, a long one when somebody asks', () => {
  const { workspace, texts } = recorded();
  workspace.addFolder('file:///w');
  workspace.open('file:///w/short.yaml', 'yaml', 1, 'a: b\n');
  workspace.open('file:///w/long.yaml', 'yaml', 1, 'a: b\n'.repeat(200_000));
  const before = texts().length;
  for (let version = 2; version < 10; version++) {
    workspace.change('file:///w/long.yaml', version, [{ range: atStart, text: '\n' }]);
  }
  assert.equal(texts().length, before);
  workspace.change('file:///w/short.yaml', 2, [{ range: atStart, text: '\n' }]);
  assert.equal(texts().length, before + 1);
  assert.equal(workspace.documentAt('file:///w/long.yaml')?.version, 9);
  workspace.lookUp('file:///w/short.yaml');
  assert.equal(texts().length, before + 2);
  assert.ok(texts().at(-1)?.startsWith('\n\n\n\n\n\n\n\na: b'));
  workspace.dispose();
});

test('a long text is read when typing rests', async () => {
  const { workspace, texts } = recorded();
  workspace.addFolder('file:///w');
  workspace.open('file:///w/long.yaml', 'yaml', 1, 'a: b\n'.repeat(200_000));
  workspace.change('file:///w/long.yaml', 2, [{ range: atStart, text: '\n' }]);
  const before = texts().length;
  await eventually(() => assert.equal(texts().length, before + 1));
});

test('changes of a document that is not open are nothing', () => {
  const { workspace, events } = recorded();
  workspace.change('file:///w/a.yaml', 2, [{ text: 'a: b\n' }]);
  workspace.close('file:///w/a.yaml');
  assert.deepEqual(events, []);
});

test('what a document is to one of two nested folders is told to that one when its rules change', () => {
  const ignored = new Set(['file:///w']);
  const { workspace, events } = recorded(({ root }) => (ignored.has(root.uri) ? 'outside' : 'inside'));
  workspace.addFolder('file:///w');
  const inner = workspace.addFolder('file:///w/team');
  workspace.open('file:///w/team/a.yaml', 'yaml', 1, 'a: b\n');
  ignored.add('file:///w/team');
  const before = events.length;
  workspace.overlayAgain(inner);
  const told = events.slice(before).filter((event) => event.type === 'TextChanged' && event.folder === inner.id);
  assert.deepEqual(
    told.map((event) => event.type === 'TextChanged' && event.outside),
    [true],
  );
});

test('an edit concerns its own file, whatever the world says', () => {
  const { workspace, concerned } = recorded();
  workspace.addFolder('file:///w');
  workspace.open('file:///w/a b.txt', 'yaml', 1, 'a: b\n');
  assert.ok(concerned.includes('file:///w/a%20b.txt'));
  assert.equal(workspace.spelling('file:///w/a%20b.txt'), 'file:///w/a b.txt');
  workspace.close('file:///w/a b.txt');
  assert.equal(workspace.spelling('file:///w/a%20b.txt'), 'file:///w/a%20b.txt');
});

test('the text of a document comes into a root that was made for it after the settings of the root', () => {
  const { workspace, texts } = recorded();
  workspace.open('file:///w/a.yaml', 'yaml', 1, 'a: b\n');
  assert.deepEqual(texts(), []);
  workspace.applyTextsOfNewRoots();
  assert.deepEqual(texts(), ['a: b\n']);
  workspace.open('file:///w/b.yaml', 'yaml', 1, 'a: c\n');
  assert.deepEqual(texts(), ['a: b\n', 'a: c\n']);
});
