// Bundles what ships into dist/.
//
//   node scripts/build.mjs                minified, as released
//   node scripts/build.mjs --dev          readable, with source maps
//   node scripts/build.mjs --watch        as --dev, again after every change
//   node scripts/build.mjs --notices      writes THIRD-PARTY-NOTICES from what is bundled
//   node scripts/build.mjs --check        writes nothing; status 1 if THIRD-PARTY-NOTICES is not current
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
import { announceRounds } from './announce-rounds.mjs';
import { requireNode } from './node-floor.mjs';
import { thirdPartyNotices } from './notices.mjs';

requireNode('The build');

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const noticesFile = path.join(root, 'THIRD-PARTY-NOTICES');

// CommonJS packages inside an ES module still call `require` for Node's own modules. The other names are long
// because esbuild pastes a banner without a check for conflicts: only their length makes a conflict unlikely.
const commonJsBanner =
  "import { createRequire as podwireBannerCreateRequire } from 'node:module';" +
  'const require = podwireBannerCreateRequire(import.meta.url);';

// CommonJS has no splitting. Code that the activation does not need is a separate entry point, and its
// `import()` stays as it is: compiling the language client takes longer than the whole activation.
const languageClientApart = {
  name: 'language-client-apart',
  setup(bundle) {
    bundle.onResolve({ filter: /^\.\/languageClient\.ts$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: './languageClient.cjs', external: true } : undefined,
    );
  },
};

// An `import` of a module of Node.js creates a second module and reads all its exports, some of which load further
// modules. That would take a third of the start time of the command line. So only the names that are used are read.
// Modules that load slowly and are seldom used are loaded at their first use.
const builtinsAsTheyAre = {
  name: 'builtins-as-they-are',
  setup(bundle) {
    // Packages name them with and without `node:`.
    bundle.onResolve({ filter: /^[a-z]/ }, ({ path: name, kind }) =>
      kind === 'import-statement' && isBuiltin(name)
        ? { path: `node:${name.replace(/^node:/, '')}`, namespace: 'builtin' }
        : undefined,
    );
    bundle.onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path: name }) => {
      const taken = `process.getBuiltinModule(${JSON.stringify(name)})`;
      if (!loadedLate.includes(name)) return { contents: exportsOf(name, taken), resolveDir: root };
      const names = Object.keys(process.getBuiltinModule(name));
      return {
        contents: `for (const name of ${JSON.stringify(names)}) {
          Object.defineProperty(exports, name, { enumerable: true, get: () => ${taken}[name] });
        }`,
      };
    });
  },
};

/** esbuild drops the names that nothing uses, because reading them is marked as free of side effects. */
function exportsOf(name, taken) {
  const names = Object.keys(process.getBuiltinModule(name)).filter((each) => each !== 'default');
  const each = names.map((of) => `const x_${of} = /* @__PURE__ */ read('${of}'); export { x_${of} as ${of} };`);
  return `const module = ${taken}; const read = (name) => module[name]; export default module; ${each.join('\n')}`;
}
const loadedLate = ['node:child_process', 'node:crypto', 'node:os', 'node:zlib', 'node:util'];

// What only some workspaces need is evaluated when one of its functions is first called, not at the start: the tables
// of kustomize and Helm, and the packages that they use. Only functions can be called late, so importing anything
// else of these modules fails the build.
const calledLate = [
  'core/bundles/chartRendering.ts',
  'core/bundles/releaseValues.ts',
  'core/chart/ignore.ts',
  'core/chart/renderChart.ts',
  'core/probe/address.ts',
  'core/render/annotateOrigins.ts',
  'core/render/documents.ts',
  'core/render/identity.ts',
  'core/render/render.ts',
  'core/yaml/full.ts',
].map((file) => path.join(root, 'server/src', file));
const evaluatedLate = {
  name: 'evaluated-late',
  setup(bundle) {
    bundle.onResolve({ filter: /^\..*\.ts$/ }, ({ path: name, kind, resolveDir }) => {
      const file = path.resolve(resolveDir, name);
      return kind === 'import-statement' && calledLate.includes(file) ? { path: file, namespace: 'late' } : undefined;
    });
    bundle.onLoad({ filter: /.*/, namespace: 'late' }, ({ path: file }) => {
      const names = [...readFileSync(file, 'utf8').matchAll(/^export function\*? (\w+)/gm)].map(([, name]) => name);
      const functions = names.map((name) => `export function ${name}(...all) { return load().${name}(...all); }`);
      return {
        resolveDir: root,
        contents: `let module; const load = () => (module ??= require(${JSON.stringify(file)})); ${functions.join('\n')}`,
      };
    });
  },
};

