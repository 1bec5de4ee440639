import type { Severity } from '../model/problem.ts';
import type { ChartError } from '../model/resource.ts';
import { none } from '../text/emptyList.ts';
import type { Rule } from './rule.ts';

export const chartBroken: Rule = {
  code: 'chart-broken',
  severity: 'error',
  of: ['chartErrors'],
  documentation: {
    title: 'Helm cannot render a chart.',
    what: 'It is an *error* if Helm refuses the chart with any values: Chart.yaml or values.yaml cannot be read, or a template does not parse. It is a *warning* if a template prints something that is no manifest, and an *information* if a template stops with the values of the chart, or if the chart itself refuses them with `required`, with `fail` or by its schema. The message contains the reason that Helm gives. Podwire still judges the other templates.',
    why: 'Nothing of the chart reaches the cluster: `helm install`, Flux and Argo CD stop at the first such problem. A chart that asks for values of its user is in order, and so is a problem that its values solve. Files of values beside the chart are tried too.',
    fix: 'Correct the template at the place that the message is about, or give the value that it needs.',
    silent:
      'A chart that needs another chart, which is not here, is not reported: `helm dependency update` fetches it. What the missing chart may make is unknown.',
    example: {
      file: 'templates/service.yaml',
      bad: `apiVersion: v1
kind: Service
metadata:
  name: {{ .Release.Name }
spec:
  ports:
    - port: 80
`,
      good: `apiVersion: v1
kind: Service
metadata:
  name: {{ .Release.Name }}
spec:
  ports:
    - port: 80
`,
    },
  },
  *check({ chartErrors = none }) {
    for (const { at, reason, sort } of chartErrors) {
      yield { severity: severityOf(sort), message: `${subjectOf(sort)}: ${reason.replace(/\.$/, '')}.`, at };
    }
  },
};

function severityOf(sort: ChartError['sort']): Severity {
  switch (sort) {
    case 'chart':
    case 'template':
      return 'error';
    case 'output':
      return 'warning';
    default:
      return 'information';
  }
}

function subjectOf(sort: ChartError['sort']): string {
  switch (sort) {
    case 'chart':
      return 'Helm refuses the chart';
    case 'template':
      return 'Helm cannot parse the template';
    case 'execution':
      return 'The template stops with these values';
    case 'refusal':
      return 'The chart refuses these values';
    case 'output':
      return 'What the template prints with these values is no manifest';
  }
}
