import { firstFix } from '../core/features/fixes.ts';
import type { Checklist } from '../core/features/verifyService.ts';
import type { Report as CoreReport, ReportRow as CoreReportRow } from '../core/model/report.ts';
import { optional } from '../core/text/optional.ts';
import { placeConverter } from './cursor.ts';
import type { Report, ReportCause, ReportRow } from './protocol.ts';
import type { AnalysedFile, Workspace } from './workspace.ts';

/** The report with the places of its rows as the editor names them. */
export function reportForEditor(report: CoreReport, known: AnalysedFile, workspace: Workspace): Report {
  const { locationOf } = placeConverter(known, workspace);
  const rowOf = ({ at, rows, ...row }: CoreReportRow): ReportRow => ({
    ...row,
    ...optional('location', at && locationOf(at)),
    ...(rows ? { rows: rows.map(rowOf) } : {}),
  });
  const { title, verdict, rows } = report;
  return { title, ...optional('verdict', verdict), rows: rows.map(rowOf) };
}

/** The place of the problem that a checklist wants to be solved first. */
export function causeOfChecklist(
  { problem }: Checklist,
  known: AnalysedFile,
  workspace: Workspace,
): ReportCause | undefined {
  const location = problem && placeConverter(known, workspace).locationOf(problem.at);
  if (!location) {
    return undefined;
  }
  const fix = firstFix(known.analysis, problem);
  const what = problem.code === 'service-selects-nothing' ? 'selector' : 'problem';
  return { location, what, isFixable: fix !== undefined, ...optional('fix', fix?.title) };
}
