import { type CodeDescription, type Diagnostic, DiagnosticSeverity } from 'vscode-languageserver/node';
import type { Analysis } from '../core/analysis.ts';
import { syntaxErrors } from '../core/features/syntaxErrors.ts';
import type { DocumentFacts } from '../core/model/document.ts';
import type { Problem, Severity } from '../core/model/problem.ts';
import { documentsNow, problemsOf } from '../core/problems.ts';
import type { Range as OffsetRange } from '../core/text/range.ts';
import type { ClientCapabilities } from './clientCapabilities.ts';
import { createRangeConverter, type PositionRange } from './positions.ts';

/** The input of the conversion into diagnostics, besides the analysis. */
export interface DiagnosticsContext {
  readonly editor: ClientCapabilities;
  readonly reportSyntaxErrors: boolean;
  /** The offset in the file at which a person is typing a value that is not finished. */
  readonly unfinishedAt: number | undefined;
  /** Called if there is a lost edge: whether it may be reported now. */
  reportsLostEdges(): boolean;
  uriOf(path: string): string;
  rulePage(code: string): string | undefined;
}

/** All diagnostics of a file, in the order of its text. */
export function diagnosticsOf(analysis: Analysis, path: string, context: DiagnosticsContext): Diagnostic[] {
  const rangeOf = createRangeConverter(context.editor.positionEncoding);
  const placeIn = documentsNow(analysis);
  const placed = (document: DocumentFacts, range: OffsetRange): PositionRange | undefined => {
    const place = placeIn(document);
    return place && rangeOf(place, range);
  };
  const diagnostics: Diagnostic[] = [];
  if (context.reportSyntaxErrors) {
    for (const { document, error } of syntaxErrors(analysis, path)) {
      diagnostics.push({
        range: rangeOf(document, error),
        severity: DiagnosticSeverity.Error,
        source,
        code: 'syntax-error',
        message: error.message,
      });
    }
  }
  for (const problem of problemsOf(analysis, path)) {
    const range = placed(problem.at.document, problem.at.range);
    const isBeingTyped =
      problem.unfinished && (placeIn(problem.at.document)?.start ?? 0) + problem.at.range.end === context.unfinishedAt;
    if (range && !isBeingTyped && (!problem.lost || context.reportsLostEdges())) {
      diagnostics.push(diagnosticOf(problem, range, placed, context));
    }
  }
  return diagnostics.length > mostDiagnostics ? shortened(diagnostics) : diagnostics;
}

/** The most diagnostics of one file. VS Code shows no more either. */
const mostDiagnostics = 1000;

export const source = 'podwire';

function shortened(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const more = diagnostics.length - mostDiagnostics;
  const { range } = diagnostics[mostDiagnostics]!;
  const message = `${more} more problems of this file are not shown.`;
  return [
    ...diagnostics.slice(0, mostDiagnostics),
    { range, severity: DiagnosticSeverity.Information, source, message },
  ];
}

function diagnosticOf(
  problem: Problem,
  range: PositionRange,
  placed: (document: DocumentFacts, range: OffsetRange) => PositionRange | undefined,
  context: DiagnosticsContext,
): Diagnostic {
  const related = problem.related.flatMap(({ message, at }) => {
    const place = placed(at.document, at.range);
    return place ? [{ message, location: { uri: context.uriOf(at.document.file), range: place } }] : [];
  });
  const href = context.editor.codeDescription ? context.rulePage(problem.code) : undefined;
  return {
    range,
    severity: severities[problem.severity],
    source,
    code: problem.code,
    ...(href === undefined ? {} : { codeDescription: { href } satisfies CodeDescription }),
    message: problem.message,
    ...(related.length > 0 && context.editor.relatedInformation ? { relatedInformation: related } : {}),
  };
}

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};
