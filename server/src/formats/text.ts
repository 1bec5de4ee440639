import { styleText } from 'node:util';
import { type Severity, severities } from '../core/model/problem.ts';
import { excerpt } from './excerpt.ts';
import type { Report, ReportedKnown, ReportedPlace, ReportedProblem, ReportedResource } from './report.ts';
import { printable, printablePath } from './terminal.ts';

export interface TextOptions {
  readonly color: boolean;
  /** Whether to list hints, and the reasons for everything unknown. */
  readonly verbose: boolean;
  /** The content of a line of a file, if it is known. */
  lineOf(file: string, line: number): string | undefined;
  /** The address of the page about a rule. Absent: the terminal has no links, or there is no page. */
  linkOf?(code: string): string;
}

/**
 * The report in the form of compiler messages: place, severity, code and message, then the line with a mark
 * under the range, related places, and the fix. Lines and columns count from 1, columns in UTF-16 code units as
 * editors count them.
 */
export function reportAsText(report: Report, options: TextOptions): string {
  const paint = painter(options.color);
  const blocks = [
    ...report.errors.map((error) => ({
      place: error,
      lines: [heading(error, paint.error('error'), error.message, paint), ...marked(error, paint.error, options)],
    })),
    ...report.problems
      .filter(({ severity }) => severity !== 'hint' || options.verbose)
      .map((problem) => ({ place: problem, lines: problemLines(problem, paint, options) })),
    ...(options.verbose ? report.unknown : []).map((unknown) => ({
      place: unknown,
      lines: [
        heading(
          unknown,
          `${paint.unknown('unknown')}[${unknown.code}]`,
          `${named(unknown.resource)}: unknown, because ${unknown.because}`,
          paint,
        ),
      ],
    })),
  ];
  return [...blocks.flatMap(({ lines }) => lines), ...staleLines(report, options), summary(report, options)]
    .map((line) => `${line}\n`)
    .join('');
}

function problemLines(problem: ReportedProblem, paint: Painter, options: TextOptions): string[] {
  const color = paint[problem.severity];
  const lines = [
    heading(problem, `${color(problem.severity)}[${linked(problem.code, options)}]`, problem.message, paint),
    ...marked(problem, color, options),
  ];
  for (const related of problem.related) {
    lines.push(`  ${paint.note('note')}: ${describePlace(related)}: ${printable(related.message)}`);
  }
  const [fix] = problem.fixes;
  if (fix) {
    lines.push(`  ${paint.help('help')}: ${printable(fix.title)}`);
  }
  return lines;
}

/** Source: OSC 8, Hyperlinks in Terminal Emulators (Egmont Koblinger). */
function linked(code: string, { linkOf }: TextOptions): string {
  return linkOf ? `\x1b]8;;${linkOf(code)}\x1b\\${code}\x1b]8;;\x1b\\` : code;
}

function heading(place: ReportedPlace, kind: string, message: string, paint: Painter): string {
  return `${paint.place(describePlace(place))}: ${kind}: ${paint.message(printable(message))}`;
}

export function describePlace({ file, range }: ReportedPlace): string {
  const { start, end } = range;
  // An error of a file as a whole has no place in it.
  const isWhole = start.line === 0 && start.character === 0 && end.line === 0 && end.character === 0;
  return printablePath(file) + (isWhole ? '' : `:${start.line + 1}:${start.character + 1}`);
}

/** Entries of the list of known problems that `podwire known` would change; without `--verbose` only some. */
function staleLines({ known }: Report, { verbose }: TextOptions): readonly string[] {
  if (!known) {
    return [];
  }
  const lines = [
    ...known.gone.map((entry) => staleLine(known.file, entry, 'this known problem is gone')),
    ...known.moved.map((entry) => staleLine(known.file, entry, 'the file of this known problem has moved')),
  ];
  const left = lines.length - mostStale;
  return verbose || left <= 0 ? lines : [...lines.slice(0, mostStale), `${printablePath(known.file)}: ${left} more`];
}

