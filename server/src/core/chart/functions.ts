import { builtinFunctions } from '../template/builtins.ts';
import type { Functions } from '../template/function.ts';
import { helmFunctions } from '../template/functions/helm.ts';
import { sprigFunctions } from '../template/functions/sprig.ts';

/** All functions of a chart's templates, except `include` and `tpl`, which the execution has itself. */
export const chartFunctions: Functions = new Map([...builtinFunctions, ...sprigFunctions, ...helmFunctions]);
