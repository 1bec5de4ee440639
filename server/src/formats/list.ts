import { reportAsCheckstyle } from './checkstyle.ts';
import { reportAsCompact } from './compact.ts';
import type { FormatOptions } from './findings.ts';
import { reportAsGithub } from './github.ts';
import { reportAsGitlab } from './gitlab.ts';
import { reportAsJunit } from './junit.ts';
import { reportAsMarkdown } from './markdown.ts';
import type { FindingFormat } from './names.ts';
import type { Report } from './report.ts';
import { reportAsSarif } from './sarif.ts';

/** Writes a report in parts, whose concatenation is the output. */
export type WriteReport = (report: Report, options: FormatOptions) => Iterable<string>;

/** The formats for other tools. */
export const findingFormats: Readonly<Record<FindingFormat, WriteReport>> = {
  sarif: reportAsSarif,
  github: reportAsGithub,
  gitlab: reportAsGitlab,
  junit: reportAsJunit,
  checkstyle: reportAsCheckstyle,
  compact: reportAsCompact,
  markdown: reportAsMarkdown,
};
