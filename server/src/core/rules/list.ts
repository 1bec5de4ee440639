import type { Rule } from './rule.ts';
import { serviceSelectsNothing } from './serviceSelectsNothing.ts';

/** Every rule, in the order of the documentation. A rule that is not here does not exist. */
export const rules: readonly Rule[] = [serviceSelectsNothing];
