import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import picomatch from 'picomatch';
import { globFromAbove, globs } from '../../../server/src/core/text/glob.ts';

test('what a glob matches', () => {
  const cases: readonly [glob: string, matched: readonly string[], others: readonly string[]][] = [
    ['web.yaml', ['web.yaml', 'a/b/web.yaml', 'web.yaml/x'], ['web.yml', 'xweb.yaml', 'a/web.yaml.txt']],
    ['*.yaml', ['web.yaml', 'a/.yaml', '.hidden.yaml'], ['web.yml']],
    ['/web.yaml', ['web.yaml'], ['a/web.yaml']],
    ['./a/web.yaml', ['a/web.yaml'], ['b/a/web.yaml']],
    ['legacy', ['legacy/a/b.yaml', 'x/legacy/b.yaml', 'legacy'], ['legacy2/a.yaml']],
    ['legacy/', ['legacy/a.yaml', 'x/legacy/b.yaml'], ['legacy', 'x/legacy']],
    ['legacy/**', ['legacy/a.yaml', 'legacy/a/b.yaml'], ['x/legacy/a.yaml']],
    ['**/test/*.yaml', ['test/a.yaml', 'x/y/test/a.yaml'], ['test/x/a.json', 'test/a']],
    ['a/**/b', ['a/b', 'a/x/b', 'a/x/y/b/c'], ['b', 'a/x']],
    ['a/?.yaml', ['a/b.yaml', 'a/😀.yaml'], ['a/bc.yaml', 'a/.yaml']],
    ['[a-c]x/[!0-9].yaml', ['bx/a.yaml'], ['dx/a.yaml', 'bx/1.yaml']],
    ['[]x]', [']', 'x'], ['[]x]']],
    ['[x', ['[x'], ['x']],
    ['{dev,prod}/*.{yaml,yml}', ['dev/a.yml', 'prod/a.yaml'], ['test/a.yaml', 'dev/a.json']],
    ['{a,b{c,d}}', ['a', 'bc', 'bd'], ['b', 'bcd']],
    ['{a}', ['{a}'], ['a']],
    ['\\*.yaml', ['*.yaml'], ['a.yaml']],
    ['a%20b::', ['a%20b::'], []],
    ['', [], ['a', 'a/b']],
    ['/', [], ['a', 'a/b']],
  ];
  for (const [glob, matched, others] of cases) {
    const isMatch = globs([glob]);
    assert.deepEqual([matched.filter(isMatch), others.filter(isMatch)], [matched, []], glob);
  }
});

test('of several globs the last one that matches decides', () => {
  const isMatch = globs(['a', '!a/b', 'a/b/c.yaml']);
  assert.deepEqual(['a/x', 'a/b/x', 'a/b/c.yaml', 'x'].map(isMatch), [true, false, true, false]);
  assert.equal(globs([])('a'), false);
  assert.equal(globs(['!a'])('b'), false);
});

test('a glob of a folder means the same from a folder above it', () => {
  const folder = 'x/[y]/{z,w}';
  const patterns = ['a', '*.yaml', '/a/b', 'a/b', './a', '**/b', '!a/b', 'a/', '{a,b}/c'];
  const paths = ['a', 'b.yaml', 'a/b', 'a/b/c', 'q/a/b', 'q/b', 'b/c'];
  for (const pattern of patterns) {
    const moved = globs(['**', globFromAbove(folder, pattern)]);
    const own = globs(['**', pattern]);
    assert.deepEqual(
      paths.map((path) => moved(`${folder}/${path}`)),
      paths.map(own),
      pattern,
    );
    const only = globs([globFromAbove(folder, pattern)]);
    assert.deepEqual(
      paths.map((path) => only(`${folder}/${path}`)),
      paths.map(globs([pattern])),
      pattern,
    );
    assert.deepEqual(paths.filter(only), [], pattern);
  }
});

test('a matcher that makes regular expressions agrees', () => {
  const part = fc.constantFrom('a', 'b', 'ab', '*', 'a*', '*b', '?', '**', '[ab]', '{a,b}', 'a{b,*}');
  const name = fc.constantFrom('a', 'b', 'ab', 'ba', 'bb', '.a');
  fc.assert(
    fc.property(
      // They disagree on whether what is before a last ** is matched too.
      fc.array(part, { minLength: 1, maxLength: 4 }).filter((parts) => parts.at(-1) !== '**'),
      fc.array(name, { minLength: 1, maxLength: 4 }),
      (parts, names) => {
        const glob = `/${parts.join('/')}`;
        // A glob that matches a folder matches everything in it.
        const isExpected = names.some((_, at) =>
          picomatch.isMatch(names.slice(0, at + 1).join('/'), glob.slice(1), { dot: true }),
        );
        assert.equal(globs([glob])(names.join('/')), isExpected, `${glob} ${names.join('/')}`);
      },
    ),
    { numRuns: 2000 },
  );
});

test('a hostile glob takes no time', () => {
  const started = performance.now();
  const patterns = [
    '*a'.repeat(500),
    `/${'**/a/'.repeat(200)}`,
    '{a,b}'.repeat(40),
    '{'.repeat(10_000),
    '['.repeat(10_000),
  ];
  assert.equal(globs(patterns)(`${'a'.repeat(250)}b/${'a/'.repeat(150)}b`), false);
  assert.ok(performance.now() - started < 3000);
});
