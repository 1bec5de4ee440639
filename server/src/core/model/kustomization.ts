import type { Range } from '../text/range.ts';

/** What a kustomization file takes in. Source: sigs.k8s.io/kustomize/api/types Kustomization. */
export interface Kustomization {
  /** Directory of the file, relative to the workspace folder; the empty string is the folder itself. */
  readonly directory: string;
  readonly includes: readonly Inclusion[];
}

export interface Inclusion extends Range {
  /** The field it stands under, e.g. `resources`, `patches`. */
  readonly field: string;
  /** As written, e.g. `../base`. */
  readonly written: string;
  /** Normalised path relative to the workspace folder; absent for a URL and for a path that leaves the folder. */
  readonly path?: string;
}
