// Runs the named test files, by their paths from the project, in this single process.
import path from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { projectRoot } from '../test/harness/vscode/project.ts';

for (const file of process.argv.slice(2)) {
  try {
    await import(pathToFileURL(path.resolve(projectRoot, file)).href);
  } catch (error) {
    // A file that cannot be loaded, or that throws between its tests, is a failure with its own name.
    test(file, () => {
      throw error;
    });
  }
}
