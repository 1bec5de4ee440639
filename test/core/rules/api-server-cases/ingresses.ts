import type { CaseInWords } from './in-words.ts';
import { casesOf, indented } from './manifests.ts';

const portMissing = 'ingress-port-missing';
const rejected = 'ingress-rejected';

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

export const ingresses: readonly CaseInWords[] = [
  ...casesOf(ingress, {
    'an Ingress to a port by its number': ['service:\n  name: web\n  port:\n    number: 80'],
    'an Ingress to a port by its name': ['service:\n  name: web\n  port:\n    name: http'],
    'an Ingress without a port': ['service:\n  name: web', portMissing],
    'an Ingress whose port stands beside the service': ['service:\n  name: web\nport:\n  number: 80', portMissing],
    'an Ingress with an empty port': ['service:\n  name: web\n  port: {}', portMissing],
    'an Ingress to a resource': ['resource:\n  apiGroup: example.com\n  kind: Bucket\n  name: web'],
    'an Ingress with the fields of an older version': ['serviceName: web\nservicePort: 80', rejected],
    'an Ingress with the fields of an older version, and the name of a port': [
      'serviceName: web\nservicePort: http',
      rejected,
    ],
    'an Ingress with only the name of an older version': ['serviceName: web', rejected],
    // kubectl asks for strict validation. Other clients are warned, so that it is no error.
    'an Ingress to a Service of another namespace': [
      'service:\n  name: web\n  namespace: other\n  port:\n    number: 80',
      rejected,
    ],
    'an Ingress with a namespace beside the service': [
      'namespace: other\nservice:\n  name: web\n  port:\n    number: 80',
      rejected,
    ],
  }),
  ...casesOf(ingressWithSpec, {
    'an Ingress with the former name of the default backend': [
      'backend:\n  service:\n    name: web\n    port:\n      number: 80',
      rejected,
    ],
    'an Ingress with its default backend': ['defaultBackend:\n  service:\n    name: web\n    port:\n      number: 80'],
    'an Ingress with a path that has no type': [
      'rules:\n  - http:\n      paths:\n        - backend: {service: {name: web, port: {number: 80}}}',
      rejected,
    ],
  }),
];

/** @param spec Lines of the Ingress's spec, from its first column. */
function ingressWithSpec(spec: string): string {
  return `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: web
spec:
${indented(spec, 2)}
`;
}
