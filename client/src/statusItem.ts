import os from 'node:os';
import { type Disposable, env, type LanguageStatusItem, LanguageStatusSeverity, languages, window } from 'vscode';
import type { ServerState } from './server.ts';
import { machineName, statusText, unknownText } from './statusText.ts';

export interface StatusItem extends Disposable {
  show(state: ServerState): void;
  /** Lists why something is not judged. */
  explainUnknown(): Promise<void>;
}

/**
 * The language status of YAML and JSON editors: a person opens it at the braces of the status bar, and may pin
 * it there. A second item lists what is not judged; it is hidden when the list is empty.
 */
export function createStatusItem(): StatusItem {
  const machine = machineName(env.remoteName, os.hostname());
  let main: LanguageStatusItem | undefined;
  let unknown: LanguageStatusItem | undefined;
  let reasons: readonly string[] = [];

  function show(state: ServerState): void {
    const { text, detail, severity, busy, action } = statusText(state, machine);
    main ??= createItem('podwire.status', 'Podwire');
    main.text = text;
    main.detail = detail ?? '';
    main.busy = busy;
    main.severity = severity === 'error' ? LanguageStatusSeverity.Error : LanguageStatusSeverity.Information;
    main.command =
      action === 'restart'
        ? { title: 'Restart', command: 'podwire.restartServer' }
        : { title: 'Show Output', command: 'podwire.showOutput' };
    showUnknown(state);
  }

  function showUnknown(state: ServerState): void {
    const found = unknownText(state);
    reasons = found?.reasons ?? [];
    if (!found) {
      unknown?.dispose();
      unknown = undefined;
      return;
    }
    unknown ??= createItem('podwire.unknown', 'Podwire: not everything is judged');
    unknown.text = found.text;
    unknown.command = { title: 'Show Why', command: 'podwire.explainUnknown' };
  }

  return {
    show,
    explainUnknown: async () => {
      await window.showQuickPick(reasons, { title: 'Podwire does not judge everything', placeHolder: 'Because …' });
    },
    dispose: () => {
      main?.dispose();
      unknown?.dispose();
    },
  };
}

function createItem(id: string, name: string): LanguageStatusItem {
  const item = languages.createLanguageStatusItem(id, [{ language: 'yaml' }, { language: 'json' }]);
  item.name = name;
  return item;
}
