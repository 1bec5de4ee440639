import type { GraphFilter, TargetLocation, WiringGraph } from '../../server/src/lsp/protocol.ts';

/** The graph as the page draws it. */
export type PageGraph = WiringGraph<TargetLocation>;

/** From the extension to the page of the wiring graph. */
export interface ToWiringPage extends WiringChoice {
  readonly type: 'graph';
  readonly title: string;
  readonly graph: PageGraph;
}

/** Which part of the workspace a person wants to see. */
export interface WiringChoice {
  /** The URI of a folder, a manifest or a kustomization; absent for the whole workspace. */
  readonly below?: string;
  readonly filter: GraphFilter;
}

/** From the page of the wiring graph to the extension. */
export type FromWiringPage =
  | { readonly type: 'ready' }
  | { readonly type: 'open'; readonly place: TargetLocation }
  | { readonly type: 'filter'; readonly filter: GraphFilter }
  | { readonly type: 'saveSvg'; readonly svg: string }
  | { readonly type: 'copyMermaid' };

/** The state that the page keeps while it is hidden, and over a reload of the window. */
export interface WiringPageState extends WiringChoice {
  readonly isDrawn: boolean;
}
