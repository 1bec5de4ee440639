import { severities } from '../core/model/problem.ts';
import { type Finding, type FormatOptions, findingsOf } from './findings.ts';
import type { Report } from './report.ts';
import { printable } from './terminal.ts';
import { counted } from './text.ts';
import { uriPath } from './uri.ts';

/** A table for an issue, a pull request or a job summary, with links to the lines if their address is known. */
export function* reportAsMarkdown(report: Report, options: FormatOptions): Iterable<string> {
  const findings = findingsOf(report, options);
  const files = counted(report.files, 'file');
  if (findings.length === 0) {
    yield `**Podwire**: no ${report.base || report.known ? 'new ' : ''}problems in ${files}.\n`;
    return;
  }
  yield `**Podwire**: ${summary(findings)} in ${files}.\n\n| severity | place | problem |\n| --- | --- | --- |\n`;
  for (const finding of findings) {
    const { severity, message, code, fixes } = finding;
    const fix = fixes[0] ? `<br>Fix: ${escapeMarkdown(fixes[0].title)}` : '';
    yield `| ${severity} | ${placeOf(finding, options)} | ${escapeMarkdown(message)} (\`${code}\`)${fix} |\n`;
  }
}

function summary(findings: readonly Finding[]): string {
  return severities
    .flatMap((severity) => {
      const count = findings.filter((finding) => finding.severity === severity).length;
      const plural = count === 1 || severity === 'information' ? '' : 's';
      return count === 0 ? [] : [`${count} ${severity}${plural}`];
    })
    .join(', ');
}

function placeOf({ file, range, isWholeFile }: Finding, { linkBase }: FormatOptions): string {
  return markdownPlace(file, isWholeFile ? undefined : range.start.line + 1, linkBase);
}

/** @param line from 1; undefined for the file as a whole */
export function markdownPlace(file: string, line: number | undefined, linkBase: string | undefined): string {
  const shown = `<code>${escapeMarkdown(file)}${line === undefined ? '' : `:${line}`}</code>`;
  // A file outside of the current folder has no known address.
  if (linkBase === undefined || file.startsWith('../')) {
    return shown;
  }
  return `[${shown}](${linkBase}/${uriPath(file)}${line === undefined ? '' : `#L${line}`})`;
}

/**
 * Text that is shown as it is within a cell of a table. A bar becomes a character reference, because the cells of a
 * line are found before its escapes are read. An empty comment after `@` keeps GitHub and GitLab from notifying a
 * person of that name.
 */
export function escapeMarkdown(text: string): string {
  return printable(text.toWellFormed())
    .replace(/[\\`*_[\]~$#!&<>]/g, '\\$&')
    .replaceAll('|', '&#124;')
    .replaceAll('@', '@<!-- -->');
}
