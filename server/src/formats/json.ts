import type { DiffReport } from './diffReport.ts';
import type { Report } from './report.ts';

/** The formats are in `schemas/`. Two spaces of indentation, and a line end at the end. */
export function reportAsJson(report: Report | DiffReport): string {
  return `${JSON.stringify(report, undefined, 2)}\n`;
}
