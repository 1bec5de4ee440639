import type { Analysis } from '../core/analysis.ts';

/** Tells a client that shows the wiring graph when its graph may be out of date. */
export interface WiringChanges {
  /** The client gets the graph of the present analyses. */
  answered(): void;
  /** Compares the analyses of the last answer with the present ones. */
  check(): void;
}

export interface WiringChangesOptions {
  analyses(): readonly { readonly analysis: Analysis }[];
  send(): void;
}

/**
 * Sends nothing before the first answer, because other clients do not know the notification, and one notification after
 * each answer, so that a client that draws slowly is not flooded.
 */
export function createWiringChanges({ analyses, send }: WiringChangesOptions): WiringChanges {
  let last: readonly Analysis[] | undefined;
  const present = () => analyses().map(({ analysis }) => analysis);
  return {
    answered: () => {
      last = present();
    },
    check: () => {
      if (!last) {
        return;
      }
      const now = present();
      if (now.length !== last.length || now.some((each, at) => each !== last?.[at])) {
        last = undefined;
        send();
      }
    },
  };
}
