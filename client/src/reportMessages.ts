import type { EarlierProbe, ReportCause, TargetLocation, VerifiedService } from '../../server/src/lsp/protocol.ts';

/** From the extension to the report's page. */
export type ToPage =
  | ({ readonly type: 'report' } & PageState)
  /** The present step of the next report; the empty string when it is finished. */
  | { readonly type: 'progress'; readonly text: string };

/**
 * From the report's page to the extension: the page is ready to draw, or the person wants to repeat the probe,
 * to copy the report, to open the place of the cause, or to open the place of a row.
 */
export type FromPage =
  | { readonly type: 'ready' | 'again' | 'copy' | 'open' }
  | { readonly type: 'show'; readonly location: TargetLocation };

/**
 * The state that the page keeps while it is hidden, and over a reload of the window. It includes the Service,
 * so that it can be probed again.
 */
export interface PageState extends VerifiedService {
  /** Set for the report of a probe. */
  readonly probe?: ProbeOfPage;
}

/** The choices for a probe, made by the person or by default, for *Probe Again*. */
export interface Chosen {
  /** The Service as it is deployed, e.g. `shop/web`. */
  readonly as: string;
  /** Name, number or node port; absent for the one that the server chooses. */
  readonly port?: string;
}

export interface ProbeOfPage {
  readonly markdown: string;
  readonly chosen: Chosen;
  readonly cause?: ReportCause;
  /** The earlier probes of the Service, the latest first. */
  readonly earlier: readonly EarlierProbe[];
}
