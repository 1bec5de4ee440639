import type { DocumentFacts } from '../model/document.ts';
import type { KustomizationProblem } from '../model/kustomization.ts';
import type { Node } from '../yaml/node.ts';
import type { KnownOfUnread, UnreadInput } from './bundle.ts';
import type { Configuration } from './configuration.ts';
import { emptyRenderCache, type RenderCache } from './renderCache.ts';
import type { Entry } from './renderedObject.ts';
import type { RenderSource } from './source.ts';
import type { Variable } from './variables.ts';

/**
 * A kustomization with everything below it, before its name references are updated. Overlays start from it. A
 * layer is immutable, so that overlays share one instance.
 */
export interface Layer {
  /** The kustomization file. */
  readonly document: DocumentFacts;
  readonly isComponent: boolean;
  /**
   * The position of the request for the label that names the kustomize version. Only the request of the built
   * kustomization counts.
   */
  readonly managedBy?: Node;
  readonly entries: readonly Entry[];
  readonly configuration: Configuration;
  readonly variables: readonly Variable[];
  /** The problems of this kustomization and of everything that it includes. */
  readonly problems: readonly KustomizationProblem[];
  readonly unread: readonly UnreadInput[];
  /** The lookups that the layer depends on: `file a/b.yaml`, `directory a`, `text a/b.env`. */
  readonly reads: ReadonlySet<string>;
  /** Part of the content is left out, because a kustomization that includes this one contains it. */
  readonly cutShort: boolean;
}

/** State that is kept between renders. The owner of the state removes the layers whose lookups have changed. */
export interface Layers {
  readonly byDirectory: Map<string, Layer>;
  readonly cache: RenderCache;
}

export function emptyLayers(): Layers {
  return { byDirectory: new Map(), cache: emptyRenderCache() };
}

/** Removes the layers that depend on one of the lookups. */
export function forgetLayers({ byDirectory }: Layers, touched: ReadonlySet<string>): void {
  for (const [directory, { reads }] of byDirectory) {
    for (const key of touched) {
      if (reads.has(key)) {
        byDirectory.delete(directory);
        break;
      }
    }
  }
}

/** The parts of a layer during its construction. */
export interface LayerParts {
  readonly source: RenderSource;
  readonly directory: string;
  /** Returns the layer of a kustomization that this one uses. */
  readonly layerOf: (directory: string) => Layer | undefined;
  readonly layers: Layers;
  /** The directories that include this one, the outermost first. */
  readonly chain: readonly string[];
  readonly reads: Set<string>;
  readonly problems: KustomizationProblem[];
  readonly unread: UnreadInput[];
  entries: readonly Entry[];
  configuration: Configuration;
  variables: readonly Variable[];
  cutShort: boolean;
  /** The number of failures, including repeated ones. */
  failures: number;
}

/** Reports at a node of a kustomization why kustomize would refuse it. */
export function fail(
  parts: LayerParts,
  { document }: { document: DocumentFacts },
  node: Node,
  reason: string,
  excuse?: KustomizationProblem['excuse'],
  kind?: string,
): void {
  const { start, end } = node;
  addProblem(parts, {
    at: { document, range: { start, end } },
    reason,
    ...(excuse ? { excuse } : {}),
    ...(kind ? { kind } : {}),
  });
}

/** Reports a problem once for each place. */
export function addProblem(parts: LayerParts, problem: KustomizationProblem): void {
  const { at, reason } = problem;
  parts.failures++;
  const isKnown = parts.problems.some(
    (each) => each.at.document === at.document && each.at.range.start === at.range.start && each.reason === reason,
  );
  if (!isKnown) {
    parts.problems.push(problem);
  }
}

/**
 * Marks the problems and unread parts that come from `read`: they may add objects, and do not change existing
 * ones.
 */
export function addingOnly<T>(parts: LayerParts, read: () => T): T {
  const from = parts.unread.length;
  const fromProblem = parts.problems.length;
  const result = read();
  for (let at = fromProblem; at < parts.problems.length; at++) {
    parts.problems[at] = { ...parts.problems[at]!, adds: true };
  }
  for (let at = from; at < parts.unread.length; at++) {
    parts.unread[at] = { ...parts.unread[at]!, adds: true };
  }
  return result;
}

export function leaveUnread(
  parts: LayerParts,
  { document }: { document: DocumentFacts },
  node: Node,
  because: string,
  known: KnownOfUnread = {},
): void {
  const { start, end } = node;
  parts.unread.push({ at: { document, range: { start, end } }, because, ...known });
}
