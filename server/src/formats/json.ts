import type { Report } from './report.ts';

/** The format is in `schemas/check.schema.json`. Two spaces of indentation, and a line end at the end. */
export function reportAsJson(report: Report): string {
  return `${JSON.stringify(report, undefined, 2)}\n`;
}
