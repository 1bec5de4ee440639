import type { Severity } from './model/problem.ts';

/** The user's settings, from `podwire.yaml`, the editor or flags: one typed value, made where they are read. */
export interface Settings {
  /**
   * The severity by rule code; `off` silences the rule. A code that is absent keeps the rule's own severity. A
   * setting never raises the severity of a guess (`weak` of a finding).
   */
  readonly severity: Readonly<Record<string, SeveritySetting>>;
  /** Other severities for some files. Of several that state the severity of a rule for a file, the last one counts. */
  readonly overrides: readonly SeverityOverride[];
  /** The user states that everything that will run is in the workspace. */
  readonly closedWorld: boolean;
  /** Inclusive. Source: kube-apiserver `--service-node-port-range`. */
  readonly nodePortRange: { readonly from: number; readonly to: number };
  /** The pod templates of unknown kinds whose template is not at the usual path. */
  readonly workloads: readonly WorkloadSetting[];
  /** Patterns in the language of .gitignore, relative to the workspace folder. */
  readonly ignore: readonly string[];
  readonly helm: HelmSettings;
  readonly probe: ProbeSettings;
  /**
   * The path of the folder in its repository, e.g. `deploy/prod`. It is not a user setting: it is found where
   * the settings are read.
   */
  readonly within: string;
}

export type SeveritySetting = Severity | 'off';

/** The severity of problems in some files. */
export interface SeverityOverride {
  /** Globs of `text/glob.ts`, e.g. `legacy/**`. */
  readonly files: readonly string[];
  /**
   * The path of the workspace folder from the folder to which the globs are relative, e.g. `deploy/prod`. As
   * `within`, it is found where the settings are read.
   */
  readonly folder: string;
  /** The severity by rule code, or one for all rules. */
  readonly severity: Readonly<Record<string, SeveritySetting>> | SeveritySetting;
}

/** Settings for Helm charts; a property is absent if the user does not set it. */
export interface HelmSettings {
  /** False: charts are not rendered, so what they create is unknown. */
  readonly render?: boolean;
  /** The version that `.Capabilities.KubeVersion` has, e.g. `v1.31.0`. */
  readonly kubeVersion?: string;
}

/** Settings for probes of node ports; a property is absent if the user does not set it. */
export interface ProbeSettings {
  /** IP addresses or names of nodes, tried in addition to those that the cluster knows. */
  readonly addresses?: readonly string[];
  /** The path to request if no probe of a container states one, e.g. `/healthz`. */
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
  overrides: [],
  closedWorld: false,
  nodePortRange: { from: 30000, to: 32767 },
  workloads: [],
  ignore: [],
  helm: {},
  probe: {},
  within: '',
};
