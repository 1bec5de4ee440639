// Runs the real Helm on the cases of test/core/template, and prints the content of answers.json there:
//
//   node test/harness/helm/answers.ts > test/core/template/answers.json
import { parseFixture } from '../../core/fixture.ts';
import { chartCases } from '../../core/template/chartCases.ts';
import { caseChart, caseValues, functionCases } from '../../core/template/functionCases.ts';
import { type HelmAnswer, type HelmRequest, helmProgram, renderAll } from './program.ts';

/** What Helm makes of a case: the text of its template, or the texts of a chart, or that it refuses. */
export type CaseAnswer = string | { readonly error: string } | { readonly templates: Readonly<Record<string, string>> };

export interface Answers {
  /** By the template. */
  readonly functions: Readonly<Record<string, CaseAnswer>>;
  /** By the name of the case. */
  readonly charts: Readonly<Record<string, CaseAnswer>>;
}

export function answers(program: string): Answers {
  const functions = renderAll(
    program,
    functionCases.map((template) => ({ files: caseChart(template), values: [caseValues] })),
  );
  const names = Object.keys(chartCases);
  const charts = renderAll(program, names.map(requestOf));
  return {
    functions: Object.fromEntries(
      functionCases.map((template, index) => {
        const { templates, error } = functions[index]!;
        return [
          template,
          error === undefined ? (templates?.['case/templates/case.txt'] ?? '') : { error: shortened(error) },
        ];
      }),
    ),
    charts: Object.fromEntries(names.map((name, index) => [name, answerOf(charts[index]!)])),
  };
}

/** A file of the fixture that is not in the folder `chart` is a file of values of the command line. */
function requestOf(name: string): HelmRequest {
  const files = parseFixture(chartCases[name]!);
  const inChart = files.filter(({ path }) => path.startsWith('chart/'));
  return {
    files: Object.fromEntries(inChart.map(({ path, text }) => [path.slice('chart/'.length), text])),
    values: files.filter(({ path }) => !path.startsWith('chart/')).map(({ text }) => text),
  };
}

function answerOf({ templates, error }: HelmAnswer): CaseAnswer {
  return error === undefined ? { templates: templates ?? {} } : { error: shortened(error) };
}

/** An error of endless recursion repeats itself a thousand times. */
function shortened(error: string): string {
  return error.length > 400 ? `${error.slice(0, 400)}…` : error;
}

if (import.meta.main) {
  const program = helmProgram();
  if (program === undefined) {
    process.stderr.write('Go is not installed\n');
    process.exit(2);
  }
  process.stdout.write(`${JSON.stringify(answers(program), null, 1)}\n`);
}
