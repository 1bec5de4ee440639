// npm start: installs what is missing, builds, and opens examples/family-assistant in a VS Code with the extension.
import { installAndBuild, runScript } from './bring-node.mjs';
import { requireNode } from './node-floor.mjs';
import { readStartOptions } from './start-options.mjs';

requireNode('npm start', '20.0.0');
readStartOptions();
await installAndBuild();
await runScript('scripts/open-example.ts', ...process.argv.slice(2));
