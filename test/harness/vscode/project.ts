import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds package.json. */
export const projectRoot = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');

/** A folder of one test's own. */
export interface Workspace {
  folder: string;
  remove(): void;
}

/** A copy of a folder of `examples/` in a temporary place, with `extra` files by their relative paths. */
export function copyOfExample(name: string, extra: Readonly<Record<string, string>> = {}): Workspace {
  // The real path: VS Code shows and compares files by it, and macOS has its temporary folder behind a link.
  const parent = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'podwire-example-')));
  const folder = path.join(parent, name);
  fs.cpSync(path.join(projectRoot, 'examples', name), folder, { recursive: true });
  for (const [file, text] of Object.entries(extra)) {
    fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    fs.writeFileSync(path.join(folder, file), text);
  }
  return { folder, remove: () => fs.rmSync(parent, { recursive: true, force: true, maxRetries: 5 }) };
}
