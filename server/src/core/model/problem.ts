import type { TextEdit } from '../text/range.ts';
import type { DocumentFacts } from './document.ts';
import type { Origin } from './origin.ts';
import type { Resource } from './resource.ts';
import type { Lost } from './wiring.ts';

/** A hint is a faint mark in the editor and does not fail a check. */
export type Severity = 'error' | 'warning' | 'information' | 'hint';

/** Ordered from the most to the least severe. */
export const severities: readonly Severity[] = ['error', 'warning', 'information', 'hint'];

/** A problem that a rule reports. */
export interface Problem {
  /** The code of the rule, e.g. `service-selects-nothing`. */
  readonly code: string;
  readonly severity: Severity;
  /** What is wrong, why it matters, and what was found instead, in whole sentences. */
  readonly message: string;
  readonly resource: Resource;
  readonly at: Origin;
  readonly related: readonly Related[];
  /** Data from which the rule proposes fixes. Only the rule itself reads it. */
  readonly data?: unknown;
  /** The chart has the problem only with this flag turned on, e.g. `ingress.enabled`. */
  readonly flag?: string;
  /** Set if the problem is a lost edge. */
  readonly lost?: Lost;
  /** The possible targets that the author meant, the likeliest first. Absent if no guess was needed. */
  readonly candidates?: readonly Meant[];
  /**
   * Set if more characters at the end of the text would fix it. An editor waits until the person stops typing there.
   */
  readonly unfinished?: true;
}

/** A resource that the author of a reference may have meant. */
export interface Meant {
  readonly resource: Resource;
  /** The probability that the author meant it, from 0 to 1. */
  readonly likelihood: number;
}

export interface Related {
  readonly message: string;
  readonly at: Origin;
}

/** A resource whose state a rule cannot decide, with the reason in user-facing words. */
export interface Unknown {
  readonly code: string;
  readonly resource: Resource;
  readonly at: Origin;
  /** Continues the sentence "unknown, because …". */
  readonly because: string;
}

/**
 * Edits that fix a problem. A rule proposes them, and `features/fixes.ts` verifies them before they are
 * offered.
 */
export interface Fix {
  /** Imperative, e.g. `Copy pod labels from Deployment "web"`. */
  readonly title: string;
  /** Whether most people would choose this fix. */
  readonly preferred: boolean;
  /**
   * Whether it is the only right answer, so that it may be applied together with other fixes without a separate
   * request.
   */
  readonly certain: boolean;
  /** Set if no other fix is possible, so that it stays preferred even if it reveals another problem. */
  readonly unmistakable?: boolean;
  /** Set if the fix reverts or follows a recent change. It is applied only on request. */
  readonly onlyAsked?: true;
  /** Set if actions of a template are meant to be changed: its lines are those of another one, or a name is corrected. */
  readonly replacesAction?: true;
  readonly changes: readonly DocumentChange[];
}

export interface DocumentChange {
  readonly document: DocumentFacts;
  readonly edits: readonly TextEdit[];
}
