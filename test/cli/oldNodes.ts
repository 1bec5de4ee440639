import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from './program.ts';

const { engines } = JSON.parse(readFileSync(path.join(projectRoot, 'package.json'), 'utf8'));

/** Each version of Node.js on PATH that is older than `engines.node` of package.json allows. */
export function oldNodes(): { node: string; found: string }[] {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const [oldestMajor] = engines.node.replace('>=', '').split('.').map(Number);
  const old = new Map<string, { node: string; found: string }>();
  for (const folder of (process.env.PATH ?? '').split(path.delimiter)) {
    const node = path.join(folder, name);
    if (folder.includes('node_modules') || !existsSync(node)) continue;
    const found = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim().slice(1);
    if (Number(found.split('.')[0]) < oldestMajor) old.set(found, old.get(found) ?? { node, found });
  }
  return [...old.values()];
}
