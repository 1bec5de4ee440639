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
 * A kustomization with all below it, before the names that refer to others are set right: what its overlays begin with.
 * Immutable, so that it is made once and shared by them.
 */
export interface Layer {
  /** The kustomization file. */
  readonly document: DocumentFacts;
  readonly isComponent: boolean;
  /** Where it asks for the label that says which kustomize made an object; only that of what is built counts. */
  readonly managedBy?: Node;
  readonly entries: readonly Entry[];
  readonly configuration: Configuration;
  readonly variables: readonly Variable[];
  /** Its own, and those of all that it includes. */
  readonly problems: readonly KustomizationProblem[];
  readonly unread: readonly UnreadInput[];
  /** What was looked up for it: `file a/b.yaml`, `directory a`, `text a/b.env`. */
  readonly reads: ReadonlySet<string>;
  /** Something below was left out because the kustomizations that include this one contain it. */
  readonly cutShort: boolean;
}

/** What is kept between renders. Owned by whoever keeps them; layers that looked at what has changed are to be taken out. */
export interface Layers {
  readonly byDirectory: Map<string, Layer>;
  readonly memory: Memory;
}

export function emptyLayers(): Layers {
  return { byDirectory: new Map(), memory: emptyMemory() };
}

/** A layer that is being made. */
export interface Making {
  readonly source: RenderSource;
  readonly directory: string;
  /** A kustomization that this one uses. */
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
  /** How often something failed, whether it was told before or not. */
  failures: number;
}

/** Says at a node of a kustomization why kustomize would refuse it. */
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

/** What `read` leaves unread, or is refused, holds objects and changes none. */
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
