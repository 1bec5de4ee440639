/**
 * The messages between client and server beyond LSP. Types and names only: the client imports nothing else from
 * the server.
 */

export type { PodLabels } from '../core/features/podLabels.ts';

import type { Report as CoreReport, ReportRow as CoreReportRow } from '../core/model/report.ts';
import type { GraphFilter } from '../core/model/wiringGraph.ts';

export type { ReportVerdict } from '../core/model/report.ts';

/** A report whose rows name places of files as an editor does. */
export interface Report extends Omit<CoreReport, 'rows'> {
  readonly rows: readonly ReportRow[];
}

export interface ReportRow extends Omit<CoreReportRow, 'at' | 'rows'> {
  /** The place that the row is about, to go to. */
  readonly location?: TargetLocation;
  readonly rows?: readonly ReportRow[];
}

export type {
  GraphEdge,
  GraphFilter,
  GraphMark,
  GraphNode,
  GraphProblem,
  GraphState,
  WiringGraph,
} from '../core/model/wiringGraph.ts';

/** Sent by the client in `InitializeParams.initializationOptions`. Other editors may leave everything out. */
export interface InitializationOptions {
  /** Commands of the client. A lens whose command is not in the list is sent as plain text. */
  readonly commands?: readonly string[];
  /** Whether to report YAML syntax errors; false if another extension does. Default true. */
  readonly reportSyntaxErrors?: boolean;
  /**
   * Whether the client wants `podwire/status`. Default false: most editors report notifications that they do
   * not know as errors.
   */
  readonly status?: boolean;
  /**
   * The URI at which the page of a rule opens inside the editor, with `{code}` for the rule's code, e.g.
   * `podwire-docs:/{code}.md`. If it is absent, a diagnostic's code links to the shipped Markdown file.
   */
  readonly rulePage?: string;
}

/**
 * The command of the client behind a lens: shows the places, in a peek view if there are several. Arguments:
 * the URI of the lens's document, the position of the lens, the places as LSP `Location[]`.
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

/** Notification from the client: `reportSyntaxErrors` of the initialization options has changed. */
export const reportSyntaxErrorsNotification = 'podwire/reportSyntaxErrors';

export interface ReportSyntaxErrorsParams {
  readonly reportSyntaxErrors: boolean;
}

/** Notification from the server: the content of the status item. */
export const statusNotification = 'podwire/status';

export interface Status {
  readonly state: 'indexing' | 'ready';
  /** Files read so far, and the total as far as it is known. */
  readonly files: number;
  readonly filesTotal?: number;
  /** Kubernetes objects; 0 until the first index is done. */
  readonly resources: number;
  /** Why something is not judged, each reason once, e.g. `pods unknown: remote base`. */
  readonly unknown: readonly string[];
  /** The baselines of lost edges, each once, e.g. `HEAD 4ef8179`, `opened 09:12`. */
  readonly baselines: readonly string[];
}

/**
 * Notification from a client: the baseline of lost edges of a workspace folder, a `BaselineParams`. Without
 * one, the baseline is the files as they were when all had been read for the first time.
 */
export const baselineNotification = 'podwire/baseline';

export interface BaselineParams {
  /** URI of a workspace folder. */
  readonly folder: string;
  /**
   * - Files of a commit.
   * - `current`: the present content of the editor and the disk.
   * - `pending`: another one will follow; until then, 2 s at most, no lost edge is published.
   * - null: the client has none, so the files that the server read first are the baseline.
   */
  readonly baseline: FilesOfBaseline | 'current' | 'pending' | null;
  /** Why there is no baseline, for the status: e.g. `more than 500 manifests differ from HEAD`. */
  readonly because?: string;
}

export interface FilesOfBaseline {
  /** The words after "it did in" in a message: e.g. `HEAD 4ef8179`. */
  readonly name: string;
  /**
   * The texts, without a byte order mark, of files that differ from the disk, by path relative to the folder
   * and `/`-separated; null for a file that did not exist.
   */
  readonly texts: Readonly<Record<string, string | null>>;
  /** The old path by the new path, for files that were renamed since. */
  readonly renamed?: Readonly<Record<string, string>>;
}

