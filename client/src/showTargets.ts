import { commands, Location, Position, Range, Uri } from 'vscode';
import type * as protocol from '../../server/src/lsp/protocol.ts';

/** Goes to the only target, or shows several targets in a peek view below the clicked lens. */
export async function showTargets(...[uri, position, targets]: protocol.ShowTargetsArguments): Promise<void> {
  await commands.executeCommand(
    'editor.action.goToLocations',
    Uri.parse(uri, true),
    asPosition(position),
    targets.map((target) => new Location(Uri.parse(target.uri, true), asRange(target.range))),
    targets.length > 1 ? 'peek' : 'goto',
  );
}

function asPosition({ line, character }: protocol.PlaceParams['position']): Position {
  return new Position(line, character);
}

function asRange({ start, end }: protocol.TargetLocation['range']): Range {
  return new Range(asPosition(start), asPosition(end));
}
