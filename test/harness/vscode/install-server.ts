import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { cacheFolder } from './cache.ts';
import { run, runOrThrow } from './run.ts';

/** A VS Code server on this machine. */
export interface InstalledServer {
  /** The folder that holds `out/server-main.js`. */
  root: string;
  /** The Node.js executable that its native addons were made for. */
  node: string;
  /** False if there was no C++ compiler: everything works, but output channels stay empty. */
  nativeAddons: boolean;
}

// The npm package code-server carries a whole VS Code server (workbench, extension host, built-in extensions). Its own
// wrapper and entry point are not used. The checksum is the registry's, so that a mirror cannot slip in another one.
const version = '4.139.1';
const integrity = 'sha512-fUYvJVdz4ZoVJfakGiGWXFMpF8K1ObsrpGvX17ZxNpKOzdNHs7lANT670JTr4ZhA8DnWqyvvmFG/d3HV9Yy6ew==';

// Loaded only by features that no one uses here (chat, dev containers, Kerberos proxies): 160 MB and half of the time.
const unusedPackages = [
  '@devcontainers/cli',
  '@github/copilot-sdk',
  '@microsoft/mxc-sdk',
  '@vscode/copilot-api',
  '@vscode/sandbox-runtime',
  'kerberos',
];
const unusedExtensions = ['copilot', 'mermaid-markdown-features'];

// spdlog writes output channels; native-watchdog ends an extension host whose server was killed. The other addons come
// built inside their packages or are not needed.
const nativeAddons = ['@vscode/spdlog', '@vscode/native-watchdog'];

const marker = 'podwire-installed.json';

/**
 * Installs VS Code's server into the user's cache, once per version: about 10 s, and 30 s more with a C++
 * compiler. Needs only the npm registry. A second process may do the same at the same time.
 *
 * @param say Receives a line when something takes time.
 * @throws With the output of npm, if the registry cannot be reached.
 */
export async function installServer(say: (line: string) => void = () => {}): Promise<InstalledServer> {
  const node = process.execPath;
  const major = process.versions.node.split('.')[0];
  const folder = cacheFolder(`vscode-server-${version}-node${major}-${process.platform}-${process.arch}`);
  const root = path.join(folder, 'package/lib/vscode');
  const installed = readMarker(root);
  if (installed?.nativeAddons) return { root, node, nativeAddons: true };
  const compiler = await findCompiler();
  if (installed && !compiler) return { root, node, nativeAddons: false };
  if (installed) {
    say(`Building two addons of VS Code with ${compiler} (half a minute, once) …`);
    const built = await buildAddons(root, node, say);
    writeMarker(root, built);
    return { root, node, nativeAddons: built };
  }

  say(`Installing VS Code's server into ${folder} (once) …`);
  // Created under another name and then renamed, so that a folder with the right name is complete.
  removeInterrupted(folder);
  const unfinished = `${folder}.${process.pid}`;
  fs.mkdirSync(unfinished, { recursive: true });
  try {
    const unfinishedRoot = path.join(unfinished, 'package/lib/vscode');
    await unpack(unfinished);
    await installPackages(unfinishedRoot, node);
    if (compiler) say(`Building two of its addons with ${compiler} (half a minute, once) …`);
    const built = compiler !== undefined && (await buildAddons(unfinishedRoot, node, say));
    writeMarker(unfinishedRoot, built);
    // Another process may have been faster; and a folder without a marker was interrupted.
    const other = readMarker(root);
    if (other && (other.nativeAddons || !built)) return { root, node, nativeAddons: other.nativeAddons };
    fs.rmSync(folder, { recursive: true, force: true });
    fs.renameSync(unfinished, folder);
    return { root, node, nativeAddons: built };
  } finally {
    fs.rmSync(unfinished, { recursive: true, force: true });
  }
}

function readMarker(root: string): { nativeAddons: boolean } | undefined {
  try {
    return JSON.parse(fs.readFileSync(path.join(root, marker), 'utf8'));
  } catch {
    return undefined;
  }
}

function writeMarker(root: string, built: boolean): void {
  fs.writeFileSync(path.join(root, marker), JSON.stringify({ nativeAddons: built }));
}

