import type { TextEdit } from '../text/range.ts';
import type { DocumentFacts } from './document.ts';
import type { Origin } from './origin.ts';
import type { Resource } from './resource.ts';
import type { Lost } from './wiring.ts';

export type Severity = 'error' | 'warning' | 'information';

/** A finding of a rule. */
export interface Problem {
  /** The rule's code, e.g. `service-selects-nothing`. */
  readonly code: string;
  readonly severity: Severity;
  /** What is wrong, why it matters, what was found instead; whole sentences. */
  readonly message: string;
  readonly resource: Resource;
  readonly at: Origin;
  readonly related: readonly Related[];
  /** What the rule needs to propose fixes; only the rule that wrote it reads it. */
  readonly data?: unknown;
  /** Set where the problem is a lost edge. */
  readonly lost?: Lost;
}

export interface Related {
  readonly message: string;
  readonly at: Origin;
}

/** A resource about which a rule is silent although it looked, with the reason in the words that a person reads. */
export interface Unknown {
  readonly code: string;
  readonly resource: Resource;
  readonly at: Origin;
  /** Continues the sentence "unknown, because …". */
  readonly because: string;
}

/** Edits that mend a problem. Proposed by a rule, verified by `features/fixes.ts` before anyone is offered it. */
export interface Fix {
  /** Imperative, e.g. `Copy pod labels from Deployment "web"`. */
  readonly title: string;
  /** Whether it is the one that most people want. */
  readonly preferred: boolean;
  /** Whether it is the only right answer, so that it may be made along with others without being asked for singly. */
  readonly certain: boolean;
  /** Set where nothing else can be meant, so that it stays preferred where another problem comes in sight behind it. */
  readonly unmistakable?: boolean;
  /** Set where it takes back or follows what somebody has just changed: it is never made without being asked for. */
  readonly onlyAsked?: true;
  readonly changes: readonly DocumentChange[];
}

export interface DocumentChange {
  readonly document: DocumentFacts;
  readonly edits: readonly TextEdit[];
}