const mostStale = 10;

function staleLine(list: string, { code, file, resource, line }: ReportedKnown, what: string): string {
  const place = `${printablePath(list)}:${line + 1}:5`;
  return `${place}: ${what}: ${printable(`${code} in ${file}${resource === null ? '' : ` (${resource})`}`)}`;
}

function marked({ file, range }: ReportedPlace, color: Paint, options: TextOptions): string[] {
  const line = options.lineOf(file, range.start.line);
  if (line === undefined || line.trim() === '') {
    return [];
  }
  const { start, end } = range;
  const { text, mark } = excerpt(line, start.character, end.line === start.line ? end.character : line.length);
  const number = String(start.line + 1).padStart(5);
  return [`${number} | ${text}`, `${' '.repeat(number.length)} | ${color(mark)}`];
}

function named({ kind, name }: ReportedResource): string {
  return `${kind} "${name}"`;
}

function summary(report: Report, { verbose }: TextOptions): string {
  const { files, resources, templates, problems, unknown, errors, base, known } = report;
  const found = severities
    .filter((severity) => severity !== 'hint' || verbose)
    .map((severity) => {
      const own = severity === 'error' ? errors.length : 0;
      const number = own + problems.filter((problem) => problem.severity === severity).length;
      return number === 0 ? '' : severity === 'information' ? `${number} information` : counted(number, severity);
    })
    .filter((part) => part !== '');
  const skipped = templates === 0 ? '' : `, skipped ${counted(templates, 'template')}`;
  const against = base ? ` against ${printable(base.name)}` : '';
  const checked = `Checked ${counted(files, 'file')} with ${counted(resources, 'resource')}${against}${skipped}`;
  if (resources === 0 && problems.length + errors.length + unknown.length + (known?.hidden ?? 0) === 0) {
    return `${checked}: nothing was judged.`;
  }
  const left = unknown.length === 0 || verbose ? '' : ` (${unknown.length} unknown; --verbose says why)`;
  const isPartial = base !== undefined || (known?.hidden ?? 0) > 0;
  const what = found.length === 0 ? `no ${isPartial ? 'new ' : ''}problems` : found.join(', ');
  return [`${checked}: ${what}${left}.`, ...earlierWords(base), ...knownWords(known)].join(' ');
}

function earlierWords(base: Report['base']): readonly string[] {
  return base && base.earlier > 0
    ? [`${counted(base.earlier, 'problem')} that the commit had too: --all shows them.`]
    : [];
}

function knownWords(known: Report['known']): readonly string[] {
  if (!known) {
    return [];
  }
  const hidden = known.hidden === 0 ? [] : [`${counted(known.hidden, 'known problem')} hidden.`];
  const stale = known.gone.length + known.moved.length;
  return stale === 0 ? hidden : [...hidden, `${printablePath(known.file)} is out of date: podwire known updates it.`];
}

/** E.g. `1 file` and `2 files`. */
export function counted(number: number, noun: string, plural = `${noun}s`): string {
  return `${number} ${number === 1 ? noun : plural}`;
}

type Paint = (text: string) => string;
type Painter = Readonly<Record<Severity | 'place' | 'message' | 'note' | 'help' | 'unknown', Paint>>;

/** Styles for a terminal, or none. */
export function painter(color: boolean): Painter {
  const paint =
    (...format: Parameters<typeof styleText>[0][]): Paint =>
    (text) =>
      color
        ? format.reduce<string>((painted, each) => styleText(each, painted, { validateStream: false }), text)
        : text;
  return {
    error: paint('red', 'bold'),
    warning: paint('yellow', 'bold'),
    information: paint('blue', 'bold'),
    hint: paint('gray', 'bold'),
    unknown: paint('gray', 'bold'),
    place: paint('bold'),
    message: paint(),
    note: paint('gray'),
    help: paint('cyan'),
  };
}
