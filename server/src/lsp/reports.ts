import { firstFix } from '../core/features/fixes.ts';
import type { Checklist } from '../core/features/verifyService.ts';
import type { Origin } from '../core/model/origin.ts';
import type { Report as CoreReport, ReportRow as CoreReportRow } from '../core/model/report.ts';
import { documentNow } from '../core/problems.ts';
import { optional } from '../core/text/optional.ts';
import type { ClientCapabilities } from './clientCapabilities.ts';
import { createRangeConverter } from './positions.ts';
import type { Report, ReportCause, ReportRow, TargetLocation } from './protocol.ts';
import type { AnalysedFile, Workspace } from './workspace.ts';

/** The report with the places of its rows as the editor names them. */
export function reportForEditor(
  report: CoreReport,
  known: AnalysedFile,
  workspace: Workspace,
  editor: ClientCapabilities,
): Report {
  const rowOf = ({ at, rows, ...row }: CoreReportRow): ReportRow => ({
    ...row,
    ...optional('location', at && locationOf(known, at, workspace, editor)),
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
  editor: ClientCapabilities,
): ReportCause | undefined {
  const location = problem && locationOf(known, problem.at, workspace, editor);
  if (!location) {
    return undefined;
  }
  const fix = firstFix(known.analysis, problem);
  const what = problem.code === 'service-selects-nothing' ? 'selector' : 'problem';
  return { location, what, isFixable: fix !== undefined, ...optional('fix', fix?.title) };
}

export function locationOf(
  { analysis, root }: AnalysedFile,
  { document, range }: Origin,
  workspace: Workspace,
  editor: ClientCapabilities,
): TargetLocation | undefined {
  const place = documentNow(analysis, document);
  return (
    place && {
      uri: workspace.uriOf(root, document.file),
      range: createRangeConverter(editor.positionEncoding)(place, range),
    }
  );
}
