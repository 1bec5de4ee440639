import type { DocumentFacts } from '../model/document.ts';
import type { KustomizationProblem } from '../model/kustomization.ts';
import type { Node } from '../yaml/node.ts';
import type { KnownOfUnread, UnreadInput } from './bundle.ts';
import type { Configuration } from './configuration.ts';
import { emptyMemory, type Memory } from './renderCache.ts';
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
  readonly memory: Memory;
}

export function emptyLayers(): Layers {
  return { byDirectory: new Map(), memory: emptyMemory() };
}

/** The parts of a layer during its construction. */
export interface Making {
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
  making: Making,
  { document }: { document: DocumentFacts },
  node: Node,
  reason: string,
  excuse?: KustomizationProblem['excuse'],
  kind?: string,
): void {
  making.failures++;
  const { start, end } = node;
  const isKnown = making.problems.some(
    (each) => each.at.document === document && each.at.range.start === start && each.reason === reason,
  );
  if (!isKnown) {
    making.problems.push({
      at: { document, range: { start, end } },
      reason,
      ...(excuse ? { excuse } : {}),
      ...(kind ? { kind } : {}),
    });
  }
}

/**
 * Marks the problems and unread parts that come from `read`: they may add objects, and do not change existing
 * ones.
 */
export function addingOnly<T>(making: Making, read: () => T): T {
  const from = making.unread.length;
  const fromProblem = making.problems.length;
  const result = read();
  for (let at = fromProblem; at < making.problems.length; at++) {
    making.problems[at] = { ...making.problems[at]!, adds: true };
  }
  for (let at = from; at < making.unread.length; at++) {
    making.unread[at] = { ...making.unread[at]!, adds: true };
  }
  return result;
}

export function leaveUnread(
  making: Making,
  { document }: { document: DocumentFacts },
  node: Node,
  because: string,
  known: KnownOfUnread = {},
): void {
  const { start, end } = node;
  making.unread.push({ at: { document, range: { start, end } }, because, ...known });
}
