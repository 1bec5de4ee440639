import type { IngressFacts } from '../model/gateway.ts';
import type { Stated } from '../model/origin.ts';
import { orNone } from '../text/emptyList.ts';
import { optional } from '../text/optional.ts';
import { get } from '../yaml/access.ts';
import type { Mapping } from '../yaml/node.ts';
import { visit } from './references.ts';
import { pairAt, placeOf } from './written.ts';

/**
 * What an Ingress of `networking.k8s.io/v1` states in the form of older versions; undefined for any other object.
 * Source: k8s.io/api networking/v1 IngressSpec, HTTPIngressPath.
 */
export function ingressOf(root: Mapping, apiVersion: string, kind: string): IngressFacts | undefined {
  if (apiVersion !== 'networking.k8s.io/v1' || kind !== 'Ingress') {
    return undefined;
  }
  const untypedPaths: Stated[] = [];
  visit(root, ['spec', 'rules', '*', 'http', 'paths', '*'], [], (path) => {
    const backend = get(path, 'pathType') ? undefined : pairAt(path, ['backend']);
    if (backend) {
      untypedPaths.push(placeOf(backend.key));
    }
  });
  const backend = pairAt(root, ['spec', 'backend']);
  return { untypedPaths: orNone(untypedPaths), ...optional('backend', backend && placeOf(backend.key)) };
}
