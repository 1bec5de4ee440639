import type { Report } from './report.ts';

/** As `schemas/check.schema.json` describes it; two spaces, a line end at the end. */
export function reportAsJson(report: Report): string {
  return `${JSON.stringify(report, undefined, 2)}\n`;
}
