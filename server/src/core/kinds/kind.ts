/** What wiring needs to know of a kind, as data. The API group and the kind together decide what a thing is. */
export interface Kind {
  /** API groups it is served from, e.g. `apps`; the empty string is the core group. */
  readonly groups: readonly string[];
  readonly kind: string;
  /** Path of its pod template; the empty path where the object is the pod itself. */
  readonly podTemplate?: readonly string[];
  /** Where it says which pods are its own. */
  readonly selector?: {
    readonly path: readonly string[];
    /** `labels` for a bare map of labels, as older kinds have it. */
    readonly shape: 'LabelSelector' | 'labels';
  };
  /** Labels that controllers or admission put on its pods. */
  readonly addedLabels?: readonly AddedLabelRule[];
  /** Path of a reference to another workload whose pod template it uses instead of one of its own. */
  readonly workloadRef?: readonly string[];
  /** Path of the name of a Service whose traffic it splits over others, so that the Service itself may select nothing. */
  readonly apexService?: readonly string[];
  /**
   * Set where the object stands for others that are made elsewhere, with the reason in the words that a person reads,
   * e.g. `a Helm release makes them`.
   */
  readonly installs?: string;
  /** Where it says what it deploys, for tools that apply a directory of the repository. */
  readonly deploys?: DeploysRule;
}

/** A label that is on the pods though it is in no text. */
export interface AddedLabelRule {
  readonly key: string;
  /**
   * `name`: the workload's own name; `name-ordinal`: that with an ordinal behind it; `name-prefix`: something that
   * begins with it; `any`: not known before the pod runs.
   */
  readonly value: 'any' | 'name' | 'name-ordinal' | 'name-prefix';
}

/** Paths, as the tool's own kind has them. */
export interface DeploysRule {
  /** Where its sources stand, each a mapping or a list of them. */
  readonly sources: readonly (readonly string[])[];
  readonly namespace: readonly string[];
  /** Whether the namespace replaces one that a manifest states. */
  readonly overrides: boolean;
  /** Fields of a source that change labels, selectors or which objects there are. */
  readonly changes: readonly (readonly string[])[];
  /** The fields of a source by which it is a chart, and no directory of manifests; each is set to something, or absent. */
  readonly chart?: readonly string[];
}
