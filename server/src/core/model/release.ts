import type { Node } from '../yaml/node.ts';
import type { Stated } from './origin.ts';
import type { Resource } from './resource.ts';
import type { Written } from './written.ts';

/**
 * A chart of the repository that a HelmRelease or an Argo CD Application installs, with everything that it says about
 * values.
 */
export interface StatedRelease {
  readonly tool: 'Flux' | 'Argo CD' | 'kustomize';
  /** The directory of the chart, relative to the root of the repository, without `.` and `..`. */
  readonly path: string;
  /** Where the path is written. */
  readonly at: Written;
  /** The name of the release. */
  readonly name: string;
  /** The namespace of the release. Absent if the deployer decides it. */
  readonly namespace?: Written;
  /** Files of values, later ones over earlier ones. */
  readonly valuesFiles: readonly StatedValuesFile[];
  /** Whether the files take the place of the chart's own `values.yaml`. */
  readonly replacesValues: boolean;
  /** Whether a file of values may be missing. */
  readonly ignoresMissing: boolean;
  /** Objects with values, later ones over earlier ones. They are over the files, and below `values`. */
  readonly valuesFrom: readonly ValuesSource[];
  /** The values themselves: a mapping, or a string that contains YAML. */
  readonly values?: Node;
  /** Single values over all others, in their order. */
  readonly parameters: readonly Parameter[];
  /** What is done to the objects after the render, and what else is not read. */
  readonly unread: readonly UnreadOfRelease[];
}

export interface StatedValuesFile {
  readonly written: Written;
  /** Relative to the root of the repository, without `.` and `..`. Absent for an address or a pattern. */
  readonly path?: string;
}

/** Source: helm.toolkit.fluxcd.io/v2 ValuesReference. */
export interface ValuesSource {
  readonly kind: string;
  readonly name: Written;
  readonly key: string;
  /** A path as of `helm --set`, which the whole text under the key becomes the value of. */
  readonly targetPath?: string;
  readonly optional: boolean;
}

/** A value as of `helm --set`. */
export interface Parameter {
  /** E.g. `service.port`. */
  readonly name: Written;
  readonly value: Written;
  /** For `file`: the path of the value relative to the root of the repository. */
  readonly path?: string;
  /**
   * `set` reads numbers and booleans, `string` reads none, and the value of `file` is the path of a file with the
   * string.
   */
  readonly as: 'set' | 'string' | 'file';
}

export interface UnreadOfRelease {
  readonly at: Stated;
  /** The field, e.g. `spec.postRenderers`. */
  readonly field: string;
  /** Absent if it may change objects of any kind. */
  readonly kind?: string;
}

/** What installs an object of a chart. */
export interface InstalledBy {
  /** The HelmRelease or the Application. */
  readonly by: Resource;
  /** E.g. `HelmRelease apps/web`. */
  readonly words: string;
  readonly tool: StatedRelease['tool'];
}
