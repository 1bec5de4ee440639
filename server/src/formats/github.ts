import type { Severity } from '../core/model/problem.ts';
import { type Finding, type FormatOptions, findingsOf } from './findings.ts';
import type { Report } from './report.ts';
import { counted } from './text.ts';

/**
 * Workflow commands, which GitHub Actions shows as annotations of the changed files. Only as many as GitHub
 * shows; the last line counts the others.
 */
export function* reportAsGithub(report: Report, options: FormatOptions): Iterable<string> {
  const counts = { error: 0, warning: 0, notice: 0 };
  for (const finding of findingsOf(report, options)) {
    const command = commands[finding.severity];
    counts[command]++;
    if (counts[command] <= mostOfOneStep) {
      yield `::${command} ${properties(finding, options)}::${escapeMessage(messageOf(finding))}\n`;
    }
  }
  const others = (['error', 'warning', 'notice'] as const).flatMap((command) => {
    const count = counts[command] - mostOfOneStep;
    return count > 0 ? [counted(count, `more ${command}`)] : [];
  });
  if (others.length > 0) {
    yield `Not annotated: ${others.join(', ')}. GitHub shows at most ${mostOfOneStep} of each in one step.\n`;
  }
}

/** Source: actions/toolkit, docs/problem-matchers.md, Limitations. */
const mostOfOneStep = 10;

const commands: Readonly<Record<Severity, 'error' | 'warning' | 'notice'>> = {
  error: 'error',
  warning: 'warning',
  information: 'notice',
  hint: 'notice',
};

function properties({ file, range, code, isWholeFile }: Finding, { pathInRepository }: FormatOptions): string {
  const { start, end } = range;
  const list: [name: string, value: string | number][] = [['file', pathInRepository(file)]];
  if (!isWholeFile) {
    list.push(['line', start.line + 1], ['endLine', end.line + 1]);
    // The runner ignores columns if the lines differ. Its end is the last column, not the one after it.
    if (start.line === end.line) {
      list.push(['col', start.character + 1], ['endColumn', Math.max(end.character, start.character + 1)]);
    }
  }
  list.push(['title', code]);
  return list.map(([name, value]) => `${name}=${escapeProperty(String(value))}`).join(',');
}

function messageOf({ message, fixes: [fix] }: Finding): string {
  return fix ? `${message}\nFix: ${fix.title}` : message;
}

/** Source: actions/toolkit, packages/core/src/command.ts, escapeData. */
function escapeMessage(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** Source: as above, escapeProperty. */
function escapeProperty(text: string): string {
  return escapeMessage(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
