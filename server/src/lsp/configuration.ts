import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { type Connection, type Diagnostic, DiagnosticSeverity } from 'vscode-languageserver/node';
import { type LensSource, lensSources } from '../core/features/codeLens.ts';
import { rules } from '../core/rules/list.ts';
import { defaultSettings, type Settings } from '../core/settings.ts';
import { readSettings, type SettingsFile, settingsFileName } from '../core/settingsFile.ts';
import { getOrInsertComputed } from '../core/text/maps.ts';
import { overridesFrom } from '../sources/settingsFolders.ts';
import { placeInRepository } from '../sources/workspaceFiles.ts';
import type { ClientCapabilities } from './clientCapabilities.ts';
import { source } from './diagnostics.ts';
import type { DocumentRoot } from './documentRoots.ts';
import { linesOf, rangeAt } from './positions.ts';
import type { Emit } from './serverEvents.ts';
import { type FoundSettingsFile, findSettingsFile } from './settingsFiles.ts';

/** The settings of each root. The settings file wins over the editor's settings. */
export interface Configuration {
  /**
   * Requests the settings of a root that was added. `SettingsAnswered` follows, after `longestWait` at the
   * latest.
   */
  enter(root: DocumentRoot): void;
  /** Whether a request for the settings of an added root is under way. */
  isEntering(): boolean;
  /** Requests the editor's settings of these roots. Never fails, and waits no longer than `longestWait`. */
  pull(roots: readonly DocumentRoot[]): Promise<void>;
  /** Handles settings that the editor sent without a request. They count only if the editor cannot be asked. */
  push(settings: unknown, roots: readonly DocumentRoot[]): void;
  /** The content of a root's settings file may have changed. */
  settingsFileChanged(root: DocumentRoot): void;
  /** What the editor wants to show in the files of a root. */
  displayOf(root: DocumentRoot): Display;
  /** The problems of the settings file with this URI; empty for any other file. */
  diagnosticsOf(uri: string): readonly Diagnostic[];
  forget(root: DocumentRoot): void;
}

/** Settings that concern only what an editor shows. */
export interface Display {
  readonly lenses: LensSource;
  readonly inlayHints: boolean;
}

const defaultDisplay: Display = { lenses: 'all', inlayHints: false };

export interface ConfigurationOptions {
  readonly connection: Connection;
  readonly editor: ClientCapabilities;
  /** The text of an open file, by its path; undefined if it is not open. */
  openText(file: string): string | undefined;
  readFile(file: string): string | undefined;
  uriOf(root: DocumentRoot, path: string): string;
  readonly emit: Emit;
  failed(what: string, error: unknown): void;
}

/**
 * Milliseconds after which work begins with the settings known so far. A later answer is applied when it
 * arrives.
 */
const longestWait = 2000;

