import type { Range } from '../text/range.ts';
import type { Origin } from './origin.ts';
import type { Written } from './written.ts';

/** What a kustomization file takes in and does. Source: sigs.k8s.io/kustomize/api/types Kustomization. */
export interface Kustomization {
  /** Directory of the file, relative to the workspace folder; the empty string is the folder itself. */
  readonly directory: string;
  /** Of kind Component: nothing by itself, part of what includes it. */
  readonly component: boolean;
  readonly includes: readonly Inclusion[];
  /** Replaces the namespace that its resources state. */
  readonly namespace?: Written;
  /** It writes expressions of a Helm chart into what it builds: that is the template of a chart then. */
  readonly makesChart?: true;
  /** It is no YAML: what it includes is guessed from its lines, so that what it may include is not taken for a root. */
  readonly broken?: true;
}

/** Why kustomize would refuse to build, at the place in a kustomization file where a person mends it. */
export interface KustomizationProblem {
  readonly at: Origin;
  /** The reason that kustomize gives, as a sentence without its full stop. */
  readonly reason: string;
  /**
   * Set where it may be meant so, and the rest is rendered as if it were right. `input`: a generator's input is not there.
   * Such files are often made just before the build, or hold secrets that are in no repository, so that need be no mistake;
   * and what is generated wires nothing. `restriction`: a file above the kustomization, which is read with
   * `--load-restrictor LoadRestrictionsNone`, as Flux does and many a script.
   */
  readonly excuse?: 'input' | 'restriction';
  /** Set where all but objects of this kind is as it would be without it. */
  readonly kind?: string;
  /** It is about what would be taken in: objects may lack, and none that are there would be others. */
  readonly adds?: true;
}

/** A kustomization and the file it stands in. */
export interface KustomizationFile {
  readonly file: string;
  readonly kustomization: Kustomization;
}

export interface Inclusion extends Range {
  /** The field it stands under, e.g. `resources`, `patches`. */
  readonly field: string;
  /** What becomes of it. */
  readonly role: 'resource' | 'component' | 'patch' | 'configuration';
  /** As written, e.g. `../base`. */
  readonly written: string;
  /** Normalised path relative to the workspace folder; absent for a URL and for a path that leaves the folder. */
  readonly path?: string;
}
