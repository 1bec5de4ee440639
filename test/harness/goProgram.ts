import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { goEnvironment, goFlags } from './goFlags.ts';
import { cacheFolder } from './vscode/cache.ts';

/**
 * A program of the tests that is written in Go, built once for each of its versions; undefined without Go.
 *
 * @param folder the folder of its module
 * @param name the name of the program and of its folder in the cache
 */
export function goProgram(folder: string, name: string): string | undefined {
  if (spawnSync('go', ['version']).status !== 0) {
    return undefined;
  }
  const program = path.join(cacheFolder(name), `${name}-${goProgramVersion(folder)}`);
  if (!fs.existsSync(program)) {
    fs.mkdirSync(path.dirname(program), { recursive: true });
    // Renamed at the end, so that a build that is interrupted leaves no half program.
    const unfinished = `${program}.${process.pid}`;
    execFileSync('go', ['build', ...goFlags, '-ldflags', '-s -w', '-o', unfinished, '.'], {
      cwd: folder,
      env: goEnvironment(),
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    fs.renameSync(unfinished, program);
  }
  return program;
}

/** Changes when the program or one of its modules changes. */
export function goProgramVersion(folder: string): string {
  const hash = createHash('sha256');
  const sources = fs.readdirSync(folder).filter((file) => file.endsWith('.go'));
  for (const file of ['go.mod', 'go.sum', ...sources.sort()]) {
    hash.update(fs.readFileSync(path.join(folder, file)));
  }
  return hash.digest('hex').slice(0, 16);
}
