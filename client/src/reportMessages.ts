import type { VerifiedService } from '../../server/src/lsp/protocol.ts';

/** From the extension to the report's page. */
export type ToPage = { readonly type: 'report' } & PageState;

/** From the report's page to the extension: it is ready to draw, or a person asked to verify again. */
export interface FromPage {
  readonly type: 'ready' | 'again';
}

/** What the page keeps while it is hidden, and over a reload of the window: the Service as well, to verify it again. */
export type PageState = VerifiedService;
