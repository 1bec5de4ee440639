import type { ChangeType } from '../core/model/wiringDiff.ts';
import { type DiffReport, describeChange, describeDetails, diffCounts, type ReportedChange } from './diffReport.ts';
import { printable, printablePath } from './terminal.ts';
import { counted, describePlace, painter } from './text.ts';

/** Two lines for each change: what the reference reached and reaches, and which reference it is. */
export function* diffAsText(report: DiffReport, { color }: { readonly color: boolean }): Iterable<string> {
  const paint = painter(color);
  for (const change of report.changes) {
    const type = paint[colors[change.change]](change.change);
    yield `${paint.place(placeOf(change))}: ${type}: ${printable(describeChange(change))}\n`;
    yield `  ${paint.note(printable(describeDetails(change).join('; ')))}\n`;
  }
  const counts = diffCounts(report) ?? 'the wiring is the same';
  yield `Compared ${counted(report.files, 'file')} with ${printable(report.base)}: ${counts}.\n`;
}

/** A reference that has gone has its former file. */
function placeOf({ place, before, after }: ReportedChange): string {
  return place ? describePlace(place) : printablePath((after ?? before)?.resource.file ?? '');
}

const colors = {
  lost: 'error',
  unknown: 'unknown',
  moved: 'warning',
  gained: 'help',
  removed: 'hint',
} as const satisfies Record<ChangeType, string>;
