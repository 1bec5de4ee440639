import type { CancellationToken, TextDocumentContentChangeEvent } from 'vscode-languageserver/node';
import { type Analysis, fileOf } from '../core/analysis.ts';
import { hasPendingBundles, isFilePending } from '../core/progress.ts';
import { directoryOf } from '../core/text/path.ts';
import { entriesOf } from '../core/text/versionedMap.ts';
import { largestFile } from '../sources/workspaceFiles.ts';
import type { World, WorldEvent } from '../world.ts';
import type { ClientCapabilities } from './clientCapabilities.ts';
import {
  type DocumentRoot,
  type DocumentRoots,
  knowsOnlyOpenFiles,
  onlyOpenFiles,
  pathOnDisk,
  type RootedPath,
} from './documentRoots.ts';
import type { FileStatus } from './folderFiles.ts';
import { type OpenDocument, openDocument, withContentChanges } from './openDocuments.ts';
import type { Emit } from './serverEvents.ts';
import { timeOfSlice } from './timeSlices.ts';

/** The only part that changes the world: it adds the editor's texts, and what other parts have read. */
export interface Workspace {
  /** The editor whose documents these are. */
  readonly editor: ClientCapabilities;
  /** @param language the identifier of its language */
  open(uri: string, language: string, version: number, text: string): void;
  change(uri: string, version: number, changes: readonly TextDocumentContentChangeEvent[]): void;
  close(uri: string): void;
  /** The text of an open document; undefined if it is not open. */
  documentAt(uri: string): OpenDocument | undefined;
  /**
   * The offset at which a person is typing a value that is not finished: the last character is a separator. Undefined
   * after a pause.
   */
  unfinishedAt(uri: string): number | undefined;
  /** The open document of a file on disk, by its absolute path. */
  documentOf(file: string): OpenDocument | undefined;
  documents(): Iterable<OpenDocument>;
  /**
   * The root that judges a document, and its present analysis. Undefined for a document that is neither in a
   * folder nor open.
   */
  lookUp(uri: string): AnalysedFile | undefined;
  /** The URI of a file, as the editor spells it if it is open. */
  uriOf(root: DocumentRoot, path: string): string;
  /** Converts a URI from the spelling of `DocumentRoots.uriOf` to the editor's spelling. */
  spelling(uri: string): string;
  addFolder(uri: string): DocumentRoot;
  removeFolder(uri: string): void;
  /** Updates those open documents of a root whose status has changed. */
  overlayAgain(root: DocumentRoot): void;
  analyses(): readonly { readonly root: DocumentRoot; readonly analysis: Analysis }[];
  /** Paths of open documents in a root. */
  openFiles(root: DocumentRoot): readonly string[];
  /** Their URIs, in the spelling of `DocumentRoots.uriOf`. */
  openUris(root: DocumentRoot): readonly string[];
  /** Whether a document with a Kubernetes object of the root, or a file of a chart, is open. */
  hasOpenManifest(root: DocumentRoot): boolean;
  filesWithSyntaxErrors(): readonly string[];
  /** Applies an event. Work that does not fit into one slice is pending. */
  apply(event: WorldEvent): void;
  /** Adds the texts of documents to roots that the present events added, now that their settings are known. */
  applyTextsOfNewRoots(): void;
  /** Whether bundles that a change affects are pending, so that findings that depend on them would be wrong. */
  hasPendingBundles(): boolean;
  /**
   * Resolves when nothing that concerns a document is pending and can be done by now, or when the request is
   * cancelled.
   */
  untilNotPending(uri: string, token: CancellationToken): Promise<void>;
  dispose(): void;
}

export interface AnalysedFile {
  readonly analysis: Analysis;
  readonly path: string;
  readonly root: DocumentRoot;
}

export interface WorkspaceOptions {
  readonly world: World;
  readonly roots: DocumentRoots;
  readonly editor: ClientCapabilities;
  /** The status of an open document in its root by the present ignore rules. */
  standing(place: RootedPath, language: string): FileStatus;
  /** The clock of slices, in milliseconds. */
  now(): number;
  readonly emit: Emit;
}

/**
 * UTF-16 code units. A longer text is not read again for every keystroke, but when typing pauses or a request
 * needs it: reading takes longer than the time between two keystrokes.
 */
const longText = 512 * 1024;
/** Milliseconds. */
const typingRests = 50;
/** Milliseconds without an edit after which a value such as `web-` counts as finished. */
const valueRests = 1000;

