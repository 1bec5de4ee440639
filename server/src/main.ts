import { createWorld } from './world.ts';

const world = createWorld();
console.error(`podwire: ${world.folders().length} folders; the language server is not connected yet`);
process.exitCode = 2;
