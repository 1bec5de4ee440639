import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { projectRoot } from '../harness/vscode/project.ts';
import { pages } from './pages.ts';

const all = pages();
const byFile = new Map(all.map((page) => [page.file, page]));

test('every relative link leads to a file, and its anchor to a heading', () => {
  const wrong: string[] = [];
  let count = 0;
  for (const { file, links } of all) {
    for (const link of links.filter((each) => !/^[a-z]+:/.test(each))) {
      count++;
      const [target = '', anchor] = decodeURI(link).split('#');
      const found = target === '' ? file : path.posix.join(path.posix.dirname(file), target);
      if (!existsSync(path.join(projectRoot, found))) {
        wrong.push(`${file}: ${link}`);
      } else if (anchor !== undefined && !byFile.get(found)?.anchors.has(anchor)) {
        wrong.push(`${file}: ${link} has no such heading`);
      }
    }
  }
  assert.deepEqual(wrong, []);
  assert.ok(count > 50, `${count} links`);
});

test('addresses of the web are complete and encrypted', () => {
  const wrong = all.flatMap(({ file, links }) =>
    links
      .filter((link) => /^[a-z]+:/.test(link) && !(URL.canParse(link) && /^(https|mailto):/.test(link)))
      .map((link) => `${file}: ${link}`),
  );
  assert.deepEqual(wrong, []);
});

test('the index lists every page of docs/', () => {
  const listed = byFile.get('docs/README.md')!.links;
  const wanted = readdirSync(path.join(projectRoot, 'docs')).filter(
    (name) => name.endsWith('.md') && name !== 'README.md',
  );
  assert.deepEqual(
    wanted.filter((name) => !listed.includes(name)),
    [],
  );
  assert.ok(listed.includes('rules/README.md'));
});

test('each picture is shown on a page, and has a description', () => {
  const shown = all.flatMap(({ file, links }) =>
    links.map((link) => path.posix.join(path.posix.dirname(file), link.split('#')[0]!)),
  );
  const pictures = readdirSync(path.join(projectRoot, 'images')).map((name) => `images/${name}`);
  assert.deepEqual(
    pictures.filter((picture) => !shown.includes(picture)),
    [],
  );
  for (const { file } of all) {
    assert.doesNotMatch(readFileSync(path.join(projectRoot, file), 'utf8'), /!\[\s*\]\(/, file);
  }
});

test('the README is one page', () => {
  const lines = readFileSync(path.join(projectRoot, 'README.md'), 'utf8').split('\n').length - 1;
  assert.ok(lines <= 150, `${lines} lines`);
});
