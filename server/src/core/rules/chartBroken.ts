import type { Severity } from '../model/problem.ts';
import type { ChartError } from '../model/resource.ts';
import { none } from '../text/emptyList.ts';
import type { Rule } from './rule.ts';
import { isMistyped, similarNames } from './shared/similarNames.ts';

export const chartBroken: Rule = {
  code: 'chart-broken',
  severity: 'error',
  of: ['chartErrors'],
  documentation: {
    title: 'Helm cannot render a chart.',
    what: 'It is an *error* if Helm refuses the chart with any values: Chart.yaml or values.yaml cannot be read, or a template does not parse. It is an *error* too if a template that Helm renders with the values of the chart calls one that neither the chart nor a dependency defines, and its name resembles that of another one; without such a name it is a *warning*. It is a *warning* if a template prints something that is no manifest, and an *information* if a template stops with the values of the chart, or if the chart itself refuses them with `required`, with `fail` or by its schema. The message contains the reason that Helm gives. Podwire still judges the other templates.',
    why: 'Nothing of the chart reaches the cluster: `helm install`, Flux and Argo CD stop at the first such problem. A chart that asks for values of its user is in order, and so is a problem that its values solve. Files of values beside the chart are tried too.',
    fix: 'Correct the template at the place that the message is about, or give the value that it needs. If the name of a template is mistyped, a fix changes it to the closest one.',
    silent:
      'A chart that needs another chart, which is not here, is not reported: `helm dependency update` fetches it. What the missing chart may make is unknown. A chart that another chart of the workspace uses may call templates of that chart: it is an *information* if it is refused by itself.',
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
    for (const error of chartErrors) {
      const { at, reason, sort, undefinedTemplate } = error;
      if (undefinedTemplate === undefined) {
        yield { severity: severityOf(sort), message: `${subjectOf(sort)}: ${reason.replace(/\.$/, '')}.`, at };
        continue;
      }
      const { name, defined } = undefinedTemplate;
      const [closest] = similarNames({ name, names: defined });
      const isClear = closest !== undefined && isMistyped({ name }, closest);
      const match = closest === undefined ? '' : ` Closest match: "${closest}".`;
      yield {
        severity: isClear ? 'error' : 'warning',
        message: `Helm refuses the chart with these values: no template of it or of its dependencies defines "${name}".${match}`,
        at,
        data: undefinedTemplate,
      };
    }
  },
  *fixes({ at, data }) {
    const undefinedTemplate = data as ChartError['undefinedTemplate'];
    if (undefinedTemplate?.isLiteral !== true) {
      return;
    }
    const { name, defined } = undefinedTemplate;
    const similar = similarNames({ name, names: defined });
    for (const [position, closest] of similar.entries()) {
      const isPreferred = position === 0 && isMistyped({ name }, closest);
      const next = similar[position + 1];
      yield {
        title: `Change to "${closest}"`,
        preferred: isPreferred,
        certain: isPreferred && (next === undefined || !isMistyped({ name }, next)),
        replacesAction: true,
        changes: [{ document: at.document, edits: [{ range: at.range, newText: closest }] }],
      };
    }
  },
};

function severityOf(sort: ChartError['sort']): Severity {
  switch (sort) {
    case 'chart':
    case 'template':
      return 'error';
    case 'output':
    case 'undefined':
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
    case 'undefined':
      return 'Helm refuses the chart with these values';
  }
}
