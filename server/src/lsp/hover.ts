import type { Connection, Hover as HoverAnswer, HoverParams } from 'vscode-languageserver/node';
import type { Session } from '../cluster/session.ts';
import type { PlacedRow } from '../core/cursor/thingRows.ts';
import { hover } from '../core/features/hover.ts';
import type { PodEvidence } from '../core/live/notReadyReason.ts';
import type { LiveService } from '../core/live/objects.ts';
import { reportAsMarkdown } from '../core/probe/markdown.ts';
import { type Boundary, signalOf } from './boundary.ts';
import { cursorAt, placeConverter } from './cursor.ts';
import type { Workspace } from './workspace.ts';

// A later hover is useless. Without an answer, the hover shows only the endpoint slices.
const longestWait = 3_000;

/**
 * Answers `textDocument/hover`. Pods are read only for the Service under the cursor, and only if one is not
 * ready.
 */
export function answerHover(
  connection: Connection,
  boundary: Boundary,
  workspace: Workspace,
  session: () => Session | undefined,
): void {
  connection.onHover(
    boundary.request('textDocument/hover', async (params: HoverParams, token): Promise<HoverAnswer | null> => {
      const cursor = cursorAt(params, workspace);
      const found = cursor && hover(cursor.analysis, cursor.path, cursor.number, cursor.offset);
      if (!found) {
        return null;
      }
      const signal = AbortSignal.any([signalOf(token), AbortSignal.timeout(longestWait)]);
      const read = found.unexplained.map(async (service): Promise<[LiveService, PodEvidence] | undefined> => {
        const evidence = await session()?.podEvidence(service, signal);
        return evidence && [service, evidence];
      });
      const evidence = new Map((await Promise.all(read)).filter((each) => each !== undefined));
      const { locationOf, rangeOf } = placeConverter(cursor, workspace);
      const linkOf = ({ at }: PlacedRow): string | undefined => {
        const location = at && locationOf(at);
        return location && `${location.uri}#L${location.range.start.line + 1}`;
      };
      return {
        contents: { kind: 'markdown', value: reportAsMarkdown(found.report(evidence), linkOf) },
        range: rangeOf(cursor.document, found.range),
      };
    }),
  );
}