// The Kubernetes client library does not declare that its modules have no side effects, so all of it would be
// bundled: the class of each kind, websockets, archives. Its sources only define classes and functions.
const clientLibraryInParts = {
  name: 'client-library-in-parts',
  setup(bundle) {
    const folder = path.join('node_modules', '@kubernetes', 'client-node') + path.sep;
    bundle.onResolve({ filter: /^(@kubernetes\/client-node$|\.)/ }, async ({ path: name, pluginData, ...place }) => {
      const isOurs = name.startsWith('@') || place.importer.includes(folder);
      if (!isOurs || pluginData === clientLibraryInParts) return undefined;
      const found = await bundle.resolve(name, { ...place, pluginData: clientLibraryInParts });
      return found.errors.length > 0 ? undefined : { path: found.path, sideEffects: false };
    });
  },
};

// The other parts of its index (caches, interceptors, mocks, websockets, `fetch`) take longer to load than the
// rest of a request. Like the index, this code adds the request methods to every dispatcher. If a name is
// missing here, the build fails.
const undiciInParts = {
  name: 'undici-in-parts',
  setup(bundle) {
    bundle.onResolve({ filter: /^undici$/ }, () => ({ path: 'undici', namespace: 'parts' }));
    bundle.onLoad({ filter: /.*/, namespace: 'parts' }, () => ({
      resolveDir: root,
      contents: `
        import api from 'undici/lib/api/index.js';
        import Dispatcher from 'undici/lib/dispatcher/dispatcher.js';
        Object.assign(Dispatcher.prototype, api);
        export { default as Agent } from 'undici/lib/dispatcher/agent.js';
        export { default as buildConnector } from 'undici/lib/core/connect.js';
        export { default as ProxyAgent } from 'undici/lib/dispatcher/proxy-agent.js';
        // The Kubernetes client library uses it in its API clients, and none of these is created.
        export const fetch = undefined;
      `,
    }));
  },
};

const modes = ['--dev', '--watch', '--notices', '--check'];
const [mode, ...rest] = process.argv.slice(2);
if (rest.length > 0 || (mode !== undefined && !modes.includes(mode))) {
  process.stderr.write(`usage: node scripts/build.mjs [${modes.join(' | ')}]\n`);
  process.exit(2);
}

try {
  if (mode === '--watch') await watch();
  else if (mode === '--notices' || mode === '--check') await notices(mode === '--check');
  else await build(mode === '--dev');
} catch (error) {
  // esbuild has already printed its errors with their places.
  if (!('errors' in error)) throw error;
  process.exitCode = 1;
}

async function build(dev) {
  const begin = performance.now();
  rmSync(path.join(root, 'dist'), { recursive: true, force: true });
  const results = await Promise.all(bundles(dev).map((options) => esbuild.build(options)));
  for (const { metafile } of results.filter(isOfNode)) refuseWideText(Object.keys(metafile.outputs));
  if (process.env.META) writeFileSync(process.env.META, JSON.stringify(results.find(isOfNode).metafile));
  const outputs = results.flatMap((result) => Object.entries(result.metafile.outputs));
  for (const [file, output] of outputs) {
    if (output.entryPoint) process.stdout.write(`${file.padEnd(24)} ${kilobytes(output.bytes)}\n`);
  }
  const total = outputs.reduce((sum, [file, output]) => sum + (file.endsWith('.map') ? 0 : output.bytes), 0);
  process.stdout.write(`${'dist'.padEnd(24)} ${kilobytes(total)} in ${Math.round(performance.now() - begin)} ms\n`);
}

