/** The facts of a kind that wiring needs, as data. The API group and the kind together identify it. */
export interface Kind {
  /** API groups that serve the kind, e.g. `apps`. The empty string is the core group. */
  readonly groups: readonly string[];
  readonly kind: string;
  /** Path of its pod template. The path is empty if the object is the pod itself. */
  readonly podTemplate?: readonly string[];
  /** The field that selects its own pods. */
  readonly selector?: {
    readonly path: readonly string[];
    /** `labels` for a plain map of labels, as older kinds have it. */
    readonly shape: 'LabelSelector' | 'labels';
  };
  /** Labels that controllers or admission add to its pods. */
  readonly addedLabels?: readonly AddedLabelRule[];
  /** Path of a reference to another workload whose pod template this one uses. */
  readonly workloadRef?: readonly string[];
  /**
   * Path of the name of a Service whose traffic is split over other Services. The Service itself may select
   * nothing.
   */
  readonly apexService?: readonly string[];
  /**
   * Set if the object represents objects that are created elsewhere, with the reason in user-facing words, e.g.
   * `a Helm release makes them`.
   */
  readonly installs?: string;
  /** The fields that state what it deploys, for tools that apply a directory of the repository. */
  readonly deploys?: DeploysRule;
}

/** A label that the pods have although no manifest states it. */
export interface AddedLabelRule {
  readonly key: string;
  /**
   * `name`: the name of the workload. `name-ordinal`: that name and an ordinal. `name-prefix`: a value that
   * begins with the name. `any`: unknown before the pod runs.
   */
  readonly value: 'any' | 'name' | 'name-ordinal' | 'name-prefix';
}

/** Field paths in the tool's own kind. */
export interface DeploysRule {
  /** Paths of its sources. Each source is a mapping or a list of mappings. */
  readonly sources: readonly (readonly string[])[];
  /** The field of a source that is `true` if its subdirectories are deployed too. If absent, they always are. */
  readonly recurses?: readonly string[];
  readonly namespace: readonly string[];
  /** Whether the namespace replaces the one that a manifest states. */
  readonly overrides: boolean;
  /** Fields of a source that change labels, selectors or the set of objects. */
  readonly changes: readonly (readonly string[])[];
  /**
   * Kinds of sources that are packed elsewhere, with the field of the source that names the kind. The root of such a
   * source is not the root of the workspace.
   */
  readonly packed?: { readonly kindAt: readonly string[]; readonly kinds: readonly string[] };
  /** A source that sets one of these fields is a chart and not a directory of manifests. */
  readonly chart?: readonly string[];
}
