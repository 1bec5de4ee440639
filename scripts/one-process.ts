// Runs test files, by their absolute paths, in this single process.
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';

for (const file of process.argv.slice(2)) {
  try {
    await import(pathToFileURL(file).href);
  } catch (error) {
    // A file that cannot be loaded, or that throws between its tests, is a failure with its own name.
    test(file, () => {
      throw error;
    });
  }
}
