/**
 * What client and server say to each other beyond LSP. Types and names only: the client imports nothing else of the
 * server.
 */

import type { Report } from '../core/model/report.ts';

export type { Report, ReportRow } from '../core/model/report.ts';

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
}

/** Request by the client: the page of a rule, as Markdown; null for a code that no rule has. */
export const explainRequest = 'podwire/explain';

export interface ExplainParams {
  readonly code: string;
}

/**
 * Request by the client: the checklist for the Service at a place, as a `VerifiedService`; null where no Service stands,
 * or where the one that was verified before is gone.
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
