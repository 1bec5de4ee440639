#!/usr/bin/env node
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
  const { run } = await import('./cli/commandLine.ts');
  const { ioOf } = await import('./cli/io.ts');
  process.exitCode = await run(process.argv.slice(2), ioOf(process));
}
