import fs from 'node:fs';
import path from 'node:path';
import { projectRoot } from './project.ts';
import { runOrThrow } from './run.ts';

/**
 * Packs the extension, as it is built now, with `npm run package`'s own options into .cache/podwire.vsix.
 *
 * @throws With what vsce printed.
 */
export async function packExtension(): Promise<string> {
  const file = path.join(projectRoot, '.cache/podwire.vsix');
  fs.mkdirSync(path.dirname(file), { recursive: true });
  // Suites that run at the same time pack it too, and one may install what another one writes.
  const written = path.join(path.dirname(file), `podwire-${process.pid}.vsix`);
  await vsce(projectRoot, written);
  fs.renameSync(written, file);
  return file;
}

/** An extension without code under the given id, such as `redhat.vscode-yaml`, as a .vsix in `folder`. */
export async function packEmptyExtension(folder: string, id: string): Promise<string> {
  const [publisher, name] = id.split('.');
  const source = path.join(folder, id);
  fs.mkdirSync(source, { recursive: true });
  const manifest = { name, publisher, version: '1.0.0', engines: { vscode: '^1.107.0' } };
  fs.writeFileSync(path.join(source, 'package.json'), JSON.stringify(manifest));
  fs.writeFileSync(path.join(source, 'README.md'), 'An extension without code.\n');
  fs.writeFileSync(path.join(source, 'LICENSE'), 'None.\n');
  const file = path.join(folder, `${id}.vsix`);
  await vsce(source, file);
  return file;
}

async function vsce(folder: string, file: string): Promise<void> {
  const program = path.join(projectRoot, 'node_modules/@vscode/vsce/vsce');
  const options = ['--no-dependencies', '--no-rewrite-relative-links', '--allow-missing-repository', '--out', file];
  await runOrThrow(process.execPath, [program, 'package', ...options], { cwd: folder });
}