/** Request from the client: the page of a rule, as Markdown; null for a code that no rule has. */
export const explainRequest = 'podwire/explain';

export interface ExplainParams {
  readonly code: string;
}

/**
 * Request from the client: the checklist for the Service at a place, as a `VerifiedService`; null if there is
 * no Service, or if the Service that was verified before no longer exists.
 */
export const verifyServiceRequest = 'podwire/verifyService';

export interface VerifyServiceParams extends PlaceParams {
  /**
   * The Service that was verified here before. Edits may have moved it, and another one may now be at its
   * place.
   */
  readonly service?: Pick<ServiceItem, 'name' | 'namespace'>;
}

export interface VerifiedService {
  readonly report: Report;
  /** With its present place. */
  readonly service: ServiceItem;
  /** The node port that a probe would try; absent if the file states none. */
  readonly nodePort?: number;
  /** The place of the problem to solve first. */
  readonly cause?: ReportCause;
}

/**
 * Request from the client: the stable labels of the pods of the workload at a place, or of the workloads that the
 * Service there could select, the likeliest first, as `PodLabels[]`.
 */
export const podLabelsRequest = 'podwire/podLabels';

export interface PlaceParams {
  readonly textDocument: { readonly uri: string };
  readonly position: { readonly line: number; readonly character: number };
}

/** Request from the client, without parameters: the Services that can be verified, as `ServiceItem[]`. */
export const servicesRequest = 'podwire/services';

export interface ServiceItem {
  readonly name: string;
  /** Absent if nothing states it. */
  readonly namespace?: string;
  /** A place inside the Service, as `verifyServiceRequest` takes it. */
  readonly place: PlaceParams;
}

/**
 * Request from a client: what routes, Services and workloads reach, as a `WiringGraph<TargetLocation>`. If there are
 * several workspace folders, bundles and ids begin with the name of their folder.
 */
export const wiringGraphRequest = 'podwire/wiringGraph';

export interface WiringGraphParams extends GraphFilter {
  /** The URI of a folder, a manifest or a kustomization; absent for the whole workspace. */
  readonly below?: string;
}

/** Request from a client: the same graph as text, a `WiringText`. */
export const wiringTextRequest = 'podwire/wiringText';

export interface WiringText {
  readonly mermaid: string;
}

/**
 * Notification from the server, without parameters: the wiring may differ from the last answer to `wiringGraphRequest`.
 * It is sent at most once after each answer, together with the diagnostics of the same change.
 */
export const wiringChangedNotification = 'podwire/wiringChanged';

/**
 * Request from the client: what a probe of the Service at a place would do, as a `ProbePlan`; null if there is
 * no Service.
 */
export const probePlanRequest = 'podwire/probePlan';

export interface ProbePlan {
  readonly service: ServiceItem;
  /** The Services that the deployments make of it, each name and namespace once; at least one. */
  readonly deployed: readonly ProbeChoice[];
  /** The cluster that kubectl would use, which has received no request yet; or why there is none. */
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
  /** E.g. `shop/web`; if no namespace is stated, `web`. */
  readonly as: string;
  /** The ports that the file states. */
  readonly ports: readonly ProbePort[];
}

export interface ProbePort {
  readonly name?: string;
  readonly port?: number;
  readonly nodePort?: number;
  readonly protocol: string;
}

/**
 * Request from the client, on the command of a person: probes the node port of a Service; a `ProbedService`, or
 * `TooManyAddresses`; null if the Service no longer exists. Cancelling it closes every connection.
 */
export const probeRequest = 'podwire/probe';

