import { duplicateKey } from './duplicateKey.ts';
import { labelNotAString } from './labelNotAString.ts';
import { nodePortConflict } from './nodePortConflict.ts';
import { nodePortOutOfRange } from './nodePortOutOfRange.ts';
import type { Rule } from './rule.ts';
import { selectorTemplateMismatch } from './selectorTemplateMismatch.ts';
import { servicePortMissing } from './servicePortMissing.ts';
import { serviceRejected } from './serviceRejected.ts';
import { serviceSelectsNothing } from './serviceSelectsNothing.ts';

/** Every rule, in the order of the documentation. A rule that is not here does not exist. */
export const rules: readonly Rule[] = [
  serviceSelectsNothing,
  servicePortMissing,
  selectorTemplateMismatch,
  labelNotAString,
  serviceRejected,
  duplicateKey,
  nodePortOutOfRange,
  nodePortConflict,
];
