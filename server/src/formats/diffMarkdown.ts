import { type DiffReport, describeChange, describeDetails, diffCounts, type ReportedChange } from './diffReport.ts';
import { escapeMarkdown, markdownPlace } from './markdown.ts';
import { counted } from './text.ts';

/** A table for a comment on a pull request, with links to the lines if their address is known. */
export function* diffAsMarkdown(report: DiffReport, linkBase: string | undefined): Iterable<string> {
  const { changes, base, files } = report;
  const counts = diffCounts(report);
  const compared = `in ${counted(files, 'file')} compared with ${escapeMarkdown(base)}`;
  if (counts === undefined) {
    yield `**Podwire**: the wiring is the same ${compared}.\n`;
    return;
  }
  yield `**Podwire**: ${counts} ${compared}.\n\n| change | place | wiring |\n| --- | --- | --- |\n`;
  let length = 0;
  for (const [at, change] of changes.entries()) {
    const row = rowOf(change, linkBase);
    length += row.length;
    if (length > mostCharacters) {
      yield `\n${counted(changes.length - at, 'more change')} not listed: \`podwire diff\` prints all.\n`;
      return;
    }
    yield row;
  }
}

/** GitHub accepts 65,536 characters in a comment. The rest is for what the sender of the comment adds. */
const mostCharacters = 60_000;

function rowOf(change: ReportedChange, linkBase: string | undefined): string {
  const wiring = escapeMarkdown(describeChange(change));
  const details = escapeMarkdown(describeDetails(change).join('; '));
  const type = change.change === 'lost' ? '**lost**' : change.change;
  return `| ${type} | ${placeOf(change, linkBase)} | ${wiring}<br><sub>${details}</sub> |\n`;
}

/** The lines of a reference that has gone are not in the present files, so nothing links to them. */
function placeOf({ place, before, after }: ReportedChange, linkBase: string | undefined): string {
  return place
    ? markdownPlace(place.file, place.range.start.line + 1, linkBase)
    : markdownPlace((after ?? before)?.resource.file ?? '', undefined, undefined);
}
