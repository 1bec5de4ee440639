import { after, before, type TestContext } from 'node:test';
import { findPrograms } from '../harness/control-plane/programs.ts';
import {
  type ControlPlane,
  type ControlPlaneOptions,
  programsFor,
  startControlPlane,
} from '../harness/control-plane/start.ts';

/**
 * One control plane for all tests of a file, and none where its programs are not built. `needed` yields it to a test, or skips the
 * test and yields nothing.
 */
export function controlPlaneOfFile(options: ControlPlaneOptions): (context: TestContext) => ControlPlane | undefined {
  let started: ControlPlane | undefined;
  const programs = findPrograms(programsFor(options));
  before(async () => {
    if ('folder' in programs) started = await startControlPlane(programs.folder, options);
  });
  after(() => started?.stop());
  return (context) => {
    if ('because' in programs) context.skip(programs.because);
    return started;
  };
}
