import { type Failure, failure, type TemplateFunction } from '../template/function.ts';
import { yamlText } from '../template/functions/helm.ts';
import { type GoMap, string, type Value } from '../template/value.ts';

/** The same map, seen as `chartutil.Values`, so that a change of one is a change of both. */
export function valuesObject(values: GoMap): GoMap {
  const found = (
    path: string,
    holds: (value: Value) => boolean,
    problem: (key: string) => Failure,
  ): Value | Failure => {
    let current: Value = values;
    for (const key of path.split('.')) {
      const next: Value | undefined = current.kind === 'map' ? current.entries.get(key)?.value : undefined;
      if (next === undefined) {
        return problem(key);
      }
      current = next;
    }
    return holds(current) ? current : problem(path);
  };
  const noTable = (key: string) => failure(`${JSON.stringify(key)} is not a table`);
  const noValue = (key: string) => failure(`${JSON.stringify(key)} is not a value`);
  const methods: [string, TemplateFunction][] = [
    ['AsMap', { parameters: [], call: () => ({ ...values, type: 'map[string]interface {}' }) }],
    [
      'Table',
      {
        parameters: ['string'],
        call: ([name]) => {
          const table = found(textOf(name), ({ kind }) => kind === 'map', noTable);
          return table.kind === 'map' ? valuesObject(table) : table;
        },
      },
    ],
    [
      'PathValue',
      {
        parameters: ['string'],
        call: ([path]) =>
          textOf(path) === ''
            ? failure('YAML path cannot be empty')
            : found(textOf(path), ({ kind }) => kind !== 'map', noValue),
      },
    ],
    ['YAML', { parameters: [], call: () => withLineEnd(yamlText(values)) }],
  ];
  return { ...values, type: 'chartutil.Values', methods: new Map(methods) };
}

function textOf(value: Value | undefined): string {
  return value?.kind === 'string' ? value.text : '';
}

function withLineEnd(text: ReturnType<typeof yamlText>): Value {
  return string(`${text.text}\n`, text.origin);
}