export function createWorkspace(options: WorkspaceOptions): Workspace {
  const { world, roots, emit } = options;
  const documents = new Map<string, OpenDocument>();
  /**
   * The status of each open document in the world, by root: nested folders share its URI and have rules of
   * their own.
   */
  const standings = new Map<string, FileStatus>();
  /** The editor's spelling by the spelling of `DocumentRoots.uriOf`. */
  const spellings = new Map<string, string>();

  /** URIs of open documents of which the world has an earlier version. */
  const pendingTexts = new Set<string>();
  let rest: NodeJS.Timeout | undefined;

  let unfinished: { readonly uri: string; readonly offset: number } | undefined;
  let untilFinished: NodeJS.Timeout | undefined;
  const noteUnfinished = ({ uri, lines, editedTo = 0 }: OpenDocument): void => {
    clearTimeout(untilFinished);
    unfinished = /[-_.]/.test(lines.text.charAt(editedTo - 1)) ? { uri, offset: editedTo } : undefined;
    if (unfinished) {
      untilFinished = setTimeout(() => {
        unfinished = undefined;
        emit({ type: 'FilesConcerned', uris: roots.find(uri).slice(0, 1).map(closedUri) });
      }, valueRests);
    }
  };

  /**
   * Roots whose settings are being read in this turn. The texts of their documents are pending until then, so
   * that they are not judged twice.
   */
  const newRoots = new Set<DocumentRoot>();

  const applyPendingTexts = (): void => {
    clearTimeout(rest);
    newRoots.clear();
    for (const uri of pendingTexts) {
      pendingTexts.delete(uri);
      overlay(documents.get(uri)!);
    }
  };
  const spelling = (uri: string): string => spellings.get(uri) ?? uri;
  const closedUri = ({ root, path }: RootedPath): string => roots.uriOf(root, path);
  const standingKey = ({ root, path }: RootedPath): string => `${root.id} ${path}`;
  const apply = (event: WorldEvent): void => {
    const concerned = world.apply(event, timeOfSlice(options.now));
    emit({ type: 'FilesConcerned', uris: roots.urisOf(concerned) });
  };
  const overlay = (document: OpenDocument): void => {
    const places = roots.placesOf(document.uri);
    spellings.set(closedUri(places[0]), document.uri);
    for (const { root } of places) {
      ensureInWorld(root);
    }
    if (places.some(({ root }) => newRoots.has(root))) {
      pendingTexts.add(document.uri);
      return;
    }
    for (const place of places) {
      if (knowsOnlyOpenFiles(place.root)) {
        apply({
          type: 'FilesChanged',
          folder: place.root.id,
          files: new Map([[unseenBeside(place.path), onlyOpenFiles]]),
        });
      }
      const standing = options.standing(place, document.language);
      standings.set(standingKey(place), standing);
      // As on disk: a text has at most as many UTF-16 code units as bytes.
      if (document.lines.text.length > largestFile) {
        const unread = { because: `${place.path} is larger than 16 MB`, isOpaque: true } as const;
        apply({ type: 'TextChanged', folder: place.root.id, path: place.path, text: undefined });
        apply({ type: 'FilesChanged', folder: place.root.id, files: [[place.path, { unread }]] });
      } else if (standing === 'unread') {
        apply({ type: 'TextChanged', folder: place.root.id, path: place.path, text: undefined });
      } else {
        const text = {
          type: 'TextChanged',
          folder: place.root.id,
          path: place.path,
          text: document.lines.text,
        } as const;
        apply(standing === 'outside' ? { ...text, outside: true } : text);
      }
    }
    // The version in the diagnostics has changed even if nothing in the world has.
    emit({ type: 'FilesConcerned', uris: [closedUri(places[0])] });
  };
  const uncover = (uri: string): void => {
    for (const place of roots.find(uri)) {
      spellings.delete(closedUri(place));
      standings.delete(standingKey(place));
      apply({ type: 'TextChanged', folder: place.root.id, path: place.path, text: undefined });
      if (place.root.diskPath === undefined) {
        apply({ type: 'FilesChanged', folder: place.root.id, files: [[place.path, undefined]] });
      }
    }
  };
  const ensureInWorld = (root: DocumentRoot): void => {
    if (!world.analysis(root.id)) {
      world.apply({ type: 'FoldersChanged', added: [root.id], removed: [] });
      newRoots.add(root);
      emit({ type: 'RootAdded', root });
    }
  };
  const removeRoot = (root: DocumentRoot): void => {
    apply({ type: 'FoldersChanged', added: [], removed: [root.id] });
    roots.remove(root);
    emit({ type: 'RootRemoved', root });
  };
  /** A root that was created for a document outside every folder is removed with its last document. */
  const removeUnusedRoots = (): void => {
    const used = new Set([...documents.keys()].flatMap((uri) => roots.find(uri).map((place) => place.root)));
    for (const root of roots.all()) {
      if (!root.isWorkspaceFolder && !used.has(root)) {
        removeRoot(root);
      }
    }
  };
  /** Adds or removes folders, and then assigns the open documents to their roots. */
  const reassign = (change: () => void): void => {
    applyPendingTexts();
    for (const uri of documents.keys()) {
      uncover(uri);
    }
    change();
    for (const document of documents.values()) {
      overlay(document);
    }
    removeUnusedRoots();
  };

  const openPaths = (root: DocumentRoot): string[] =>
    [...documents.keys()].flatMap((uri) => {
      const place = roots.find(uri).find((each) => each.root === root);
      return place ? [place.path] : [];
    });
  const analyses = () => {
    applyPendingTexts();
    return roots.all().flatMap((root) => {
      const analysis = world.analysis(root.id);
      return analysis ? [{ root, analysis }] : [];
    });
  };

  const lookUp = (uri: string): AnalysedFile | undefined => {
    applyPendingTexts();
    const place = roots.find(uri)[0];
    const analysis = place && world.analysis(place.root.id);
    return analysis && { analysis, path: place.path, root: place.root };
  };
  const isPending = (uri: string): boolean => {
    const known = lookUp(uri);
    return known?.analysis.index.complete === true && isFilePending(known.analysis, known.path);
  };

  return {
    editor: options.editor,
    open: (uri, language, version, text) => {
      const document = openDocument(uri, language, version, text);
      documents.set(uri, document);
      overlay(document);
    },
    change: (uri, version, changes) => {
      const before = documents.get(uri);
      if (!before) {
        return;
      }
      const document = withContentChanges(before, version, changes, options.editor.positionEncoding);
      documents.set(uri, document);
      noteUnfinished(document);
      if (document.lines.text.length < longText) {
        overlay(document);
        return;
      }
      pendingTexts.add(uri);
      clearTimeout(rest);
      // A change that arrived meanwhile is handled before the immediate, and starts the timer again.
      rest = setTimeout(() => {
        const timer = rest;
        setImmediate(() => rest === timer && applyPendingTexts());
      }, typingRests);
    },
    close: (uri) => {
      pendingTexts.delete(uri);
      if (documents.delete(uri)) {
        uncover(uri);
        removeUnusedRoots();
      }
    },
    documentAt: (uri) => documents.get(uri),
    unfinishedAt: (uri) => (unfinished?.uri === uri ? unfinished.offset : undefined),
    documentOf: (file) => [...documents.values()].find((document) => pathOnDisk(document.uri) === file),
    documents: () => documents.values(),
    lookUp,
    uriOf: (root, path) => spelling(roots.uriOf(root, path)),
    spelling,
    addFolder: (uri) => {
      let root: DocumentRoot | undefined;
      reassign(() => {
        root = roots.addFolder(uri);
        ensureInWorld(root);
      });
      return root!;
    },
    removeFolder: (uri) =>
      reassign(() => {
        const root = roots.folderAt(uri);
        if (root) {
          removeRoot(root);
        }
      }),
    overlayAgain: (root) => {
      for (const document of documents.values()) {
        const place = roots.find(document.uri).find((each) => each.root === root);
        if (place && standings.get(standingKey(place)) !== options.standing(place, document.language)) {
          overlay(document);
        }
      }
    },
    analyses,
    openFiles: openPaths,
    openUris: (root) => openPaths(root).map((path) => roots.uriOf(root, path)),
    hasOpenManifest: (root) => {
      const analysis = world.analysis(root.id);
      const holdsResource = (path: string) => {
        const file = analysis && fileOf(analysis, path);
        return file?.inChart === true || file?.documents.some(({ facts }) => facts.resources.length > 0) === true;
      };
      return openPaths(root).some(holdsResource);
    },
    filesWithSyntaxErrors: () => {
      const uris: string[] = [];
      for (const { root, analysis } of analyses()) {
        for (const [path, file] of entriesOf(analysis.index.files)) {
          if (file.documents.some(({ facts }) => facts.errors.length > 0)) {
            uris.push(roots.uriOf(root, path));
          }
        }
      }
      return uris;
    },
    apply,
    applyTextsOfNewRoots: () => {
      if (newRoots.size > 0) {
        applyPendingTexts();
      }
    },
    hasPendingBundles: () => world.folders().some((id) => hasPendingBundles(world.analysis(id)!)),
    untilNotPending: async (uri, token) => {
      while (!token.isCancellationRequested && isPending(uri)) {
        await new Promise(setImmediate);
      }
    },
    dispose: () => {
      clearTimeout(rest);
      clearTimeout(untilFinished);
    },
  };
}

function unseenBeside(path: string): string {
  const directory = directoryOf(path);
  return directory === '' ? '*' : `${directory}/*`;
}
