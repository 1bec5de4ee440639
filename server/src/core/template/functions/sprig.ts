import type { Functions } from '../function.ts';
import { defaultFunctions } from './defaults.ts';
import { encodingFunctions } from './encodings.ts';
import { expressionFunctions } from './expressions.ts';
import { listFunctions } from './lists.ts';
import { mapFunctions } from './maps.ts';
import { numberFunctions } from './numbers.ts';
import { placeFunctions } from './places.ts';
import { stringFunctions } from './strings.ts';
import { timeFunctions } from './times.ts';
import { unknownFunctions } from './unknown.ts';
import { versionFunctions } from './versions.ts';

/**
 * The functions of github.com/Masterminds/sprig/v3 3.3.0 that Helm does not replace or remove. Helm removes `env` and
 * `expandenv`.
 */
export const sprigFunctions: Functions = new Map([
  ...stringFunctions,
  ...numberFunctions,
  ...listFunctions,
  ...mapFunctions,
  ...defaultFunctions,
  ...encodingFunctions,
  ...expressionFunctions,
  ...versionFunctions,
  ...timeFunctions,
  ...placeFunctions,
  ...unknownFunctions,
]);
