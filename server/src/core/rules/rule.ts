import type { Origin } from '../model/origin.ts';
import type { Fix, Meant, Problem, Related, Severity, Unknown } from '../model/problem.ts';
import type { Resource } from '../model/resource.ts';
import type { Lost } from '../model/wiring.ts';
import type { LookUp } from '../resolve/search.ts';

/** Judges one resource against the index. Each rule is one file. CONTRIBUTING says how to add one. */
export interface Rule {
  /** Kebab-case; names the problem. */
  readonly code: string;
  /** The highest severity that the rule reports. A finding may be less severe. */
  readonly severity: Severity;
  /** The facts that the rule judges. A resource that states none of them is skipped. */
  readonly of: readonly (keyof Resource)[];
  readonly documentation: RuleDocumentation;
  /**
   * Whether the rule compares the files with the cluster. A fix of a file is not worse because it is not
   * applied yet.
   */
  readonly ofCluster?: true;
  /**
   * The codes of rules whose problems hide this rule's problems in the same resource. For example, the ports of
   * pods can be judged only if the right pods are selected. A fix of a hiding problem is not rejected because a
   * hidden problem appears.
   */
  readonly behind?: readonly string[];
  /**
   * Whether the resource, which had a finding of the rule before a change, certainly still has one. The trial of a
   * fix then keeps the finding and does not compute again how certain it is: that another problem became more or
   * less certain is no reason against a fix.
   */
  persists?(resource: Resource, context: RuleContext): boolean;
  /**
   * Yields what is wrong with the resource, and what cannot be known about it. Yields nothing if the rule does
   * not apply.
   */
  check(resource: Resource, context: RuleContext): Iterable<Finding>;
  /**
   * Fixes for the problem, the best first. They are proposals: each is verified before it is offered. An
   * undefined item is a fix that is not possible here.
   */
  fixes?(problem: Problem, context: RuleContext): Iterable<Fix | undefined>;
}

/** The text of the rule's page, of `podwire explain` and of the setting's description. Markdown. */
export interface RuleDocumentation {
  /** One line, e.g. `A Service selects no pods.` */
  readonly title: string;
  /** What is reported, and with which severity. */
  readonly what: string;
  /** Why Kubernetes behaves so, and what a person sees at run time. */
  readonly why: string;
  /** How to fix it. */
  readonly fix: string;
  /** The cases in which nothing is reported although a person might expect a report. */
  readonly silent: string;
  /** A manifest that is reported, and the text that fixes it. */
  readonly example: {
    readonly bad: string;
    readonly good: string;
    /** The name of the file, if it matters. */
    readonly file?: string;
  };
}

export type RuleContext = LookUp;

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
      /** As `Problem.unfinished`. */
      readonly unfinished?: true;
      /**
       * Set if the finding is a guess and therefore at most an information. A setting of the user may lower its
       * severity and never raises it. A hint is always weak.
       */
      readonly weak?: true;
    }
  | Pick<Unknown, 'at' | 'because'>;
