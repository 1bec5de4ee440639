import type { Reference } from '../../model/reference.ts';

/**
 * Whether an Ingress backend is not a Service but an action of the AWS load balancer, which an annotation
 * describes. Source: github.com/kubernetes-sigs/aws-load-balancer-controller docs/guide/ingress/annotations.md,
 * Actions.
 */
export function isAction({ port }: Reference): boolean {
  return port?.written.value === 'use-annotation';
}
