import type { LostEdge } from '../../model/resolution.ts';
import type { Written } from '../../model/written.ts';

/** The input of the fixes of a port. */
export interface MonitoredPortData {
  readonly port: Written;
  /** The names of the existing ports. */
  readonly names: readonly string[];
  readonly lost?: LostEdge;
}
