import { readFileSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { overlaid } from '../core/chart/coalesce.ts';
import { isProblem, readValues } from '../core/chart/load.ts';
import { type ChartRefusal, chartOutput } from '../core/chart/output.ts';
import { isKustomizationFile, kustomizationFileNames } from '../core/kinds/kustomization.ts';
import { renderManifests } from '../core/render/manifests.ts';
import { type GoMap, map } from '../core/template/value.ts';
import { fileText } from '../sources/chartArchive.ts';
import { isChart } from '../sources/chartFiles.ts';
import { readChart } from '../sources/chartSource.ts';
import { slashes } from '../sources/fileNames.ts';
import { renderSource } from '../sources/renderSource.ts';
import { findRepository } from '../sources/workspaceFiles.ts';
import { type Io, UsageError } from './io.ts';

export interface RenderOptions {
  /** Files with values, the strongest last. */
  readonly values?: readonly string[];
  readonly name?: string;
  readonly namespace?: string;
}

/**
 * `podwire render`: prints what a kustomization or a chart deploys, as `kustomize build` or `helm template` would.
 * Resolves to the exit status: 1 if kustomize or Helm would refuse it, or if a part of it is not read.
 *
 * @param asked a directory with a kustomization or a chart, or its file
 */
export async function render(asked: string, options: RenderOptions, io: Io): Promise<number> {
  const absolute = path.resolve(io.cwd, asked);
  const stats = statSync(absolute, { throwIfNoEntry: false });
  if (!stats) {
    throw new UsageError(`${asked}: no such file or folder.`);
  }
  // Links on the way to the directory are of no interest to kustomize either.
  const directory = realpathSync(stats.isDirectory() ? absolute : path.dirname(absolute));
  const isFile = !stats.isDirectory();
  const name = path.basename(absolute);
  const root = rootOf(directory);
  const relative = slashes(path.relative(root, directory));
  const isChartAsked = isFile ? name === 'Chart.yaml' : isChart(directory);
  if (isChartAsked && (isFile || !hasKustomization(directory))) {
    // Its dependencies may be anywhere in its repository. Without one, only the parent directory is searched.
    const around = findRepository(directory) ?? path.dirname(directory);
    return renderChartFolder(around, slashes(path.relative(around, directory)), options, io);
  }
  if (isFile && !isKustomizationFile(name)) {
    throw new UsageError(`${asked} is neither a kustomization nor a Chart.yaml. Name one, or its folder.`);
  }
  if ((options.values ?? []).length > 0) {
    throw new UsageError('--values is for charts only.');
  }
  const manifests = renderManifests(renderSource(root), relative);
  if (!manifests) {
    throw new UsageError(`${asked} contains neither a kustomization nor a chart.`);
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

function hasKustomization(directory: string): boolean {
  return kustomizationFileNames.some((name) =>
    statSync(path.join(directory, name), { throwIfNoEntry: false })?.isFile(),
  );
}

/** A kustomization may name files above its directory, up to the root of the repository, or of the disk. */
function rootOf(directory: string): string {
  return findRepository(directory) ?? path.parse(directory).root;
}

async function renderChartFolder(root: string, directory: string, options: RenderOptions, io: Io): Promise<number> {
  const values = valuesOf(options.values ?? [], io.cwd);
  const chart = readChart(directory, { root });
  const shown = (file: string) => slashes(path.relative(io.cwd, path.join(root, file)));
  if (isProblem(chart)) {
    await io.complain(`podwire: Helm refuses it: ${shown(chart.path) || '.'}: ${chart.message}`);
    return 1;
  }
  const release = { name: options.name ?? 'release-name', namespace: options.namespace ?? 'default' };
  const output = chartOutput(chart, { values, release, parsed: new Map() });
  await io.print(output.lines.map(({ text }) => `${text}\n`).join(''));
  for (const refusal of output.refusals) {
    await io.complain(`podwire: Helm refuses it: ${placeText(refusal, shown)}${refusal.message}`);
  }
  for (const because of output.unread) {
    await io.complain(`podwire: not rendered: ${because} (helm dependency update)`);
  }
  for (const note of output.notes) {
    await io.complain(`podwire: ${note}`);
  }
  return output.refusals.length + output.unread.length > 0 ? 1 : 0;
}

function placeText({ place }: ChartRefusal, shown: (file: string) => string): string {
  if (place === undefined) {
    return '';
  }
  const before = place.text.slice(0, place.start);
  const column = place.start - before.lastIndexOf('\n');
  return `${shown(place.path)}:${before.split('\n').length}:${column}: `;
}

function valuesOf(files: readonly string[], cwd: string): GoMap {
  let values = map();
  for (const file of files) {
    let text: string;
    try {
      text = fileText(readFileSync(path.resolve(cwd, file)));
    } catch (error) {
      throw new UsageError(`${file} could not be read (${(error as NodeJS.ErrnoException).code}).`);
    }
    const read = readValues({ name: file, path: file, text });
    if ('message' in read) {
      throw new UsageError(`${file}: ${read.message}.`);
    }
    values = overlaid(values, read);
  }
  return values;
}
