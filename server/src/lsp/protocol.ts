/**
 * What client and server say to each other beyond LSP. Types and names only: the client imports nothing else of the
 * server.
 */

import type { Report, ReportRow } from '../core/model/report.ts';

export type { Report, ReportRow, ReportVerdict } from '../core/model/report.ts';

/** Sent by the client in `InitializeParams.initializationOptions`. Other editors may leave everything out. */
export interface InitializationOptions {
  /** Commands that live in the client; a lens whose command is not among them is sent as plain text. */
  readonly commands?: readonly string[];
  /** Whether YAML syntax errors are to be reported; false where another extension does that. Default true. */
  readonly reportSyntaxErrors?: boolean;
  /** Whether `podwire/status` is wanted. Default false: most editors complain of notifications they do not know. */
  readonly status?: boolean;
  /**
   * Where the page of a rule opens inside the editor: a URI in which `{code}` stands for the rule's code, e.g.
   * `podwire-docs:/{code}.md`. Where it is absent, a diagnostic's code leads to the Markdown file that is shipped.
   */
  readonly rulePage?: string;
}

/**
 * Command of the client behind a lens: shows the places, in a peek view where there are several. Arguments: the URI of
 * the lens's document, the position of the lens, the places as LSP `Location[]`.
 */
export const showTargetsCommand = 'podwire.showTargets';

export type ShowTargetsArguments = readonly [
  uri: string,
  position: { readonly line: number; readonly character: number },
  targets: readonly TargetLocation[],
];

/** An LSP `Location`. */
export interface TargetLocation {
  readonly uri: string;
  readonly range: {
    readonly start: { readonly line: number; readonly character: number };
    readonly end: { readonly line: number; readonly character: number };
  };
}

/** Notification by the client: `reportSyntaxErrors` of the initialization options has changed. */
export const reportSyntaxErrorsNotification = 'podwire/reportSyntaxErrors';

export interface ReportSyntaxErrorsParams {
  readonly reportSyntaxErrors: boolean;
}

/** Notification from the server: what the status item shows. */
export const statusNotification = 'podwire/status';

export interface Status {
  readonly state: 'indexing' | 'ready';
  /** Files read so far, and in all as far as that is known. */
  readonly files: number;
  readonly filesTotal?: number;
  /** Kubernetes objects; 0 until the first index is done. */
  readonly resources: number;
  /** Why something is not judged, each reason once, e.g. `pods unknown: remote base`. */
  readonly unknown: readonly string[];
  /** What lost edges are judged against, each once, e.g. `HEAD 4ef8179`, `opened 09:12`. */
  readonly baselines: readonly string[];
}

/**
 * Notification by a client: what lost edges of a workspace folder are judged against, a `BaselineParams`. Without one
 * it is the files as they were when all had been read for the first time.
 */
export const baselineNotification = 'podwire/baseline';

export interface BaselineParams {
  /** URI of a workspace folder. */
  readonly folder: string;
  /**
   * - Files of a commit.
   * - `current`: what is in the editor and on disk now.
   * - `pending`: another one will follow; until then, 2 s at most, no lost edge is published.
   * - null: the client has none, so the files as the server has read them count.
   */
  readonly baseline: FilesOfBaseline | 'current' | 'pending' | null;
  /** Why there is none, for the status: e.g. `more than 500 manifests differ from HEAD`. */
  readonly because?: string;
}

export interface FilesOfBaseline {
  /** What a person reads after "it did in": e.g. `HEAD 4ef8179`. */
  readonly name: string;
  /**
   * Texts, without a byte order mark, of files that differ from what is on disk, by path relative to the folder and
   * `/`-separated; null for a file that was not there.
   */
  readonly texts: Readonly<Record<string, string | null>>;
  /** Old path by new path of files that were renamed since. */
  readonly renamed?: Readonly<Record<string, string>>;
}

/** Request by the client: the page of a rule, as Markdown; null for a code that no rule has. */
export const explainRequest = 'podwire/explain';

