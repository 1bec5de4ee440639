import type { CaseInWords } from './in-words.ts';
import { casesOf, indented } from './manifests.ts';

const portMissing = 'ingress-port-missing';

/** @param backend Lines of a backend, from their first column. */
function ingress(backend: string): string {
  return `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: web
spec:
  rules:
    - http:
        paths:
          - path: /
            pathType: Prefix
            backend:
${indented(backend, 14)}
`;
}

export const ingresses: readonly CaseInWords[] = casesOf(ingress, {
  'an Ingress to a port by its number': ['service:\n  name: web\n  port:\n    number: 80'],
  'an Ingress to a port by its name': ['service:\n  name: web\n  port:\n    name: http'],
  'an Ingress without a port': ['service:\n  name: web', portMissing],
  'an Ingress whose port stands beside the service': ['service:\n  name: web\nport:\n  number: 80', portMissing],
  'an Ingress with an empty port': ['service:\n  name: web\n  port: {}', portMissing],
  'an Ingress to a resource': ['resource:\n  apiGroup: example.com\n  kind: Bucket\n  name: web'],
});
