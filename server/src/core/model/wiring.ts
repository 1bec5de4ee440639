import type { ReferenceRole, SelectorRole } from './reference.ts';

/** The identity of an object that a reference reaches or reached. It does not hold the text of the object. */
export interface TargetIdentity {
  /** API group. The empty string is the core group. */
  readonly group: string;
  readonly kind: string;
  /** Absent if neither its file nor the kustomization that deploys it states one. */
  readonly namespace?: string;
  readonly name: string;
  /** Relative to the workspace folder. */
  readonly file: string;
  /** The directory of the kustomization, for an object that a kustomization renders from the file. */
  readonly bundle?: string;
  /** The name in the file, if the kustomization deploys the object under another name. Only a wiring has it. */
  readonly writtenName?: string;
}

/** Why a reference reaches nothing now. */
export type LossCause = 'reference changed' | 'target changed' | 'renamed' | 'removed' | 'out of scope';

/** A reference that reached targets in the baseline and reaches nothing now. */
export interface Lost {
  /** The targets that it reached. Never empty. */
  readonly targets: readonly TargetIdentity[];
  /** The name of the baseline, e.g. `HEAD 4ef8179`. */
  readonly since: string;
  readonly cause: LossCause;
}

/** The purpose of a reference. A port that it requests is a separate reference of the same resource. */
export type WiringRole =
  /** The selector of a Service. */
  | 'selector'
  /** A port of a Service, which reaches the pods that declare it. */
  | 'target port'
  | ReferenceRole
  | SelectorRole
  /** A port of a named or selected object. */
  | `${ReferenceRole | SelectorRole} port`
  /** A key of a named ConfigMap or Secret. */
  | `${ReferenceRole} key`;

/** A request of a resource at one place, whether it reaches a target or not. */
export interface Asked {
  readonly role: WiringRole;
  /** The path of the field, e.g. `spec.selector` or `spec.ports[http].targetPort`. */
  readonly path: string;
  /**
   * The requested value: `app=web, tier=front` for a selector, a name, or a port. Equal requests have equal
   * values.
   */
  readonly value: string;
}

export interface Edge extends Asked {
  /** The targets that it reaches. Empty if it reaches none or if they are unknown. */
  readonly targets: readonly TargetIdentity[];
}

/** A resource and its references. Its identity is the one that edges give for their targets. */
export interface WiredResource extends TargetIdentity {
  readonly edges: readonly Edge[];
}

/**
 * The relation from references to targets in one analysis. It holds no text and no resource, so that it may be
 * kept longer than both.
 */
export interface Wiring {
  /** Every resource that has a reference or that a reference may reach, in the order of their files. */
  readonly resources: readonly WiredResource[];
  /** A mark for each unread part. A part with a mark that an earlier wiring lacks is a new part. */
  readonly unread: ReadonlySet<string>;
}
