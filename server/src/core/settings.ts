import type { Severity } from './model/problem.ts';

/** What the user decided, from `podwire.yaml`, the editor's settings or flags: one typed value, made at the edge. */
export interface Settings {
  /**
   * Severity per rule code; `off` silences the rule. A code that is absent keeps what the rule decides. What is only a guess
   * (`weak` of a finding) is never raised by it.
   */
  readonly severity: Readonly<Record<string, Severity | 'off'>>;
  /** The user's statement that everything that will run is in the workspace. */
  readonly closedWorld: boolean;
  /** Inclusive. Source: kube-apiserver `--service-node-port-range`. */
  readonly nodePortRange: { readonly from: number; readonly to: number };
  /** Pod templates of kinds that are not known and have another shape than the usual one. */
  readonly workloads: readonly WorkloadSetting[];
  /** Patterns in the language of .gitignore, relative to the workspace folder. */
  readonly ignore: readonly string[];
  readonly probe: ProbeSettings;
  /** Where the folder is in its repository, e.g. `deploy/prod`: no decision, but found where they are looked for. */
  readonly within: string;
}

/** What a probe of a node port is told; absent is what nobody stated. */
export interface ProbeSettings {
  /** IP addresses or names of nodes, tried beside those that the cluster knows. */
  readonly addresses?: readonly string[];
  /** What to GET where no probe of a container says so, e.g. `/healthz`. */
  readonly path?: string;
}

export interface WorkloadSetting {
  /** As in a manifest, e.g. `example.com/v1`; the version may be `*`. */
  readonly apiVersion: string;
  readonly kind: string;
  /** Dotted path of the pod template, e.g. `spec.jobTargetRef.template`. */
  readonly podTemplate: string;
}

export const defaultSettings: Settings = {
  severity: {},
  closedWorld: false,
  nodePortRange: { from: 30000, to: 32767 },
  workloads: [],
  ignore: [],
  probe: {},
  within: '',
};
