import type { CodeLens, Command, Location } from 'vscode-languageserver/node';
import { codeLenses, type Lens } from '../core/features/codeLens.ts';
import { probedNodePort } from '../core/probe/serviceInFiles.ts';
import type { ClientCapabilities } from './clientCapabilities.ts';
import type { Configuration } from './configuration.ts';
import { placeConverter } from './cursor.ts';
import type { PositionRange } from './positions.ts';
import { type ShowTargetsArguments, showTargetsCommand } from './protocol.ts';
import type { Workspace } from './workspace.ts';

/**
 * The lenses of a document, already resolved: VS Code would wait a quarter of a second before it resolves each
 * one.
 */
export function codeLensesOf(
  uri: string,
  workspace: Workspace,
  configuration: Pick<Configuration, 'displayOf'>,
): CodeLens[] {
  const known = workspace.lookUp(uri);
  if (!known) {
    return [];
  }
  const { analysis, path, root } = known;
  const { placeIn, rangeOf, locationOf } = placeConverter(known, workspace);
  return codeLenses(analysis, path, configuration.displayOf(root).lenses).flatMap((lens) => {
    const place = placeIn(lens.document);
    if (!place) {
      return [];
    }
    const { start } = rangeOf(place, { start: lens.start, end: lens.start });
    const range: PositionRange = { start, end: start };
    const targets = lens.targets.flatMap((target) => locationOf(target) ?? []);
    const own: CodeLens = { range, command: commandOf(lens, uri, start, targets, workspace.editor) };
    const nodePort = lens.resource && probedNodePort(lens.resource);
    return nodePort !== undefined && workspace.editor.commands.has(probeCommand)
      ? [
          own,
          { range, command: { title: `Probe NodePort ${nodePort}`, command: probeCommand, arguments: [uri, start] } },
        ]
      : [own];
  });
}

/** A lens whose command the editor does not have is plain text. A lens that does nothing when clicked is worse. */
function commandOf(
  lens: Lens,
  uri: string,
  position: PositionRange['start'],
  targets: readonly Location[],
  editor: ClientCapabilities,
): Command {
  // Only an editor with Podwire's commands is known to draw icons. Another one would show their names.
  const title = editor.commands.size > 0 ? `${icons[lens.mark]}${lens.text}` : lens.text;
  if (!lens.resource && lens.mark !== 'note' && editor.commands.has(showRenderedCommand)) {
    return { title, command: showRenderedCommand, arguments: [uri] };
  }
  if (targets.length > 0 && editor.commands.has(showTargetsCommand)) {
    return { title, command: showTargetsCommand, arguments: [uri, position, targets] satisfies ShowTargetsArguments };
  }
  if (lens.resource?.service && editor.commands.has(verifyServiceCommand)) {
    return { title, command: verifyServiceCommand, arguments: [uri, position] };
  }
  return { title, command: '' };
}

/** The command of the client that shows the checklist of a Service; arguments: URI and position of the lens. */
const verifyServiceCommand = 'podwire.verifyService';

/** The command of the client that shows what a kustomization deploys; argument: its URI. */
const showRenderedCommand = 'podwire.showRendered';

/** The command of the client that probes the node port of a Service; arguments: URI and position of the lens. */
const probeCommand = 'podwire.probeNodePort';

const icons: Readonly<Record<Lens['mark'], string>> = {
  ok: '',
  failed: '$(error) ',
  unknown: '$(question) ',
  note: '',
};
