// A bundle of its own, because it contains the layout library. The page loads it when a person wants the drawing.
import { layOut } from './wiring/layout.ts';

declare global {
  /** Set by this script. */
  var podwireLayOut: typeof layOut | undefined;
}

globalThis.podwireLayOut = layOut;
