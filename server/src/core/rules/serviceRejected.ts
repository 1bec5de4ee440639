import type { IndexReader } from '../index/reader.ts';
import { containsPlaceholder } from '../kinds/written.ts';
import { writtenText } from '../model/origin.ts';
import type { Resource } from '../model/resource.ts';
import { directoryOf } from '../text/path.ts';
import { serviceRejectedFixes } from './fixes/serviceRejected.ts';
import type { Rule } from './rule.ts';
import { rejectedFields, strayFields } from './serviceRejected/fields.ts';
import { rejectedMetadata } from './serviceRejected/metadata.ts';
import { rejectedPorts } from './serviceRejected/ports.ts';
import type { Rejection } from './serviceRejected/rejection.ts';
import { rejectedSelector } from './serviceRejected/selector.ts';
import { rejectedType } from './serviceRejected/type.ts';
import { appliedAs } from './shared/appliedAs.ts';
import { exampleService } from './shared/exampleManifests.ts';
import { eachCauseOnce } from './shared/rejections.ts';

export const serviceRejected: Rule = {
  code: 'service-rejected',
  severity: 'error',
  of: ['service'],
  documentation: {
    title: 'The API server rejects a Service.',
    what: `The API server certainly rejects a Service with one of these:

- a \`nodePort\` although the type is not NodePort or LoadBalancer; type NodePort or LoadBalancer with \`clusterIP: None\`; an unknown type;
- several ports of which one has no name, two ports with the same name, or with the same number and protocol; no ports at all;
- a port that is not a whole number from 1 to 65535, or is in quotes (\`port: "80"\`, \`targetPort: "8080"\`); an invalid port name or protocol;
- a selector that is not a plain map of labels, such as one with \`matchLabels\`;
- a field that Kubernetes does not know and that resembles a known one (\`selectors\`, \`targetport\`), or a field in the wrong place, such as a label that is not indented below its selector;
- an annotation that is not a string, an invalid name, or fields that exclude each other.

Each is reported once for an object, with its other places beside it.`,
    why: 'kubectl prints an error and does not apply the object. A new Service does not exist at all: its name does not resolve, and its node port is closed.',
    fix: 'Write what the message asks for. Port numbers have no quotes; a Service with several ports names each of them; node ports need `type: NodePort` or `type: LoadBalancer`; the selector of a Service is a plain map, without `matchLabels`.',
    silent:
      'If a kustomization may change the Service before it is applied, combinations of fields are not judged. Values with placeholders are unknown.',
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
      good: exampleService('web', 'web', { port: 80, targetPort: 8080, nodePort: 30080 }),
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
    const rejections = [...rejectionsOf(resource, applied !== 'written')];
    yield* eachCauseOnce(
      resource,
      rejections.filter(({ together }) => whole || !together),
    );
  },
  fixes: serviceRejectedFixes,
};

/** A document without a selector may be a part of a Service if a kustomization near it could use it as a patch. */
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
    if (spec.type !== 'null' && !containsPlaceholder(writtenText(resource, spec))) {
      yield { at: spec, message: 'spec is not a map of fields', together: false };
    }
    return;
  }
  yield* rejectedFields(service);
  yield* rejectedType(service);
  yield* rejectedSelector(resource, service);
  yield* rejectedPorts(resource, service);
}
