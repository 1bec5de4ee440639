import { existsSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { renderManifests } from '../core/render/manifests.ts';
import { slashes } from '../sources/fileNames.ts';
import { renderSource } from '../sources/renderSource.ts';
import { findRepository } from '../sources/workspaceFiles.ts';
import { type Io, UsageError } from './io.ts';

/**
 * `podwire render`: prints what a kustomization deploys, as `kustomize build` would. Resolves to the exit status: 1 if
 * kustomize would refuse it, or if a part of it is not read.
 *
 * @param asked a directory with a kustomization, or the kustomization file
 */
export async function render(asked: string, io: Io): Promise<number> {
  const absolute = path.resolve(io.cwd, asked);
  const stats = statSync(absolute, { throwIfNoEntry: false });
  if (!stats) {
    throw new UsageError(`${asked}: no such file or folder.`);
  }
  // Links on the way to the directory are of no interest to kustomize either.
  const directory = realpathSync(stats.isDirectory() ? absolute : path.dirname(absolute));
  const isFile = !stats.isDirectory();
  if (isFile && !kustomizationNames.includes(path.basename(absolute))) {
    throw new UsageError(`${asked} is not a kustomization. Name one, or its folder.`);
  }
  const root = rootOf(directory);
  const manifests = renderManifests(renderSource(root), slashes(path.relative(root, directory)));
  if (!manifests) {
    const chart = existsSync(path.join(directory, 'Chart.yaml')) ? ' Charts are not rendered yet.' : '';
    throw new UsageError(`${asked} contains no kustomization.${chart}`);
  }
  await io.print(manifests.lines.map(({ text }) => `${text}\n`).join(''));
  for (const reason of manifests.refusals) {
    await io.complain(`podwire: kustomize refuses it: ${reason}`);
  }
  for (const because of manifests.unread) {
    await io.complain(`podwire: not rendered: ${because}`);
  }
  return manifests.refusals.length + manifests.unread.length > 0 ? 1 : 0;
}

const kustomizationNames: readonly string[] = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/** A kustomization may name files above its directory, up to the root of the repository, or of the disk. */
function rootOf(directory: string): string {
  return findRepository(directory) ?? path.parse(directory).root;
}
