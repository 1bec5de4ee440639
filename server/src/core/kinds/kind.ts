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
  /** Keys that controllers or admission put on its pods. */
  readonly addedKeys?: readonly string[];
}