function isOfNode({ metafile }) {
  return 'dist/podwire.mjs' in metafile.outputs;
}

/** esbuild leaves the characters of regular expressions as they are, whatever `charset` is. */
function refuseWideText(files) {
  for (const file of files.filter((each) => each.endsWith('.mjs'))) {
    const found = /[^\0-\x7f]/.exec(readFileSync(path.join(root, file), 'utf8'));
    if (found) throw new Error(`${file} has the character ${found[0]}: write it as \\u…, also in a regular expression`);
  }
}

async function watch() {
  rmSync(path.join(root, 'dist'), { recursive: true, force: true });
  const all = bundles(true);
  const announce = announceRounds(all.length);
  const contexts = await Promise.all(
    all.map((options) => esbuild.context({ ...options, plugins: [...(options.plugins ?? []), announce] })),
  );
  await Promise.all(contexts.map((context) => context.watch()));
}

async function notices(checkOnly) {
  const results = await Promise.all(bundles(false).map((options) => esbuild.build({ ...options, write: false })));
  const text = thirdPartyNotices(
    root,
    results.map((result) => result.metafile),
  );
  const current = existsSync(noticesFile) ? readFileSync(noticesFile, 'utf8') : undefined;
  if (text === current) return;
  if (!checkOnly) return writeFileSync(noticesFile, text);
  process.stderr.write(
    'THIRD-PARTY-NOTICES does not list what is bundled: run "npm run notices" and commit the file.\n',
  );
  process.exitCode = 1;
}

/** The options of each esbuild run; the outputs are named in package.json (`main`, `bin`) and in client/src. */
function bundles(dev) {
  const common = {
    absWorkingDir: root,
    bundle: true,
    minify: !dev,
    sourcemap: dev ? 'linked' : false,
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'warning',
    metafile: true,
    outdir: 'dist',
    // If a package offers both, its ES modules are used: they tree-shake, and UMD modules hide their imports.
    mainFields: ['module', 'main'],
  };
  const node = {
    ...common,
    platform: 'node',
    target: 'node22.19',
    // The browser version of this package is the same code as ES modules: it tree-shakes, and `import()` of it
    // has all names, while esbuild gives an `import()` of a CommonJS module only `default`.
    alias: { yaml: path.join(root, 'node_modules/yaml/browser/index.js') },
  };
  return [
    {
      ...node,
      format: 'cjs',
      entryPoints: { client: 'client/src/extension.ts', languageClient: 'client/src/languageClient.ts' },
      external: ['vscode'],
      outExtension: { '.js': '.cjs' },
      plugins: [languageClientApart],
      // Extension hosts provide `vscode` only through `require`.
      supported: { 'dynamic-import': false },
    },
    {
      ...node,
      format: 'esm',
      // One character beyond Latin-1 makes V8 keep a whole module in two bytes per character. A start then takes a
      // twelfth more processor time.
      charset: 'ascii',
      entryPoints: { server: 'server/src/main.ts', podwire: 'server/src/cli.ts' },
      outExtension: { '.js': '.mjs' },
      splitting: true,
      chunkNames: 'chunks/[name]-[hash]',
      banner: { js: commonJsBanner },
      plugins: [evaluatedLate, builtinsAsTheyAre, clientLibraryInParts, undiciInParts],
    },
    {
      ...common,
      platform: 'browser',
      // The Chromium version of the oldest VS Code that package.json allows.
      target: 'chrome142',
      format: 'iife',
      entryPoints: webviewPages(),
      outdir: 'dist/webview',
    },
  ].filter((options) => Object.keys(options.entryPoints).length > 0);
}

function webviewPages() {
  const folder = path.join(root, 'client/webview');
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => /(?<!\.d)\.ts$/.test(name)) : [];
  return Object.fromEntries(names.map((name) => [path.basename(name, '.ts'), `client/webview/${name}`]));
}

function kilobytes(bytes) {
  return `${(bytes / 1000).toFixed(1)} kB`.padStart(10);
}
