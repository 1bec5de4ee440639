import { builtinFunctions } from '../../../server/src/core/template/builtins.ts';
import { Execution } from '../../../server/src/core/template/execute.ts';
import type { ExecutionError } from '../../../server/src/core/template/frame.ts';
import type { Functions } from '../../../server/src/core/template/function.ts';
import { readYaml } from '../../../server/src/core/template/functions/readYaml.ts';
import { sprigFunctions } from '../../../server/src/core/template/functions/sprig.ts';
import { parseTemplate } from '../../../server/src/core/template/parser.ts';
import { addTemplate, type Templates } from '../../../server/src/core/template/templates.ts';
import { Text } from '../../../server/src/core/template/text.ts';
import type { Value } from '../../../server/src/core/template/value.ts';

export interface Executing {
  /** The dot, as YAML. */
  readonly data?: string | Value;
  /** More templates by name. */
  readonly others?: Readonly<Record<string, string>>;
  readonly steps?: number;
  readonly size?: number;
}

const functions: Functions = new Map([...builtinFunctions, ...sprigFunctions]);
const isFunction = (name: string) => functions.has(name) || name === 'include' || name === 'tpl';

/** Executes a template. A syntax error is an error at its place. */
export function executed(
  text: string,
  { data = '{}', others = {}, steps, size }: Executing = {},
): Text | ExecutionError {
  const templates: Templates = new Map();
  for (const [name, each] of Object.entries({ ...others, 'main.yaml': text })) {
    const parsed = parseTemplate(each, isFunction);
    const source = { path: name, text: each };
    if (parsed.error !== undefined) {
      const { message, start, end } = parsed.error;
      return { message, at: { sort: 'text', source, start, end }, callers: [] };
    }
    addTemplate(templates, name, parsed, source);
  }
  const budget = { steps: steps ?? 1e6, size: size ?? 1e7, conditions: 0, decidedBy: new Set<never>() };
  const execution = new Execution({ functions, budget, parse: (each) => parseTemplate(each, isFunction) });
  const dot = typeof data === 'string' ? readYaml(Text.of(data, whole(data))) : data;
  return dot.kind === 'failure'
    ? { message: dot.message, at: whole(''), callers: [] }
    : execution.run(templates.get('main.yaml')!, dot, templates);
}

function whole(text: string) {
  return { sort: 'text', source: { path: 'values.yaml', text }, start: 0, end: text.length } as const;
}

/** The output, or `error: …`. */
export function output(text: string, executing: Executing = {}): string {
  const result = executed(text, executing);
  return 'message' in result ? `error: ${result.message}` : result.text;
}
