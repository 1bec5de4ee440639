import { type Finding, type FormatOptions, findingsOf } from './findings.ts';
import type { Report } from './report.ts';
import { printable } from './terminal.ts';

/** One line for each finding, as compilers print it: `file:line:column: severity: message [code]`. */
export function* reportAsCompact(report: Report, options: FormatOptions): Iterable<string> {
  for (const finding of findingsOf(report, options)) {
    const { severity, message, code } = finding;
    yield `${placeOf(finding)}: ${severity}: ${printable(message)} [${code}]\n`;
  }
}

function placeOf({ file, range, isWholeFile }: Finding): string {
  // GitHub Actions runs a line that starts with `::` as a command, and so a file could be named.
  const name = printable(/^\s*::/.test(file) ? `./${file}` : file);
  return isWholeFile ? name : `${name}:${range.start.line + 1}:${range.start.character + 1}`;
}
