import { after, before, type TestContext } from 'node:test';
import { findPrograms } from '../harness/control-plane/programs.ts';
import {
  type ControlPlane,
  type ControlPlaneOptions,
  programsFor,
  startControlPlane,
} from '../harness/control-plane/start.ts';

/**
 * One control plane for all tests of a file, and none where its programs are not built. `needed` yields it to a test,
 * or skips the test and yields nothing. `prepare` makes what more than one of them needs, so that each can be run
 * alone.
 */
export function controlPlaneOfFile(
  options: ControlPlaneOptions,
  prepare?: (started: ControlPlane) => Promise<void>,
): (context: TestContext) => ControlPlane | undefined {
  let started: ControlPlane | undefined;
  const programs = findPrograms(programsFor(options));
  before(async () => {
    if ('because' in programs) return;
    started = await startControlPlane(programs.folder, options);
    await prepare?.(started);
  });
  after(() => started?.stop());
  return (context) => {
    if ('because' in programs) context.skip(programs.because);
    return started;
  };
}
