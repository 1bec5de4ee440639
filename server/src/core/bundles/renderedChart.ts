import type { DocumentFacts, SourceFile } from '../model/document.ts';
import type { ChartError } from '../model/resource.ts';
import type { RenderedObject, UnreadInput } from '../render/bundle.ts';
import type { FlagPath } from './chartFlags.ts';
import type { Charts } from './chartRoots.ts';

/** What a chart deploys with the values of a variant. */
export interface RenderedChart {
  /** `Chart.yaml`, or what is in its place. */
  readonly document: DocumentFacts;
  readonly objects: readonly RenderedObject[];
  readonly errors: readonly ChartError[];
  readonly unread: readonly UnreadInput[];
  /** See `BundleFacts.reads`. */
  readonly reads: ReadonlySet<string>;
  readonly flags: readonly FlagPath[];
}

export interface ChartInput {
  readonly charts: Charts;
  /** E.g. `v1.37.0`. */
  readonly kubeVersion?: string | undefined;
  file(path: string): SourceFile | undefined;
}
