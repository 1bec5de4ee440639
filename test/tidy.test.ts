// Checks what people forget and no compiler finds: which folders may import each other, what is generated, and what
// every rule needs.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { rules } from '../server/src/core/rules/list.ts';

const root = path.resolve(import.meta.dirname, '..');

/**
 * Rooms, the most specific first, with what they may import: rooms, then packages. A room may always import itself.
 * Packages of Node stand as `node:`.
 */
const rooms: readonly Room[] = [
  { path: 'server/src/core/text/', rooms: [], packages: ['@noble/hashes'] },
  { path: 'server/src/core/yaml/', rooms: ['text'], packages: ['yaml'] },
  { path: 'server/src/core/model/', rooms: ['text', 'yaml'], packages: [] },
  { path: 'server/src/core/live/', rooms: ['text', 'model'], packages: [] },
  { path: 'server/src/core/settings.ts', rooms: ['model'], packages: [] },
  { path: 'server/src/core/kinds/', rooms: ['text', 'yaml', 'model'], packages: [] },
  { path: 'server/src/core/template/', rooms: ['text', 'yaml'], packages: ['re2js'] },
  { path: 'server/src/core/chart/', rooms: ['text', 'yaml', 'template'], packages: ['re2js'] },
  { path: 'server/src/core/render/', rooms: ['text', 'yaml', 'model', 'kinds'], packages: ['re2js', 'picomatch'] },
  {
    path: 'server/src/core/bundles/',
    rooms: ['text', 'yaml', 'model', 'kinds', 'render', 'template', 'chart'],
    packages: [],
  },
  {
    path: 'server/src/core/index/',
    rooms: ['text', 'model', 'settings.ts', 'kinds', 'render', 'live', 'chart', 'bundles'],
    packages: [],
  },
  {
    path: 'server/src/core/resolve/',
    rooms: ['text', 'yaml', 'model', 'settings.ts', 'kinds', 'render', 'live', 'bundles', 'index'],
    packages: ['fastest-levenshtein'],
  },
  { path: 'server/src/core/describe/', rooms: ['text', 'model', 'live', 'index', 'resolve'], packages: [] },
  {
    path: 'server/src/core/rules/',
    rooms: [
      ...['text', 'yaml', 'model', 'settings.ts', 'kinds', 'render', 'live', 'chart', 'bundles', 'index'],
      ...['resolve', 'describe'],
    ],
    packages: ['fastest-levenshtein'],
  },
  // All of the core but features, which `no feature imports a feature` checks.
  { path: 'server/src/core/cursor/', rooms: ['core'], packages: [] },
  { path: 'server/src/core/wiringGraph/', rooms: ['core'], packages: [] },
  { path: 'server/src/core/wiringDiff/', rooms: ['core'], packages: [] },
  { path: 'server/src/core/features/', rooms: ['core'], packages: [] },
  { path: 'server/src/core/probe/address.ts', rooms: [], packages: ['ipaddr.js'] },
  { path: 'server/src/core/probe/', rooms: ['core'], packages: [] },
  // The snapshot and what stands beside it: everything in the core but features.
  {
    path: 'server/src/core/',
    rooms: [
      ...['text', 'yaml', 'model', 'settings.ts', 'kinds', 'render', 'live', 'chart', 'bundles', 'index'],
      ...['resolve', 'rules', 'address.ts'],
    ],
    packages: ['fastest-levenshtein', 'ignore', 'picomatch'],
  },
  { path: 'server/src/sources/', rooms: ['core', 'world.ts'], packages: ['node:', 'ignore'] },
  { path: 'server/src/world.ts', rooms: ['core', 'world'], packages: [] },
  { path: 'server/src/world/', rooms: ['core'], packages: [] },
  { path: 'server/src/heap.ts', rooms: [], packages: ['node:'] },
  {
    path: 'server/src/cluster/',
    rooms: ['core'],
    packages: ['node:', '@kubernetes/client-node', 'socks', 'undici', 'yaml'],
  },
  { path: 'server/src/probe/', rooms: ['core', 'cluster'], packages: ['node:', 'undici'] },
  { path: 'server/src/formats/', rooms: ['core'], packages: ['node:'] },
  { path: 'server/src/lsp/protocol.ts', rooms: ['core'], packages: [] },
  {
    path: 'server/src/lsp/',
    rooms: ['core', 'world.ts', 'heap.ts', 'sources', 'formats', 'protocol.ts', 'probe', 'cluster'],
    packages: ['node:', 'vscode-languageserver'],
  },
  { path: 'server/src/main.ts', rooms: ['lsp'], packages: [] },
  {
    path: 'server/src/',
    rooms: ['core', 'world.ts', 'heap.ts', 'sources', 'formats', 'lsp', 'protocol.ts', 'cluster', 'probe'],
    packages: ['node:', 'commander', 'fastest-levenshtein', '@modelcontextprotocol/server', 'zod'],
  },
  { path: 'client/src/reportMessages.ts', rooms: ['protocol.ts'], packages: [] },
  { path: 'client/src/reportSummary.ts', rooms: ['protocol.ts'], packages: [] },
  { path: 'client/src/wiringMessages.ts', rooms: ['protocol.ts'], packages: [] },
  {
    path: 'client/webview/wiring/layout.ts',
    rooms: ['protocol.ts', 'wiringMessages.ts', 'webview'],
    packages: ['@dagrejs/dagre'],
  },
  {
    path: 'client/webview/',
    rooms: ['protocol.ts', 'reportMessages.ts', 'reportSummary.ts', 'wiringMessages.ts', 'layout.ts'],
    packages: [],
  },
  {
    path: 'client/src/',
    rooms: ['protocol.ts', 'reportMessages.ts', 'wiringMessages.ts'],
    packages: ['node:', 'vscode', 'vscode-languageclient'],
  },
];