export interface ProbeParams extends PlaceParams {
  readonly service: Pick<ServiceItem, 'name' | 'namespace'>;
  /** One of the plan's `deployed`; by default the first. */
  readonly as?: string;
  /** Name, number or node port. */
  readonly port?: string;
  /** Addresses that the person stated, instead of the addresses of the nodes. */
  readonly addresses: readonly string[];
  /** Addresses from the plan that the person allows, in addition to the addresses of the nodes. */
  readonly settingAddresses: readonly string[];
  /** Whether the person allows requests to the cluster. */
  readonly askCluster: boolean;
  /** Whether a credential plugin may be run; never in a workspace that is not trusted. */
  readonly allowExec: boolean;
  /** Whether to try more than twelve addresses that the person did not state. */
  readonly tryAll: boolean;
  /** The machine on which the server runs, if it is not the person's own, e.g. `devbox (SSH)`. */
  readonly machine?: string;
  /** Returned in `probeProgressNotification`. */
  readonly id: number;
}

export interface ProbedService {
  readonly report: Report;
  /** With its present place. */
  readonly service: ServiceItem;
  /** The report for a ticket, as Markdown. */
  readonly markdown: string;
  /** The place of the cause, if it is in a file. */
  readonly cause?: ReportCause;
}

export interface ReportCause {
  readonly location: TargetLocation;
  /** What is at the place: `selector`, `targetPort`, `nodePort`, `problem`. */
  readonly what: string;
  /** Whether fixes for it exist. */
  readonly isFixable: boolean;
  /** The first fix, e.g. `Copy pod labels from Deployment "web"`, where the verdict does not name it. */
  readonly fix?: string;
}

export interface TooManyAddresses {
  readonly tooMany: readonly string[];
}

/** An earlier probe, for the list of them. */
export interface EarlierProbe {
  readonly mark: ReportRow['mark'];
  readonly text: string;
}

/** Notification from the server: the attempt at one address of a probe is finished. */
export const probeProgressNotification = 'podwire/probeProgress';

export interface ProbeProgress {
  readonly id: number;
  readonly done: number;
  readonly all: number;
  /** E.g. `100.81.76.55: answered`. */
  readonly text: string;
}

/**
 * Request from the client about the live cluster, as a `ClusterParams`; the answer is a `ClusterStatus`.
 * Nothing connects without `connect`, which only a person requests.
 */
export const clusterRequest = 'podwire/cluster';

export type ClusterParams =
  /** Reads the list of contexts. `kubeconfig` is a file to read instead of those that kubectl would read. */
  | { readonly action: 'look'; readonly kubeconfig?: string }
  | {
      readonly action: 'connect';
      /** By default the current one. */
      readonly context?: string;
      /** Whether a credential plugin may be run; never in a workspace that is not trusted. */
      readonly allowExec: boolean;
    }
  | { readonly action: 'disconnect' };

/**
 * Notification from the server: the state of the cluster has changed, a `ClusterStatus`. Sent only after the
 * first request.
 */
export const clusterNotification = 'podwire/clusterStatus';

