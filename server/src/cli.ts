import { problemsOf } from './core/analysis.ts';
import { readWorkspace } from './sources/workspaceFiles.ts';
import { createWorld } from './world.ts';

const folder = process.argv[3] ?? '.';
const world = createWorld();
world.apply({ type: 'FoldersChanged', added: [folder], removed: [] });
world.apply({ type: 'FilesChanged', folder, files: readWorkspace(folder), complete: true });
const analysis = world.analysis(folder)!;
let count = 0;
for (const path of [...analysis.index.files.base.keys(), ...analysis.index.files.layer.keys()].sort()) {
  for (const problem of problemsOf(analysis, path)) {
    count++;
    console.log(`${path}:${problem.at.range.start}: ${problem.severity}[${problem.code}]: ${problem.message}`);
  }
}
process.exitCode = count > 0 ? 1 : 0;
