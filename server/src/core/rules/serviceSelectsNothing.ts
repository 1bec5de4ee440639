import { describeLabels, describeResource } from '../index/describe.ts';
import { resolveServiceSelector } from '../index/selectorResolution.ts';
import { stableLabelsOf } from '../index/stableLabels.ts';
import type { Candidate } from '../model/resolution.ts';
import type { Resource } from '../model/resource.ts';
import type { LabelPair, Labels } from '../model/written.ts';
import type { Range } from '../text/range.ts';
import { serviceSelectsNothingFixes } from './fixes/serviceSelectsNothing.ts';
import type { Finding, Rule, RuleContext } from './rule.ts';

export const serviceSelectsNothing: Rule = {
  code: 'service-selects-nothing',
  severity: 'error',
  documentation: {
    title: 'A Service selects no pods.',
    what: 'The selector of a Service matches the labels of no pod template that it could mean, and a workload is near that it probably means. Nothing is said where something that could hold the pods has not been read.',
    why: 'A Service whose selector matches no pod has no endpoints: its cluster address and every node port refuse each connection, although the pods are healthy.',
    mend: "Copy the pod template's own labels into the selector, or give the pod template the labels that the selector asks for.",
    example: {
      bad: `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web
  ports:
    - port: 80
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web-server
spec:
  selector:
    matchLabels:
      app: web-server
  template:
    metadata:
      labels:
        app: web-server
    spec:
      containers:
        - name: web
          image: nginx
          ports:
            - containerPort: 80
`,
      good: `spec:
  selector:
    app: web-server
`,
    },
  },
  *check(resource, context) {
    const selector = resource.service?.selector;
    if (!selector) {
      return;
    }
    const resolution = resolveServiceSelector(resource, context.index, context.settings);
    switch (resolution.type) {
      case 'found':
        return;
      case 'unknown':
        yield { at: { document: resource.document, range: selector.keyRange }, because: resolution.because };
        return;
      case 'missing':
        yield report(resource, selector, resolution.candidates, context);
    }
  },
  fixes: serviceSelectsNothingFixes,
};

/** What the rule's fixes start from. */
export interface SelectsNothingData {
  readonly candidates: readonly Candidate[];
}

function report(resource: Resource, selector: Labels, candidates: readonly Candidate[], context: RuleContext): Finding {
  const nearest = candidates[0];
  const offending = offendingPair(selector, nearest, context);
  const wanted = offending.pair ?? selector.pairs[0];
  const lacking = wanted ? describeLabels([wanted]) : 'its selector';
  const labels = nearest?.resource.podTemplate?.labels;
  return {
    severity: nearest ? 'warning' : 'error',
    message:
      `Service "${resource.name}" selects no pods: no pod template has ${lacking}.` +
      (nearest
        ? ` Nearest: ${describeResource(nearest.resource)} (${describeLabels(telling(nearest.resource, selector))}).`
        : ''),
    at: { document: wanted?.origin?.document ?? resource.document, range: offending.range },
    related:
      nearest && labels
        ? [
            {
              message: `Labels of ${describeResource(nearest.resource)}`,
              at: { document: nearest.resource.document, range: labels },
            },
          ]
        : [],
    data: { candidates } satisfies SelectsNothingData,
  };
}

/**
 * The labels of a candidate's pods that tell it apart: its stable ones, which a fix would copy, and whatever else the
 * selector asks for. A version or a hash says nothing to a person who compares.
 */
function telling(resource: Resource, selector: Labels): readonly LabelPair[] {
  const keys = new Set([...stableLabelsOf(resource), ...selector.pairs].map((pair) => pair.key.value));
  const labels = resource.podTemplate?.labels?.pairs ?? [];
  const told = labels.filter((pair) => keys.has(pair.key.value));
  return told.length > 0 ? told : labels;
}

/** The pair that is wrong beside the nearest candidate: its value when the key is there, else its key. */
function offendingPair(
  selector: Labels,
  nearest: Candidate | undefined,
  context: RuleContext,
): { pair: LabelPair | undefined; range: Range } {
  const labels = nearest?.resource.podTemplate?.labels?.pairs ?? [];
  for (const pair of selector.pairs) {
    const same = labels.find((each) => each.key.value === pair.key.value);
    if (same && same.value.value !== pair.value.value) {
      return { pair, range: pair.value };
    }
  }
  for (const pair of selector.pairs) {
    if (!labels.some((each) => each.key.value === pair.key.value)) {
      return { pair, range: pair.key };
    }
  }
  const unheld = selector.pairs.find(
    (pair) => context.index.templatesWith(pair.key.value, pair.value.value).length === 0,
  );
  return { pair: unheld, range: unheld?.value ?? selector.keyRange };
}
