import type { EarlierProbe, ProbeCause, VerifiedService } from '../../server/src/lsp/protocol.ts';

/** From the extension to the report's page. */
export type ToPage =
  | ({ readonly type: 'report' } & PageState)
  /** What is being done for the next report; the empty text once that is over. */
  | { readonly type: 'progress'; readonly text: string };

/**
 * From the report's page to the extension: it is ready to draw, or a person asked to do it again, to copy the report, or to
 * open the place of the cause.
 */
export interface FromPage {
  readonly type: 'ready' | 'again' | 'copy' | 'open';
}

/** What the page keeps while it is hidden, and over a reload of the window: the Service as well, to ask about it again. */
export interface PageState extends VerifiedService {
  /** Set for the report of a probe. */
  readonly probe?: ProbeOfPage;
}

/** What a person chose for a probe, or did not have to: for *Probe Again*. */
export interface Chosen {
  /** As it is deployed, e.g. `shop/web`. */
  readonly as: string;
  /** Name, number or node port; the one that the server chooses by default. */
  readonly port?: string;
}

export interface ProbeOfPage {
  readonly markdown: string;
  readonly chosen: Chosen;
  readonly cause?: ProbeCause;
  /** The last probes of the Service before this one, the latest first. */
  readonly earlier: readonly EarlierProbe[];
}
