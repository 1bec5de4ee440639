import type { Range } from '../text/range.ts';
import type { Origin } from './origin.ts';
import type { Written } from './written.ts';

/** What a kustomization file includes and changes. Source: sigs.k8s.io/kustomize/api/types Kustomization. */
export interface Kustomization {
  /** Directory of the file, relative to the workspace folder. The empty string is the folder itself. */
  readonly directory: string;
  /**
   * Whether its kind is Component. A component deploys nothing alone: it is a part of the kustomizations that
   * include it.
   */
  readonly component: boolean;
  readonly includes: readonly Inclusion[];
  /** The objects that it names, in the order of its fields. */
  readonly targets: readonly NamedTarget[];
  /** Replaces the namespace that its resources state. */
  readonly namespace?: Written;
  /** Its output contains expressions of a Helm chart, so the output is a chart template. */
  readonly makesChart?: true;
  /**
   * The file is not YAML. Its inclusions are guessed from its lines, so that a directory that it may include
   * does not count as a root.
   */
  readonly broken?: true;
}

/** An object that a kustomization names in order to change or to read it. */
export interface NamedTarget {
  /** An RE2 expression if `isExpression`. */
  readonly name: Written;
  /** As `name`. Absent if objects of every kind are meant. */
  readonly kind?: string;
  readonly group?: string;
  /** Whether name, kind and group are expressions that match whole strings. */
  readonly isExpression: boolean;
}

/** Why kustomize would refuse to build, at the place that has to be changed. */
export interface KustomizationProblem {
  /** A place in the kustomization file, or in the patch if `missingTarget` is set. */
  readonly at: Origin;
  /** The message of kustomize, as a sentence without its full stop. */
  readonly reason: string;
  /**
   * Set if the problem may be intended. The rest is rendered as if there were no problem.
   *
   * `input`: the input of a generator does not exist. A script often creates such a file before the build, or
   * the file holds secrets that are not in the repository. A generated object has no wiring.
   *
   * `bootstrap`: the directory does not exist that `flux bootstrap` creates.
   *
   * `restriction`: the kustomization reads a file outside its directory. Flux and many scripts allow that with
   * `--load-restrictor LoadRestrictionsNone`.
   */
  readonly excuse?: 'input' | 'bootstrap' | 'restriction';
  /** Set if the problem affects only objects of this kind. */
  readonly kind?: string;
  /** The problem is about an inclusion: objects may be missing, and existing objects stay the same. */
  readonly adds?: true;
  /** Set for a patch whose target does not exist. The problem is then at the name in the patch. */
  readonly missingTarget?: MissingTarget;
}

export interface MissingTarget {
  readonly kind: string;
  readonly name: string;
  /** The place in the kustomization file that includes the patch. */
  readonly includedAt: Origin;
  /** The names of the objects of this kind that the patch can change, as the kustomization knows them. */
  readonly names: readonly string[];
}

/** A kustomization with its file. */
export interface KustomizationFile {
  readonly file: string;
  readonly kustomization: Kustomization;
}

export interface Inclusion extends Range {
  /** The field that contains it, e.g. `resources`, `patches`. */
  readonly field: string;
  /** How the kustomization uses it. */
  readonly role: 'resource' | 'component' | 'patch' | 'configuration';
  /** As written, e.g. `../base`. */
  readonly written: string;
  /** Normalised path relative to the workspace folder. Absent for a URL and for a path outside the folder. */
  readonly path?: string;
}
