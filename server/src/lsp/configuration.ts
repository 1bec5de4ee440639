import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Connection, type Diagnostic, DiagnosticSeverity } from 'vscode-languageserver/node';
import { rules } from '../core/rules/list.ts';
import { defaultSettings, type Settings } from '../core/settings.ts';
import { readSettings, type SettingsFile, settingsFileName } from '../core/settingsFile.ts';
import { type IgnorePatterns, placeInRepository } from '../sources/workspaceFiles.ts';
import { source } from './diagnostics.ts';
import type { Editor } from './editor.ts';
import type { Home } from './homes.ts';
import { linesOf, positionAt } from './positions.ts';
import { type FoundSettingsFile, findSettingsFile } from './settingsFiles.ts';

/** What the user decided, per home: the settings file wins over the editor's settings. */
export interface Configuration {
  /** Asks the editor for its settings of these homes; never fails, and waits no longer than `longestWait`. */
  pull(homes: readonly Home[]): Promise<void>;
  /** Settings that the editor sent by itself, for editors that cannot be asked. */
  push(settings: unknown, homes: readonly Home[]): void;
  /** The settings file of a home may say something else now. */
  settingsFileChanged(home: Home): void;
  /** What is wrong in the settings file with this URI; nothing for any other file. */
  diagnosticsOf(uri: string): readonly Diagnostic[];
  forget(home: Home): void;
}

export interface ConfigurationOptions {
  readonly connection: Connection;
  readonly editor: Editor;
  /** The text of a file that is open, by its path; undefined for one that is not. */
  openText(file: string): string | undefined;
  readFile(file: string): string | undefined;
  uriOf(home: Home, path: string): string;
  /** The settings of a home as they are now. */
  changed(home: Home, settings: Settings, ignore: IgnorePatterns | undefined): void;
  /** The diagnostics of settings files may have changed. */
  concerned(uris: readonly string[]): void;
  failed(what: string, error: unknown): void;
}

/** Milliseconds after which work begins with what is known; an answer that comes later is taken in then. */
const longestWait = 2000;

export function createConfiguration(options: ConfigurationOptions): Configuration {
  const { connection, editor } = options;
  const states = new Map<Home, HomeSettings>();
  const codes = rules.map((rule) => rule.code);

  const stateOf = (home: Home): HomeSettings => {
    let state = states.get(home);
    if (!state) {
      state = { ofEditor: {}, file: undefined, applied: '' };
      states.set(home, state);
    }
    return state;
  };
  const takeFromEditor = (home: Home, section: unknown): void => {
    const { settings, errors } = readEditorSettings(section, codes);
    for (const error of errors) {
      connection.console.warn(`In the editor's settings: ${error}`);
    }
    stateOf(home).ofEditor = settings;
    apply(home);
  };
  const readSettingsFile = (home: Home): void => {
    const state = stateOf(home);
    const before = state.file;
    const found =
      home.root === undefined
        ? undefined
        : findSettingsFile(home.root, (file) => options.openText(file) ?? options.readFile(file));
    if (found?.path !== before?.path || found?.text !== before?.text) {
      state.file = found && { ...found, uri: uriOf(home, found.path), content: readSettings(found.text, codes) };
      options.concerned([before?.uri, state.file?.uri].filter((uri) => uri !== undefined));
    }
  };
  /** In the folder itself as everything else there is spelled. */
  const uriOf = (home: Home, file: string): string =>
    path.dirname(file) === home.root ? options.uriOf(home, settingsFileName) : pathToFileURL(file).href;
  const apply = (home: Home): void => {
    readSettingsFile(home);
    const state = stateOf(home);
    const stated = state.file?.content.settings ?? {};
    const settings: Settings = {
      ...defaultSettings,
      ...state.ofEditor,
      ...stated,
      severity: { ...state.ofEditor.severity, ...stated.severity },
      probe: { ...state.ofEditor.probe, ...stated.probe },
      within: home.root === undefined ? '' : placeInRepository(home.root),
    };
    const folder = stated.ignore && state.file ? path.dirname(state.file.path) : home.root;
    const applied = JSON.stringify([settings, folder]);
    if (state.applied !== applied) {
      state.applied = applied;
      options.changed(home, settings, folder === undefined ? undefined : { folder, patterns: settings.ignore });
    }
  };
  return {
    pull: async (homes) => {
      for (const home of homes) {
        apply(home);
      }
      if (!editor.configuration || homes.length === 0) {
        return;
      }
      const asked = connection.workspace
        .getConfiguration(homes.map((home) => ({ section: 'podwire', scopeUri: home.uri })))
        .then((values: unknown[]) => {
          for (const [at, home] of homes.entries()) {
            if (states.has(home)) {
              takeFromEditor(home, values[at]);
            }
          }
        })
        .catch((error: unknown) => options.failed('Asking for the settings', error));
      await Promise.race([asked, pause(longestWait)]);
    },
    push: (settings, homes) => {
      const section = typeof settings === 'object' && settings !== null && 'podwire' in settings && settings.podwire;
      for (const home of homes) {
        takeFromEditor(home, section);
      }
    },
    settingsFileChanged: apply,
    diagnosticsOf: (uri) => {
      const file = [...states.values()].find((state) => state.file?.uri === uri)?.file;
      return file ? diagnosticsOfSettings(file, editor) : [];
    },
    forget: (home) => {
      const uri = states.get(home)?.file?.uri;
      states.delete(home);
      options.concerned(uri === undefined ? [] : [uri]);
    },
  };
}

/**
 * Reads the section `podwire` of an editor's settings, which states the same as the settings file; keys that are the
 * editor's own business are left alone.
 */
export function readEditorSettings(
  section: unknown,
  codes: readonly string[],
): { readonly settings: Partial<Settings>; readonly errors: readonly string[] } {
  if (typeof section !== 'object' || section === null) {
    return { settings: {}, errors: [] };
  }
  const known = Object.entries(section).filter(([key]) => Object.hasOwn(defaultSettings, key));
  // JSON is YAML: one reader says what is understood, wherever it stands.
  const { settings, errors } = readSettings(JSON.stringify(Object.fromEntries(known)), codes);
  return { settings, errors: errors.map((error) => error.message) };
}

interface HomeSettings {
  ofEditor: Partial<Settings>;
  file: (FoundSettingsFile & { readonly uri: string; readonly content: SettingsFile }) | undefined;
  /** What the world was told last. */
  applied: string;
}

function diagnosticsOfSettings(file: NonNullable<HomeSettings['file']>, editor: Editor): Diagnostic[] {
  const lines = linesOf(file.text);
  return file.content.errors.map(({ start, end, message }) => ({
    range: {
      start: positionAt(lines, start, editor.positionEncoding),
      end: positionAt(lines, end, editor.positionEncoding),
    },
    severity: DiagnosticSeverity.Warning,
    source,
    code: 'settings',
    message,
  }));
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds).unref();
  });
}
