import type { ReferenceRole, SelectorRole } from './reference.ts';

/** An object that a reference reaches or reached, by what is known of it without its text. */
export interface TargetIdentity {
  /** API group; the empty string for the core group. */
  readonly group: string;
  readonly kind: string;
  /** Absent where neither its file nor the kustomization that deploys it states one. */
  readonly namespace?: string;
  readonly name: string;
  /** Relative to the workspace folder. */
  readonly file: string;
  /** The kustomization's directory, for what a kustomization makes of the file. */
  readonly bundle?: string;
}

/** Why a reference reaches nothing now. */
export type LossCause = 'reference changed' | 'target changed' | 'renamed' | 'removed' | 'out of scope';

/** A reference that reached targets in the baseline and reaches nothing now. */
export interface Lost {
  /** What it reached; never empty. */
  readonly targets: readonly TargetIdentity[];
  /** The baseline's name, e.g. `HEAD 4ef8179`. */
  readonly since: string;
  readonly cause: LossCause;
}

/** What a reference is for. A port that it asks for is a reference of its own, from the same resource. */
export type WiringRole =
  /** The selector of a Service. */
  | 'selector'
  /** A port of a Service, which reaches the pods that declare it. */
  | 'target port'
  | ReferenceRole
  | SelectorRole
  /** A port of what is named or selected. */
  | `${ReferenceRole | SelectorRole} port`;

/** What a resource asks for at one place, whether there is such a thing or not. */
export interface Asked {
  readonly role: WiringRole;
  /** Of the field, e.g. `spec.selector` or `spec.ports[http].targetPort`. */
  readonly path: string;
  /** What stands there: `app=web, tier=front` of a selector, a name, or a port. Equal where the same is asked for. */
  readonly value: string;
}

export interface Edge extends Asked {
  /** What it reaches; empty where that is nothing or not known. */
  readonly targets: readonly TargetIdentity[];
}

/** A resource and what it reaches. It is the identity under which edges name it as their target. */
export interface WiredResource extends TargetIdentity {
  readonly edges: readonly Edge[];
}

/** The relation reference → targets, of one analysis. It holds no text and no resource, so that it may outlive them. */
export interface Wiring {
  /** Every resource that refers to others or that others may refer to, in the order of their files. */
  readonly resources: readonly WiredResource[];
  /** What was not read, each by a mark: whoever meets a part with another one knows that it came later. */
  readonly unread: ReadonlySet<string>;
}