export interface ExplainParams {
  readonly code: string;
}

/**
 * Request by the client: the checklist for the Service at a place, as a `VerifiedService`; null where no Service
 * stands, or where the one that was verified before is gone.
 */
export const verifyServiceRequest = 'podwire/verifyService';

export interface VerifyServiceParams extends PlaceParams {
  /** The Service that was verified here before: edits may have moved it, and another may stand in its place. */
  readonly service?: Pick<ServiceItem, 'name' | 'namespace'>;
}

export interface VerifiedService {
  readonly report: Report;
  /** With the place where it stands now. */
  readonly service: ServiceItem;
  /** What a probe would try; absent where the file states none. */
  readonly nodePort?: number;
}

/** Request by the client: the stable pod labels at a place, as YAML text to paste; null where nothing makes pods. */
export const podLabelsRequest = 'podwire/podLabels';

export interface PlaceParams {
  readonly textDocument: { readonly uri: string };
  readonly position: { readonly line: number; readonly character: number };
}

/** Request by the client, without parameters: the Services that can be verified, as `ServiceItem[]`. */
export const servicesRequest = 'podwire/services';

export interface ServiceItem {
  readonly name: string;
  /** Absent where nothing states it. */
  readonly namespace?: string;
  /** A place inside it, as `verifyServiceRequest` takes it. */
  readonly place: PlaceParams;
}

/**
 * Request by the client: what a probe of the Service at a place would do, as a `ProbePlan`; null where no Service
 * stands.
 */
export const probePlanRequest = 'podwire/probePlan';

export interface ProbePlan {
  readonly service: ServiceItem;
  /** What is made of it by those that deploy it, each name and namespace once; at least one. */
  readonly deployed: readonly ProbeChoice[];
  /** The cluster that kubectl would ask, which nothing has been asked of yet; or why there is none. */
  readonly cluster: (
    | { readonly context: string; readonly server: string; readonly file: string }
    | { readonly because: string }
  ) & {
    /** Whether the person has connected the editor to it already. */
    readonly isConnected: boolean;
  };
  /** Addresses that the settings of the workspace name. */
  readonly settingAddresses: readonly string[];
}

export interface ProbeChoice {
  /** E.g. `shop/web`; without a namespace, where nothing states one, `web`. */
  readonly as: string;
  /** Those that are stated. */
  readonly ports: readonly ProbePort[];
}

export interface ProbePort {
  readonly name?: string;
  readonly port?: number;
  readonly nodePort?: number;
  readonly protocol: string;
}

/**
 * Request by the client, on the command of a person: tries the node port of a Service; a `ProbedService`, or
 * `TooManyAddresses`; null where the Service is gone. Cancelling it closes every connection.
 */
export const probeRequest = 'podwire/probe';

export interface ProbeParams extends PlaceParams {
  readonly service: Pick<ServiceItem, 'name' | 'namespace'>;
  /** One of the plan's `deployed`; the first by default. */
  readonly as?: string;
  /** Name, number or node port. */
  readonly port?: string;
  /** What the person stated, instead of the addresses of the nodes. */
  readonly addresses: readonly string[];
  /** Those of the plan, where the person lets them be tried: beside the addresses of the nodes. */
  readonly settingAddresses: readonly string[];
  /** Whether the person lets the cluster be asked. */
  readonly askCluster: boolean;
  /** Whether a credential plugin may be run; never in a workspace that is not trusted. */
  readonly allowExec: boolean;
  /** Whether to try more than twelve addresses that nobody stated. */
  readonly tryAll: boolean;
  /** The machine on which the server runs, where that is not the one a person sits at, e.g. `devbox (SSH)`. */
  readonly machine?: string;
  /** Comes back with `probeProgressNotification`. */
  readonly id: number;
}

export interface ProbedService {
  readonly report: Report;
  /** With the place where it stands now. */
  readonly service: ServiceItem;
  /** The report for a ticket. */
  readonly markdown: string;
  /** Where the cause stands, as far as it is in a file. */
  readonly cause?: ProbeCause;
}

