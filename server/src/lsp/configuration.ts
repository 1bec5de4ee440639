import type { Connection } from 'vscode-languageserver/node';
import { defaultSettings, type Settings } from '../core/settings.ts';
import type { IgnorePatterns } from '../sources/workspaceFiles.ts';
import type { Editor } from './editor.ts';
import { type EditorSettings, readEditorSettings } from './editorSettings.ts';
import type { Home } from './homes.ts';

/** What the user decided, per home: the settings file wins over the editor's settings. */
export interface Configuration {
  /** Asks the editor for its settings of these homes; never fails, and waits no longer than `longestWait`. */
  pull(homes: readonly Home[]): Promise<void>;
  /** Settings that the editor sent by itself, for editors that cannot be asked. */
  push(settings: unknown, homes: readonly Home[]): void;
  /** The settings file of a home may have changed on disk. */
  settingsFileChanged(home: Home): void;
  forget(home: Home): void;
}

export interface ConfigurationOptions {
  readonly connection: Connection;
  readonly editor: Editor;
  /** The settings of a home as they are now. */
  changed(home: Home, settings: Settings, ignore: IgnorePatterns | undefined): void;
  failed(what: string, error: unknown): void;
}

/** Milliseconds after which work begins with what is known; an answer that comes later is taken in then. */
const longestWait = 2000;

export function createConfiguration(options: ConfigurationOptions): Configuration {
  const { connection, editor } = options;
  const ofEditor = new Map<Home, EditorSettings>();
  const applied = new Map<Home, string>();

  const take = (home: Home, value: unknown): void => {
    const { settings, errors } = readEditorSettings(value);
    for (const error of errors) {
      connection.console.warn(`The editor's setting podwire.${error}`);
    }
    ofEditor.set(home, settings);
    apply(home);
  };
  const apply = (home: Home): void => {
    const settings: Settings = { ...defaultSettings, ...ofEditor.get(home) };
    const content = JSON.stringify(settings);
    if (applied.get(home) !== content) {
      applied.set(home, content);
      const folder = home.root;
      options.changed(home, settings, folder === undefined ? undefined : { folder, patterns: settings.ignore });
    }
  };
  return {
    pull: async (homes) => {
      if (!editor.configuration || homes.length === 0) {
        return;
      }
      const asked = connection.workspace
        .getConfiguration(homes.map((home) => ({ section: 'podwire', scopeUri: home.uri })))
        .then((values: unknown[]) => {
          for (const [at, home] of homes.entries()) {
            take(home, values[at]);
          }
        })
        .catch((error: unknown) => options.failed('Asking for the settings', error));
      await Promise.race([asked, pause(longestWait)]);
    },
    push: (value, homes) => {
      const section = typeof value === 'object' && value !== null && 'podwire' in value ? value.podwire : undefined;
      for (const home of homes) {
        take(home, section);
      }
    },
    settingsFileChanged: (home) => apply(home),
    forget: (home) => {
      ofEditor.delete(home);
      applied.delete(home);
    },
  };
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds).unref();
  });
}
