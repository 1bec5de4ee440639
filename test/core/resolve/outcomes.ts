import assert from 'node:assert/strict';
import { problemsOf, unknownOf } from '../../../server/src/core/problems.ts';
import { analysisOf, check, type Fixture } from '../fixture.ts';

/** Fails unless nothing is reported but hints, and the reason for what is unknown in the file is the one expected. */
export function silent(fixture: Fixture, because: RegExp, path = 'service.yaml'): void {
  check(fixture);
  const reasons = unknownOf(analysisOf(fixture), path).map((unknown) => unknown.because);
  assert.match(reasons.join('\n'), because);
}

/** Fails unless the one Service of the file is said to select nothing, be it as a hint, instead of being unknown. */
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

/** Fails unless there is nothing to say of the file, neither that something is wrong nor that something is unknown. */
export function quiet(fixture: Fixture, path: string): void {
  const analysis = analysisOf(fixture);
  assert.deepEqual([...problemsOf(analysis, path), ...unknownOf(analysis, path)], []);
}