export function createConfiguration(options: ConfigurationOptions): Configuration {
  const { connection, editor, emit } = options;
  const states = new Map<DocumentRoot, RootSettings>();
  const entering = new Set<DocumentRoot>();
  const codes = rules.map((rule) => rule.code);

  const newState = (): RootSettings => ({ ofEditor: {}, display: defaultDisplay, file: undefined, applied: '' });
  const stateOf = (root: DocumentRoot): RootSettings => getOrInsertComputed(states, root, newState);
  const takeFromEditor = (root: DocumentRoot, section: unknown): void => {
    const { settings, display, errors } = readEditorSettings(section, codes);
    for (const error of errors) {
      connection.console.warn(`In the editor's settings: ${error}`);
    }
    const state = stateOf(root);
    state.ofEditor = settings;
    apply(root);
    if (!isDeepStrictEqual(state.display, display)) {
      state.display = display;
      emit({ type: 'DisplayChosen', root });
    }
  };
  const readSettingsFile = (root: DocumentRoot): void => {
    const state = stateOf(root);
    const before = state.file;
    const found =
      root.diskPath === undefined
        ? undefined
        : findSettingsFile(root.diskPath, (file) => options.openText(file) ?? options.readFile(file));
    if (found?.path !== before?.path || found?.text !== before?.text) {
      state.file = found && { ...found, uri: uriOf(root, found.path), content: readSettings(found.text, codes) };
      emit({ type: 'FilesConcerned', uris: [before?.uri, state.file?.uri].filter((uri) => uri !== undefined) });
    }
  };
  /** In the folder itself, spelled like the other files of the folder. */
  const uriOf = (root: DocumentRoot, file: string): string =>
    path.dirname(file) === root.diskPath ? options.uriOf(root, settingsFileName) : pathToFileURL(file).href;
  const apply = (root: DocumentRoot): void => {
    readSettingsFile(root);
    const state = stateOf(root);
    const stated = state.file?.content.settings ?? {};
    const settings: Settings = {
      ...defaultSettings,
      ...state.ofEditor,
      ...stated,
      severity: { ...state.ofEditor.severity, ...stated.severity },
      helm: { ...state.ofEditor.helm, ...stated.helm },
      probe: { ...state.ofEditor.probe, ...stated.probe },
      overrides: overridesOf(root, state),
      within: root.diskPath === undefined ? '' : placeInRepository(root.diskPath),
    };
    const folder = stated.ignore && state.file ? path.dirname(state.file.path) : root.diskPath;
    const applied = JSON.stringify([settings, folder]);
    if (state.applied !== applied) {
      state.applied = applied;
      const ignore = folder === undefined ? undefined : { folder, patterns: settings.ignore };
      emit({ type: 'SettingsRead', root, settings, ignore });
    }
  };
  const pull = async (roots: readonly DocumentRoot[]): Promise<void> => {
    for (const root of roots) {
      apply(root);
    }
    if (!editor.configuration || roots.length === 0) {
      return;
    }
    const asked = connection.workspace
      .getConfiguration(roots.map((root) => ({ section: 'podwire', scopeUri: root.uri })))
      .then((values: unknown[]) => {
        for (const [at, root] of roots.entries()) {
          if (states.has(root)) {
            takeFromEditor(root, values[at]);
          }
        }
      })
      .catch((error: unknown) => options.failed('Asking for the settings', error));
    await Promise.race([asked, pause(longestWait)]);
  };
  return {
    enter: (root) => {
      entering.add(root);
      pull([root])
        .catch((error: unknown) => options.failed('Reading the settings', error))
        .finally(() => {
          entering.delete(root);
          emit({ type: 'SettingsAnswered', root });
        });
    },
    isEntering: () => entering.size > 0,
    pull,
    push: (settings, roots) => {
      const section = typeof settings === 'object' && settings !== null && 'podwire' in settings && settings.podwire;
      for (const root of roots) {
        takeFromEditor(root, section);
      }
    },
    settingsFileChanged: apply,
    displayOf: (root) => states.get(root)?.display ?? defaultDisplay,
    diagnosticsOf: (uri) => {
      const file = [...states.values()].find((state) => state.file?.uri === uri)?.file;
      return file ? diagnosticsOfSettings(file, editor) : [];
    },
    forget: (root) => {
      const uri = states.get(root)?.file?.uri;
      states.delete(root);
      entering.delete(root);
      emit({ type: 'FilesConcerned', uris: uri === undefined ? [] : [uri] });
    },
  };
}

/**
 * Reads the section `podwire` of an editor's settings. It has the same content as the settings file, and the keys of
 * `Display`. The other keys that concern only the editor are skipped.
 */
export function readEditorSettings(
  section: unknown,
  codes: readonly string[],
): { readonly settings: Partial<Settings>; readonly display: Display; readonly errors: readonly string[] } {
  if (typeof section !== 'object' || section === null) {
    return { settings: {}, display: defaultDisplay, errors: [] };
  }
  const { lenses: wanted = 'all', inlayHints = false } = section as { readonly [key in keyof Display]?: unknown };
  const lenses = lensSources.find((each) => each === wanted);
  const known = Object.entries(section).filter(([key]) => Object.hasOwn(defaultSettings, key));
  // JSON is YAML, so one reader accepts both.
  const { settings, errors } = readSettings(JSON.stringify(Object.fromEntries(known)), codes);
  return {
    settings,
    display: { lenses: lenses ?? 'all', inlayHints: inlayHints === true },
    errors: [
      ...errors.map((error) => error.message),
      ...(lenses === undefined ? [`lenses must be one of ${lensSources.join(', ')}.`] : []),
      ...(typeof inlayHints === 'boolean' ? [] : ['inlayHints must be true or false.']),
    ],
  };
}

/** The file wins, but it is merged with the editor's settings rule by rule, so the overrides of both count. */
function overridesOf({ diskPath }: DocumentRoot, { ofEditor, file }: RootSettings): Settings['overrides'] {
  const stated = file?.content.settings.overrides ?? [];
  return [
    ...(ofEditor.overrides ?? []),
    ...(file && diskPath !== undefined ? overridesFrom(path.dirname(file.path), stated, diskPath) : stated),
  ];
}

interface RootSettings {
  ofEditor: Partial<Settings>;
  display: Display;
  file: (FoundSettingsFile & { readonly uri: string; readonly content: SettingsFile }) | undefined;
  /** The settings of the last `SettingsRead`, as a string. */
  applied: string;
}

function diagnosticsOfSettings(file: NonNullable<RootSettings['file']>, editor: ClientCapabilities): Diagnostic[] {
  const lines = linesOf(file.text);
  return file.content.errors.map((error) => ({
    range: rangeAt(lines, error, editor.positionEncoding),
    severity: DiagnosticSeverity.Warning,
    source,
    code: 'settings',
    message: error.message,
  }));
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds).unref();
  });
}
