// npm test: all suites, or the named ones. See scripts/run-suites.ts.
import { installAndBuild, runScript } from './bring-node.mjs';
import { requireNode } from './node-floor.mjs';

requireNode('npm test', '20.0.0');
await installAndBuild();
await runScript('scripts/run-suites.ts', ...process.argv.slice(2));
