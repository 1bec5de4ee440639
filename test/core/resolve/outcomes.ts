import assert from 'node:assert/strict';
import { problemsOf, unknownOf } from '../../../server/src/core/problems.ts';
import { analysisOf, check, type Fixture } from '../fixture.ts';

/** Fails unless only hints are reported and the reason for the unknown reference in the file matches. */
export function silent(fixture: Fixture, because: RegExp, path = 'service.yaml'): void {
  check(fixture);
  const reasons = unknownOf(analysisOf(fixture), path).map((unknown) => unknown.because);
  assert.match(reasons.join('\n'), because);
}

/** Fails unless the only Service of the file is reported to select nothing, at least as a hint. */
export function told(fixture: Fixture, path = 'service.yaml', message?: string): void {
  const analysis = analysisOf(fixture);
  assert.deepEqual(
    {
      codes: problemsOf(analysis, path).map(({ code }) => code),
      unknown: unknownOf(analysis, path).map(({ because }) => because),
    },
    { codes: ['service-selects-nothing'], unknown: [] },
    message,
  );
}

/** Fails unless the file has no problems and no unknown references. */
export function quiet(fixture: Fixture, path: string): void {
  const analysis = analysisOf(fixture);
  assert.deepEqual([...problemsOf(analysis, path), ...unknownOf(analysis, path)], []);
}
