import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FileContent } from '../world.ts';

/** Every manifest below a folder, by path relative to it. */
export function readWorkspace(folder: string): Map<string, FileContent> {
  const files = new Map<string, FileContent>();
  const pending = [''];
  for (let directory = pending.pop(); directory !== undefined; directory = pending.pop()) {
    for (const entry of readdirSync(join(folder, directory), { withFileTypes: true })) {
      const path = directory === '' ? entry.name : `${directory}/${entry.name}`;
      if (entry.isDirectory()) {
        pending.push(path);
      } else if (entry.isFile() && /\.(ya?ml|json)$/.test(entry.name)) {
        files.set(path, { text: readFileSync(join(folder, path), 'utf8') });
      }
    }
  }
  return files;
}