/** Removes what processes that were killed have left behind. */
function removeInterrupted(folder: string): void {
  const parent = path.dirname(folder);
  if (!fs.existsSync(parent)) return;
  for (const name of fs.readdirSync(parent)) {
    const pid = name.startsWith(`${path.basename(folder)}.`) ? Number(name.split('.').at(-1)) : Number.NaN;
    if (!Number.isInteger(pid) || isRunning(pid)) continue;
    fs.rmSync(path.join(parent, name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    return pid !== process.pid && process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** The compiler that node-gyp would take, where make and Python, which it needs too, are there as well. */
async function findCompiler(): Promise<string | undefined> {
  // On Windows node-gyp looks for Visual Studio in the registry, by a way that cannot be asked beforehand.
  if (process.platform === 'win32') return 'Visual Studio';
  const compilers = process.env.CXX ? [process.env.CXX] : ['g++', 'c++', 'clang++'];
  for (const needed of ['make', 'python3']) if ((await run(needed, ['--version'])).status !== 0) return undefined;
  for (const compiler of compilers) if ((await run(compiler, ['--version'])).status === 0) return compiler;
  return undefined;
}

async function unpack(folder: string): Promise<void> {
  await npm(['pack', `code-server@${version}`, '--silent', '--ignore-scripts'], folder);
  const archive = path.join(folder, `code-server-${version}.tgz`);
  const found = `sha512-${createHash('sha512').update(fs.readFileSync(archive)).digest('base64')}`;
  if (found !== integrity) throw new Error(`code-server ${version} has another checksum than expected: ${found}`);
  const unusedFolders = unusedExtensions.map((name) => `--exclude=package/lib/vscode/extensions/${name}`);
  await runOrThrow('tar', [...unusedFolders, '-xzf', path.basename(archive), 'package/lib/vscode'], { cwd: folder });
  fs.rmSync(archive);
}

async function installPackages(root: string, node: string): Promise<void> {
  const manifestFile = path.join(root, 'package.json');
  const manifest = JSON.parse(fs.readFileSync(manifestFile, 'utf8'));
  for (const name of unusedPackages) delete manifest.dependencies[name];
  fs.writeFileSync(manifestFile, JSON.stringify(manifest, null, 2));
  // Not `npm ci`: the shrinkwrap lacks a package, and it still lists those taken out above.
  await npm(['install', '--omit=dev', '--ignore-scripts', '--no-fund', '--no-audit', '--loglevel=error'], root, node);
  // ripgrep comes for every platform at once.
  const ripgrep = path.join(root, 'node_modules/@vscode/ripgrep-universal/bin');
  if (!fs.existsSync(ripgrep)) return;
  for (const platform of fs.readdirSync(ripgrep)) {
    if (platform !== `${process.platform}-${process.arch}`)
      fs.rmSync(path.join(ripgrep, platform), { recursive: true });
  }
}

async function buildAddons(root: string, node: string, say: (line: string) => void): Promise<boolean> {
  try {
    await npm(['rebuild', '--loglevel=error', ...nativeAddons], root, node);
    return true;
  } catch (error) {
    // Without them VS Code still works, so a broken compiler is no reason to stop.
    say(`The addons could not be built:\n${(error as Error).message}`);
    return false;
  }
}

/** Runs npm so that node-gyp builds for `node`; the folder of `node` is added to PATH if it is missing there. */
async function npm(args: readonly string[], cwd: string, node = process.execPath): Promise<void> {
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  const bin = path.dirname(node);
  const env: NodeJS.ProcessEnv = { ...process.env };
  if (!folders.includes(bin)) env.PATH = [bin, ...folders].join(path.delimiter);
  const headers = nodeHeaders(node);
  if (headers) env.npm_config_nodedir = headers;
  // These say of an npm that runs this program what its own child must find out by itself.
  for (const name of ['npm_config_local_prefix', 'npm_config_prefix', 'INIT_CWD', 'npm_package_json']) delete env[name];
  const windows = process.platform === 'win32';
  await runOrThrow(windows ? 'npm.cmd' : 'npm', args, { cwd, env });
}

/** The folder with `include/node` of an executable: next to it, or below it in the npm package `node`. */
function nodeHeaders(node: string): string | undefined {
  const bin = path.dirname(fs.realpathSync(node));
  const candidates = ['..', `../node_modules/node-${process.platform}-${process.arch}`];
  return candidates
    .map((candidate) => path.resolve(bin, candidate))
    .find((candidate) => fs.existsSync(path.join(candidate, 'include/node/common.gypi')));
}
