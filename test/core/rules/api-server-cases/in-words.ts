import { ingresses } from './ingresses.ts';
import { labels } from './labels.ts';
import { pods } from './pods.ts';
import { roleBindings } from './role-bindings.ts';
import { serviceFields } from './service-fields.ts';
import { servicePorts } from './service-ports.ts';
import { workloads } from './workloads.ts';

/** A case without the server's answer. */
export interface CaseInWords {
  readonly name: string;
  /** One document; several if the answer to the last one depends on the earlier ones, which are accepted. */
  readonly manifest: string;
  /** Codes of the rules that report it, in alphabetical order. */
  readonly reports: readonly string[];
}

export const casesInWords: readonly CaseInWords[] = [
  ...servicePorts,
  ...serviceFields,
  ...labels,
  ...workloads,
  ...ingresses,
  ...roleBindings,
  ...pods,
];
