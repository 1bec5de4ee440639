import { describeResource } from '../index/describe.ts';
import type { IndexReader } from '../index/reader.ts';
import { holdsPlaceholder } from '../kinds/written.ts';
import { originOf, writtenText } from '../model/origin.ts';
import type { Resource } from '../model/resource.ts';
import { directoryOf } from '../text/path.ts';
import { appliedAs } from './appliedAs.ts';
import { serviceRejectedFixes } from './fixes/serviceRejected.ts';
import type { Rule } from './rule.ts';
import { rejectedFields, strayFields } from './serviceRejected/fields.ts';
import { rejectedMetadata } from './serviceRejected/metadata.ts';
import { rejectedPorts } from './serviceRejected/ports.ts';
import type { Rejection } from './serviceRejected/rejection.ts';
import { rejectedSelector } from './serviceRejected/selector.ts';
import { rejectedType } from './serviceRejected/type.ts';

export const serviceRejected: Rule = {
  code: 'service-rejected',
  severity: 'error',
  of: ['service'],
  documentation: {
    title: 'The API server rejects a Service.',
    what: `A Service says what the API server certainly refuses:

- a \`nodePort\` although its type is not NodePort or LoadBalancer; type NodePort or LoadBalancer with \`clusterIP: None\`; an unknown type;
- several ports of which one has no name, two ports of the same name, or of the same number and protocol; no ports at all;
- a port that is no whole number from 1 to 65535, or is written in quotes (\`port: "80"\`, \`targetPort: "8080"\`); a port name or a protocol that there cannot be;
- a selector that is no plain map of labels, such as one with \`matchLabels\`;
- a field that Kubernetes does not know, near one that it does (\`selectors\`, \`targetport\`), or one that belongs elsewhere;
- an annotation that is no text, a name that a Service cannot have, fields that exclude each other.

Where a kustomization may change the Service before it is applied, nothing is said about how its fields go together. Values with placeholders are not known.`,
    why: 'kubectl shows an error and applies nothing of this object. A Service that is new is not there at all: its name does not resolve, its node port is closed.',
    mend: 'Write what the message asks for. Port numbers stand without quotes; a Service with several ports names each; node ports need `type: NodePort` or `type: LoadBalancer`; the selector of a Service is a plain map, without `matchLabels`.',
    example: {
      bad: `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    matchLabels:
      app: web
  ports:
    - port: 80
      targetPort: "8080"
      nodePort: 30080
`,
      good: `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  type: NodePort
  selector:
    app: web
  ports:
    - port: 80
      targetPort: 8080
      nodePort: 30080
`,
    },
  },
  *check(resource, context) {
    if (!resource.service) {
      return;
    }
    const applied = appliedAs(resource, context.index);
    if (applied === 'part') {
      return;
    }
    const whole = isWhole(resource, context.index) && applied !== 'changed';
    for (const rejection of rejectionsOf(resource, applied !== 'written')) {
      if (!rejection.together || whole) {
        yield {
          severity: 'error',
          message: `${rejection.message}: the API server rejects ${describeResource(resource)}.${rejection.mend ? ` ${rejection.mend}` : ''}`,
          at: originOf(resource, rejection.range),
          data: rejection.data,
        };
      }
    }
  },
  fixes: serviceRejectedFixes,
};

/** A document without a selector may be a piece of a Service, where a kustomization is near that could take it so. */
function isWhole({ service, document, bundle }: Resource, index: IndexReader): boolean {
  if (service?.selector !== undefined || bundle !== undefined) {
    return true;
  }
  for (let directory = directoryOf(document.file); ; directory = directoryOf(directory)) {
    if (index.kustomizationsIn(directory).length > 0) {
      return false;
    }
    if (directory === '') {
      return true;
    }
  }
}

function* rejectionsOf(resource: Resource, kustomized: boolean): Generator<Rejection> {
  const service = resource.service!;
  const { spec } = service;
  yield* rejectedMetadata(resource, kustomized);
  yield* strayFields(service);
  if (spec && spec.type !== 'mapping') {
    if (spec.type !== 'null' && !holdsPlaceholder(writtenText(resource, spec))) {
      yield { range: spec, message: 'spec is no map of fields', together: false };
    }
    return;
  }
  yield* rejectedFields(service);
  yield* rejectedType(service);
  yield* rejectedSelector(resource, service);
  yield* rejectedPorts(resource, service);
}