export interface ClusterStatus {
  readonly contexts: readonly ClusterContext[];
  /** The files where contexts were looked for, if there are none. */
  readonly lookedIn?: readonly string[];
  /** The kubeconfig's current context. */
  readonly current?: string;
  /** The context that is connected. */
  readonly connected?: string;
  readonly state: 'off' | 'connecting' | 'current' | 'stale' | 'failed';
  /** What prevents the reading, e.g. `forbidden: endpointslices`. */
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
 * Request from the client, on the command of a person: what it would change to apply the manifests of an open
 * document to the connected cluster, as an `ApplyPlan`; a string says why it cannot be applied. Changes
 * nothing.
 */
export const applyPlanRequest = 'podwire/applyPlan';

export interface ApplyParams {
  readonly textDocument: { readonly uri: string; readonly version: number };
  /** Whether to take over fields from other managers. */
  readonly force: boolean;
}

export interface ApplyPlan {
  readonly context: string;
  readonly items: readonly ApplyItem[];
}

export interface ApplyItem {
  /** E.g. `Service "web"`. */
  readonly label: string;
  /** Empty for a cluster-scoped object. */
  readonly namespace: string;
  readonly outcome: 'created' | 'changed' | 'unchanged' | 'conflict' | 'refused';
  /** The object as YAML before and after; empty if it does not exist. */
  readonly before: string;
  readonly after: string;
  /** Keys of other managers that would be removed, e.g. `spec.selector.tier`. */
  readonly dropped: readonly string[];
  /** E.g. `.spec.selector is owned by kubectl-client-side-apply`; or why the API server rejects it. */
  readonly reasons: readonly string[];
}

/** Request from the client after a person has confirmed: applies the planned manifests; an `Applied`. */
export const applyRequest = 'podwire/apply';

export interface Applied {
  /** The applied objects, then the others with the reasons. */
  readonly applied: readonly string[];
  readonly failed: readonly string[];
  /** The state of the endpoints of the applied Services within a minute, e.g. `2 of 2 endpoints ready`. */
  readonly endpoints: readonly { readonly service: string; readonly isReady: boolean; readonly text: string }[];
}

/**
 * Request from the client: the kustomizations and charts that deploy what a file states, as `BundleItem[]`; for a
 * kustomization, only itself. Empty if nothing deploys the file.
 */
export const bundlesRequest = 'podwire/bundles';

export interface BundlesParams {
  readonly textDocument: { readonly uri: string };
}

export interface BundleItem {
  /** The directory, relative to the workspace folder, e.g. `overlays/prod`. */
  readonly label: string;
  /** The URI of the kustomization, or of `Chart.yaml`. */
  readonly uri: string;
}

/**
 * Request from the client: what a kustomization or a chart deploys, as a `RenderedBundle`; null if there is neither.
 * From then on the server sends `renderChangedNotification` until the client sends `renderClosedNotification`.
 */
export const renderRequest = 'podwire/render';

export interface RenderParams {
  /** The kustomization, or `Chart.yaml`. */
  readonly textDocument: { readonly uri: string };
}

export interface RenderedBundle {
  /** YAML. Comments at its beginning name what is not rendered. */
  readonly text: string;
}

/** Request from the client: the place from which a line of a `RenderedBundle` comes, as a `TargetLocation` or null. */
export const renderedOriginRequest = 'podwire/renderedOrigin';

export interface RenderedOriginParams extends RenderParams {
  /** From 0. */
  readonly line: number;
}

/** Notification from the server: a `RenderedBundle` that the client shows differs now; a `RenderParams`. */
export const renderChangedNotification = 'podwire/renderChanged';

/** Notification from the client: it no longer shows what a kustomization or a chart deploys; a `RenderParams`. */
export const renderClosedNotification = 'podwire/renderClosed';

/** The tools that a client offers to language models. Each is also a tool of `podwire mcp`. */
export const languageModelTools = ['check', 'explain', 'wiring', 'diff', 'fix'] as const;

/**
 * Request from a client: the answer of a tool from the present state of the workspace, with unsaved texts, as a
 * `LanguageModelToolAnswer`. It waits until the workspace has been read, and changes nothing.
 */
export const languageModelToolRequest = 'podwire/languageModelTool';

export interface LanguageModelToolParams {
  readonly tool: (typeof languageModelTools)[number];
  /** The input as a language model wrote it: `LanguageModelToolInput`, if it follows the schema of the tool. */
  readonly input: unknown;
}

/** What a tool may be asked. Each tool reads the parts that its schema in package.json lists. */
export interface LanguageModelToolInput {
  /** Files or folders, absolute or as answers write them; without any, the whole workspace. */
  readonly paths?: readonly string[];
  /** Of `explain`: a code, `FILE` or `FILE:LINE`. */
  readonly about?: string;
  readonly kind?: string;
  readonly name?: string;
  readonly namespace?: string;
  /** The most entries of a list. */
  readonly limit?: number;
}

export interface LanguageModelToolAnswer {
  /** Bounded, with the number of what is left out. */
  readonly text: string;
  /** Of `fix`: the files to change; empty if there is nothing to fix. */
  readonly files?: readonly FixedFile[];
}

export interface FixedFile {
  readonly uri: string;
  /** As answers write it. */
  readonly path: string;
  /** The version of the open document to which the edits belong; null for a file that is not open. */
  readonly version: number | null;
  /** The titles of its fixes. */
  readonly titles: readonly string[];
  /** LSP `TextEdit[]`. */
  readonly edits: readonly { readonly range: TargetLocation['range']; readonly newText: string }[];
}