interface Room {
  readonly path: string;
  /** Last parts of the rooms' paths, e.g. `kinds`, `world.ts`; `core` is all of it. */
  readonly rooms: readonly string[];
  readonly packages: readonly string[];
}

test('imports go one way, and packages stay in their rooms', () => {
  const wrong: string[] = [];
  for (const { file, specifier, target } of imports()) {
    const room = roomOf(file);
    assert.ok(room, `${file} lies in no room`);
    const isAllowed =
      target === undefined
        ? room.packages.some(
            (each) => specifier === each || specifier.startsWith(each.endsWith(':') ? each : `${each}/`),
          )
        : isReachable(room, target);
    if (!isAllowed) {
      const allowed = target === undefined ? room.packages : room.rooms;
      wrong.push(`${file} imports ${specifier}; ${room.path} may import ${allowed.join(', ') || 'none'}`);
    }
  }
  assert.deepEqual(wrong, [], 'the rooms and what they may import are at the top of this file and in ARCHITECTURE.md');
});

test('no rule imports a rule, and no feature a feature', () => {
  const ruleFiles = new Set(
    [...imports()].filter((each) => each.file === 'server/src/core/rules/list.ts').map((each) => each.target),
  );
  ruleFiles.delete('server/src/core/rules/rule.ts');
  const wrong = [...imports()].filter(
    ({ file, target }) =>
      target !== undefined &&
      ((ruleFiles.has(file) && ruleFiles.has(target)) ||
        (file.startsWith('server/src/core/cursor/') && featureOf(target) !== undefined) ||
        (featureOf(file) !== undefined && featureOf(target) !== undefined && featureOf(file) !== featureOf(target))),
  );
  assert.deepEqual(wrong, []);
});

