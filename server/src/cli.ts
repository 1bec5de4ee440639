#!/usr/bin/env node
import type { Io } from './cli/io.ts';

// Nothing is imported before the version is checked: the other modules may use syntax that an old Node.js
// cannot parse.

/** As `engines.node` of package.json states it. */
const oldestNode = '22.19.0';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const [oldestMajor = 0, oldestMinor = 0] = oldestNode.split('.').map(Number);
if (major < oldestMajor || (major === oldestMajor && minor < oldestMinor)) {
  process.stderr.write(
    `podwire needs Node.js ${oldestNode} or newer; this is ${process.versions.node} (${process.execPath}).\n`,
  );
  process.exitCode = 2;
} else {
  const { keepCompiled } = await import('./cli/keepCompiled.ts');
  keepCompiled();
  const { ioOf } = await import('./cli/io.ts');
  const args = process.argv.slice(2);
  const runAll = async (io: Io) => (await import('./cli/commandLine.ts')).run(args, io);
  const io = ioOf(process);
  if (args[0] === 'check') {
    const { keepingOf, keptCheck } = await import('./cli/keptChecks.ts');
    const keeping = keepingOf(import.meta.filename, process.env);
    process.exitCode = await (keeping ? keptCheck(args, io, keeping, runAll) : runAll(io));
  } else {
    process.exitCode = await runAll(io);
  }
}
