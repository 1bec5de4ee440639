import type { Stated } from './origin.ts';
import type { Written } from './written.ts';

/** Source: k8s.io/api rbac/v1 RoleBinding, ClusterRoleBinding. */
export interface BindingFacts {
  /** The place is that of the key. */
  readonly roleRef?: StatedReference;
  readonly subjects: readonly StatedReference[];
}

/** The fields of a reference as they are written, for the rule that checks them. */
export interface StatedReference extends Stated {
  readonly apiGroup?: Written;
  readonly kind?: Written;
  readonly name?: Written;
  readonly namespace?: Written;
}