test('a part of the server creates no other part: `parts.ts` does', () => {
  const wrong = sources()
    .filter((file) => file.startsWith('server/src/lsp/') && !/\/(?:parts|server)\.ts$/.test(file))
    .flatMap((file) => {
      const text = readFileSync(path.join(root, file), 'utf8');
      const names = [...text.matchAll(/^import \{([^}]*)\} from '\.\//gm)].flatMap(([, list = '']) => list.split(','));
      return names.map((name) => name.trim()).filter((name) => /^create(?!RangeConverter)/.test(name));
    });
  assert.deepEqual(wrong, []);
});

test('files that are generated are current', () => {
  for (const command of ['docs.ts', 'schemas.ts', 'build.mjs']) {
    const { status, stderr } = spawnSync(process.execPath, [path.join('scripts', command), '--check'], {
      cwd: root,
      encoding: 'utf8',
    });
    assert.equal(status, 0, `scripts/${command} --check: ${stderr}`);
  }
});

test('every rule has its fixtures and its page', () => {
  for (const { code } of rules) {
    const file = path.join(root, 'test/core/rules', `${code}.test.ts`);
    // testRule demands a fixture that reports and one that is silent, and takes the rule out to see the first one fail.
    assert.match(existsSync(file) ? readFileSync(file, 'utf8') : '', new RegExp(`^testRule\\('${code}',`, 'm'), file);
    assert.ok(existsSync(path.join(root, 'docs/rules', `${code}.md`)), `docs/rules/${code}.md`);
  }
});

test('every decision has its own number, and begins with one sentence that says it', () => {
  const numbers = new Set<string>();
  for (const file of trackedFiles().filter((each) => /^server\/decisions\/\d/.test(each))) {
    const [title = '', first = ''] = readFileSync(path.join(root, file), 'utf8').split('\n\n');
    const number = path.basename(file).slice(0, 4);
    assert.ok(title.startsWith(`# ${Number(number)}. `), file);
    assert.ok(!numbers.has(number), `${file} has the number of another decision`);
    numbers.add(number);
    assert.match(first, /^[A-Z`][^#]*\.$/, file);
  }
});

test('no file names a place of some machine', () => {
  const places = /\/(?:home|Users|root)\/\w|[A-Z]:\\Users\\|\/tmp\/wt\b|\/work\/(?:main|shared)\b/;
  const registry = /https?:\/\/[^\s"'/]*(?:registry\.(?:npmjs|yarnpkg)|artifactory|npm\.pkg)/;
  const wrong = trackedFiles()
    .filter((file) => file !== 'test/tidy.test.ts' && isText(file))
    .filter((file) => {
      const text = readFileSync(path.join(root, file), 'utf8');
      return places.test(text) || registry.test(text);
    });
  assert.deepEqual(wrong, []);
});

test('names are those of the field', () => {
  const declared =
    /\b(?:class|interface|type|function|const|enum)\s+(\w*(?:Manager|Helpers?|Utils?)|I[A-Z][a-z]\w*)\b/g;
  const wrong = sources().flatMap((file) => [
    ...[...readFileSync(path.join(root, file), 'utf8').matchAll(declared)].map((match) => `${file}: ${match[1]}`),
    ...(/(^|\/)(utils?|helpers?|common|misc)(\/|\.)/i.test(file) ? [file] : []),
  ]);
  assert.deepEqual(wrong, []);
});

test('a file of the core is short enough to be read at once', () => {
  const longest = 350;
  const wrong = sources()
    .filter((file) => file.startsWith('server/src/core/'))
    .map((file) => ({ file, lines: readFileSync(path.join(root, file), 'utf8').split('\n').length - 1 }))
    .filter(({ file, lines }) => lines > longest !== longTables.has(file))
    .map(({ file, lines }) => `${file} has ${lines} lines`);
  assert.deepEqual(wrong, []);
});

/**
 * The tables of the core that may be longer than other files, with the reason why their rows have to be in one file. A
 * file that is no longer too long is removed from here.
 */
const longTables: ReadonlyMap<string, string> = new Map();

/** The name of a feature: of its file, or of the folder with its parts. */
function featureOf(file: string): string | undefined {
  return /^server\/src\/core\/features\/([^/.]+)/.exec(file)?.[1];
}

interface Import {
  /** Relative to the project, as is `target`. */
  readonly file: string;
  readonly specifier: string;
  /** Absent for a package. */
  readonly target: string | undefined;
}

function* imports(): Generator<Import> {
  const statement = /^(?:import|export)\s(?:[^'";]*?\sfrom\s)?\s*'([^']+)'/gm;
  const dynamic = /\bimport\('([^']+)'\)/g;
  for (const file of sources()) {
    const text = readFileSync(path.join(root, file), 'utf8');
    for (const [, specifier = ''] of [...text.matchAll(statement), ...text.matchAll(dynamic)]) {
      const target = specifier.startsWith('.') ? path.posix.join(path.posix.dirname(file), specifier) : undefined;
      yield { file, specifier, target };
    }
  }
}

function roomOf(file: string): Room | undefined {
  return rooms.find((room) => (room.path.endsWith('/') ? file.startsWith(room.path) : file === room.path));
}

function isReachable(from: Room, target: string): boolean {
  const to = roomOf(target);
  if (!to) {
    return false;
  }
  const inCore = to.path.startsWith('server/src/core/');
  return to === from || from.rooms.includes(path.posix.basename(to.path)) || (inCore && from.rooms.includes('core'));
}

function sources(): readonly string[] {
  return trackedFiles().filter((file) => /^(server|client)\/.*\.ts$/.test(file) && !file.endsWith('.d.ts'));
}

function isText(file: string): boolean {
  return !/\.(png|ico|woff2?|gz|xz|tgz)$/.test(file);
}

function trackedFiles(): readonly string[] {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  });
  return listed.split('\n').filter((file) => file !== '' && existsSync(path.join(root, file)));
}
