import answers from './api-server-cases/answers.json' with { type: 'json' };
import { type CaseInWords, casesInWords } from './api-server-cases/in-words.ts';

/**
 * Manifests, the answers of a real API server when they were created, and the problems that Podwire reports.
 * test/apiserver records the answers, and checks whether the server still gives them.
 */
export interface ApiServerCase extends CaseInWords {
  /** With `fieldValidation=Strict`, as kubectl asks by default. */
  readonly strict: Answer;
  /** With `fieldValidation=Warn`, the default of other clients: unknown fields are dropped with a warning. */
  readonly warn: Answer;
}

export type Answer =
  | {
      readonly accepted: true;
      readonly warnings?: readonly string[];
      /** Set if the server stored another value than it received: the selector, the labels. */
      readonly stored?: { readonly selector?: unknown; readonly labels?: unknown };
    }
  | {
      readonly accepted: false;
      /** HTTP status; absent where kubectl itself cannot read the text. */
      readonly status?: number;
      /** The whole message, or for 422 one line per field: `spec.ports[0].port: Invalid value: 0: must be …`. */
      readonly messages: readonly string[];
      readonly warnings?: readonly string[];
    };

/** Version of the server that gave the answers, e.g. `v1.37.2`. */
export const recordedVersion: string = answers.version;

export const apiServerCases: readonly ApiServerCase[] = casesInWords.map((described) => {
  const recorded = (answers.cases as Record<string, { strict: Answer; warn?: Answer }>)[described.name];
  if (!recorded) throw new Error(`no answer is recorded for "${described.name}": npm run test:apiserver -- --record`);
  return { ...described, warn: recorded.strict, ...recorded };
});
