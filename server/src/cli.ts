import { resolve } from 'node:path';
import { problemsOf } from './core/analysis.ts';
import { readContent, walk } from './sources/workspaceFiles.ts';
import { createWorld, type FileContent } from './world.ts';

const folder = resolve(process.argv[3] ?? '.');
const world = createWorld();
world.apply({ type: 'FoldersChanged', added: [folder], removed: [] });
world.apply({ type: 'FilesChanged', folder, files: files(), complete: true });
const analysis = world.analysis(folder)!;
let count = 0;
for (const path of [...analysis.index.files.base.keys(), ...analysis.index.files.layer.keys()].sort()) {
  for (const problem of problemsOf(analysis, path)) {
    count++;
    console.log(`${path}:${problem.at.range.start}: ${problem.severity}[${problem.code}]: ${problem.message}`);
  }
}
process.exitCode = count > 0 ? 1 : 0;

function* files(): Generator<readonly [string, FileContent | undefined]> {
  for (const { path, unread } of walk(folder)) {
    yield [path, unread ? { unread } : readContent(folder, path)?.content];
  }
}
