/**
 * The oldest Node.js that runs Podwire and its scripts, as `engines.node` of package.json states it.
 * undici 8, which speaks to clusters, does not start on Node.js 20.
 */
export const nodeFloor = '22.19.0';

/** Whether version `found` (`24.21.0`) is at least version `floor`. Both are three numbers with dots. */
export function isAtLeast(found, floor) {
  const [a, b] = [found, floor].map((version) => version.split('.').map(Number));
  const differs = b.findIndex((part, index) => a[index] !== part);
  return differs === -1 || a[differs] > b[differs];
}

/** Ends the process with status 2 and one line on standard error if Node.js is older than `floor`. */
export function requireNode(what, floor = nodeFloor) {
  if (isAtLeast(process.versions.node, floor)) return;
  process.stderr.write(
    `${what} needs Node.js ${floor} or newer; this is ${process.versions.node} (${process.execPath}). ` +
      'npm scripts bring their own after "npm ci": use "npm run" instead of "node".\n',
  );
  process.exit(2);
}
