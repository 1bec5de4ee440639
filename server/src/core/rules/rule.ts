import type { IndexReader } from '../index/reader.ts';
import type { Origin } from '../model/origin.ts';
import type { Fix, Meant, Problem, Related, Severity, Unknown } from '../model/problem.ts';
import type { Resource } from '../model/resource.ts';
import type { Lost } from '../model/wiring.ts';
import type { Settings } from '../settings.ts';

/** Judges one resource against the index. One file per rule; adding one touches that file, `list.ts` and a fixture. */
export interface Rule {
  /** Kebab-case, names the problem. */
  readonly code: string;
  /** The highest it reports; a finding may be less certain than that. */
  readonly severity: Severity;
  /** The facts that it judges. A resource that states none of them is none of its business, and it is not asked. */
  readonly of: readonly (keyof Resource)[];
  readonly documentation: RuleDocumentation;
  /** It compares the files with what is applied: a fix of a file is no worse because it is not applied yet. */
  readonly ofCluster?: true;
  /**
   * The codes of rules whose problems hide this rule's in the same resource: which ports pods have can be judged only
   * where the right pods are selected. A fix of such a problem is not to blame for what comes in sight behind it.
   */
  readonly behind?: readonly string[];
  /** Yields what is wrong with the resource and what cannot be known about it; nothing where it has no say. */
  check(resource: Resource, context: RuleContext): Iterable<Finding>;
  /**
   * Fixes for the problem, the best first. They are proposals: each is verified before it is offered. Undefined stands for
   * a fix that is not possible here.
   */
  fixes?(problem: Problem, context: RuleContext): Iterable<Fix | undefined>;
}

/** Becomes the rule's page, `podwire explain` and the setting's description. Markdown. */
export interface RuleDocumentation {
  /** One line, e.g. `A Service selects no pods.` */
  readonly title: string;
  /** What is reported, and with which severity. */
  readonly what: string;
  /** Why Kubernetes behaves so, and what the person would see at run time. */
  readonly why: string;
  /** How to fix it. */
  readonly fix: string;
  /** When nothing is reported although it looks as if it should. */
  readonly silent: string;
  /** A manifest that is reported, and the text that fixes it. */
  readonly example: {
    readonly bad: string;
    readonly good: string;
    /** The file's name where that counts. */
    readonly file?: string;
  };
}

export interface RuleContext {
  readonly index: IndexReader;
  readonly settings: Settings;
}

export type Finding =
  | {
      readonly severity: Severity;
      readonly message: string;
      readonly at: Origin;
      readonly related?: readonly Related[];
      readonly data?: unknown;
      /** Set for a lost edge. */
      readonly lost?: Lost;
      /** As `Problem.candidates`. */
      readonly candidates?: readonly Meant[];
      /**
       * Set where the finding is no more than an information because it is a guess: a setting of the user may lower its
       * severity, and never raises it. A hint is always one.
       */
      readonly weak?: true;
    }
  | Pick<Unknown, 'at' | 'because'>;
