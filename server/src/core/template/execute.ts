import { Evaluator, type TemplateCaller } from './evaluate.ts';
import { printed } from './format.ts';
import { type Budget, type ExecutionError, ExecutionStop, Frame } from './frame.ts';
import { type Failure, type Functions, failure } from './function.ts';
import type { ParsedTemplate } from './nodes.ts';
import { literalAt } from './origin.ts';
import { StatementExecutor, withoutNoValue } from './statements.ts';
import { addTemplate, type Template, type Templates } from './templates.ts';
import type { Text } from './text.ts';
import type { Value } from './value.ts';

export interface ExecutionOptions {
  /** All of them, those of text/template itself included. */
  readonly functions: Functions;
  readonly budget: Budget;
  /** Reads the text of `tpl`. The owner may keep the trees. */
  readonly parse: (text: string) => ParsedTemplate;
}

/** Deeper calls are refused. Helm refuses 1,000 calls of one name. A real chart stays far below. */
const deepestCall = 150;

/** Executes templates as Go's text/template does with Helm's options (`missingkey=zero`). Not reentrant. */
export class Execution implements TemplateCaller {
  readonly #options: ExecutionOptions;
  #depth = 0;

  constructor(options: ExecutionOptions) {
    this.#options = options;
  }

  /**
   * What a template prints. An absent value is printed as nothing, as Helm does.
   *
   * @param templates the templates that it can call
   */
  run(template: Template, data: Value, templates: Templates): Text | ExecutionError {
    try {
      return withoutNoValue(this.execute(template, data, templates));
    } catch (error) {
      if (error instanceof ExecutionStop) {
        return error.error;
      }
      if (error instanceof RangeError) {
        return {
          message: 'the template is nested too deeply',
          at: literalAt(template.source, 0, 0),
          callers: [],
          bound: true,
        };
      }
      throw error;
    } finally {
      this.#depth = 0;
      this.#options.budget.conditions = 0;
    }
  }

  /**
   * What a template prints, with `<no value>` where Go prints that.
   *
   * @throws {ExecutionStop} at the first error
   */
  execute(template: Template, data: Value, templates: Templates): Text {
    const frame = new Frame(template.source, this.#options.budget, data);
    if (++this.#depth > deepestCall) {
      frame.stop(`exceeded maximum template depth (${deepestCall})`, template.root, { bound: true });
    }
    this.#options.budget.record?.sources.add(template.source.path);
    const evaluator = new Evaluator(frame, this.#options.functions, this, templates);
    const statements = new StatementExecutor(frame, evaluator, this, templates);
    statements.walk(template.root, data);
    this.#depth--;
    return statements.output();
  }

  include(name: Value, data: Value, templates: Templates): Text | Failure {
    const template = name.kind === 'string' ? templates.get(name.text) : undefined;
    if (template === undefined) {
      return failure(`template: no template ${JSON.stringify(printed(name).text)} associated with template "gotpl"`);
    }
    return this.execute(template, data, templates);
  }

  evaluate(text: Text, data: Value, templates: Templates): Text | Failure {
    if (!text.text.includes('{{')) {
      return withoutNoValue(text);
    }
    const parsed = this.#options.parse(text.text);
    if (parsed.error !== undefined) {
      return failure(`cannot parse template ${JSON.stringify(text.text)}: ${parsed.error.message}`);
    }
    // Definitions in the text are visible only to what it calls.
    const source = { path: 'gotpl', text: text.text, inner: text };
    const visible = parsed.definitions.length === 0 ? templates : new Map(templates);
    if (visible !== templates) {
      addTemplate(visible, 'gotpl', parsed, source);
    }
    return withoutNoValue(this.execute({ name: 'gotpl', root: parsed.root, source }, data, visible));
  }
}
