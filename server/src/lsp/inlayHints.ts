import type { InlayHint } from 'vscode-languageserver/node';
import { inlayHints } from '../core/features/inlayHints.ts';
import type { Configuration } from './configuration.ts';
import { placeConverter } from './cursor.ts';
import type { Workspace } from './workspace.ts';

/** The inlay hints of a document; none unless the user wants them. */
export function inlayHintsOf(
  uri: string,
  workspace: Workspace,
  configuration: Pick<Configuration, 'displayOf'>,
): InlayHint[] {
  const known = workspace.lookUp(uri);
  if (!known || !configuration.displayOf(known.root).inlayHints) {
    return [];
  }
  const { rangeOf } = placeConverter(known, workspace);
  return inlayHints(known.analysis, known.path).map(({ document, offset, text }) => ({
    position: rangeOf(document, { start: offset, end: offset }).start,
    label: text,
    paddingLeft: true,
  }));
}