export interface ProbeCause {
  readonly location: TargetLocation;
  /** What stands there: `selector`, `targetPort`, `nodePort`. */
  readonly what: string;
  /** Whether there are fixes for it. */
  readonly isFixable: boolean;
}

export interface TooManyAddresses {
  readonly tooMany: readonly string[];
}

/** A probe that was made earlier, for the list of them. */
export interface EarlierProbe {
  readonly mark: ReportRow['mark'];
  readonly text: string;
}

/** Notification from the server: an address of a probe is done. */
export const probeProgressNotification = 'podwire/probeProgress';

export interface ProbeProgress {
  readonly id: number;
  readonly done: number;
  readonly all: number;
  /** E.g. `100.81.76.55: answered`. */
  readonly text: string;
}

/**
 * Request by the client about the live cluster, as a `ClusterParams`; the answer is a `ClusterStatus`. Nothing connects
 * without `connect`, which is a person's own decision.
 */
export const clusterRequest = 'podwire/cluster';

export type ClusterParams =
  /** Reads which contexts there are. `kubeconfig` is a file to read instead of those that kubectl would. */
  | { readonly action: 'look'; readonly kubeconfig?: string }
  | {
      readonly action: 'connect';
      /** The current one by default. */
      readonly context?: string;
      /** Whether a credential plugin may be run; never in a workspace that is not trusted. */
      readonly allowExec: boolean;
    }
  | { readonly action: 'disconnect' };

/**
 * Notification from the server: the state of the cluster is another one, a `ClusterStatus`. Sent after the first
 * request only.
 */
export const clusterNotification = 'podwire/clusterStatus';

export interface ClusterStatus {
  readonly contexts: readonly ClusterContext[];
  /** The kubeconfig's current context. */
  readonly current?: string;
  /** The context that is connected. */
  readonly connected?: string;
  readonly state: 'off' | 'connecting' | 'current' | 'stale' | 'failed';
  /** What stands in the way, e.g. `forbidden: endpointslices`. */
  readonly message?: string;
}

export interface ClusterContext {
  readonly name: string;
  readonly cluster: string;
  readonly user: string;
  readonly namespace?: string;
  /** The kubeconfig that states it. */
  readonly file: string;
}

/**
 * Request by the client, on the command of a person: what applying the manifests of an open document to the connected
 * cluster would do, as an `ApplyPlan`; a string says why it cannot be applied. Changes nothing.
 */
export const applyPlanRequest = 'podwire/applyPlan';

export interface ApplyParams {
  readonly textDocument: { readonly uri: string; readonly version: number };
  /** Whether fields are taken over from other managers. */
  readonly force: boolean;
}

export interface ApplyPlan {
  readonly context: string;
  readonly items: readonly ApplyItem[];
}

export interface ApplyItem {
  /** E.g. `Service "web"`. */
  readonly label: string;
  /** Empty for what is of the cluster as a whole. */
  readonly namespace: string;
  readonly outcome: 'created' | 'changed' | 'unchanged' | 'conflict' | 'refused';
  /** YAML as it is and as it would be; empty where there is none. */
  readonly before: string;
  readonly after: string;
  /** Keys of others that would be gone, e.g. `spec.selector.tier`. */
  readonly dropped: readonly string[];
  /** E.g. `.spec.selector is owned by kubectl-client-side-apply`; or why it is refused. */
  readonly reasons: readonly string[];
}

/** Request by the client after a person has said yes: applies what was planned; an `Applied`. */
export const applyRequest = 'podwire/apply';

export interface Applied {
  /** What was applied, then what was not and why. */
  readonly applied: readonly string[];
  readonly failed: readonly string[];
  /** What became of the endpoints of its Services within a minute, e.g. `2 of 2 endpoints ready`. */
  readonly endpoints: readonly { readonly service: string; readonly isReady: boolean; readonly text: string }[];
}
