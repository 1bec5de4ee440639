import type { Report, ReportRow } from '../../server/src/lsp/protocol.ts';

/**
 * The result of a checklist in one sentence. The rows at the top level are the checks, except notes. The rows below a
 * check are its details: one that failed is named although the check itself passed, e.g. a pod that is not ready beside
 * others that are.
 */
export function summaryOf({ rows }: Pick<Report, 'rows'>): string {
  const checks = rows.filter((row) => row.mark !== 'note');
  const failed = checks.filter((row) => row.mark === 'failed').length;
  const unknown = checks.filter((row) => row.mark === 'unknown').length;
  if (failed > 0) return `${failed} of ${checks.length} checks failed.`;
  if (unknown > 0) return `Nothing failed; ${unknown} of ${checks.length} checks could not be decided.`;
  const passed = checks.length === 1 ? 'The check passed' : `All ${checks.length} checks passed`;
  const [first, ...others] = checks.flatMap(failedBelow);
  if (first === undefined) return `${passed}.`;
  return others.length === 0
    ? `${passed}, except: ${first.text}.`
    : `${passed}, except for ${others.length + 1} details.`;
}

function failedBelow({ rows = [] }: ReportRow): readonly ReportRow[] {
  return rows.flatMap((row) => [...(row.mark === 'failed' ? [row] : []), ...failedBelow(row)]);
}
