import type { CancellationToken, TextDocumentContentChangeEvent } from 'vscode-languageserver/node';
import { type Analysis, fileOf } from '../core/analysis.ts';
import { entriesOf } from '../core/index/versionedMap.ts';
import { hasStaleBundles, isSettled } from '../core/settled.ts';
import { directoryOf } from '../core/text/path.ts';
import { largestFile } from '../sources/workspaceFiles.ts';
import type { Concerned, World, WorldEvent } from '../world.ts';
import type { Standing } from './folderFiles.ts';
import { type Home, type Homes, knowsOnlyOpenFiles, onlyOpenFiles, type Place, pathOnDisk } from './homes.ts';
import { type OpenDocument, openDocument, withContentChanges } from './openDocuments.ts';
import type { PositionEncoding } from './positions.ts';
import { sliceLength, timeOfSlice } from './slices.ts';

/** Texts of the editor and files of the disk, as the world knows them. */
export interface Workspace {
  open(uri: string, version: number, text: string): void;
  change(uri: string, version: number, changes: readonly TextDocumentContentChangeEvent[]): void;
  close(uri: string): void;
  /** The text of an open document; undefined for one that is not open. */
  documentAt(uri: string): OpenDocument | undefined;
  /** The open document of a file on disk, by its absolute path. */
  documentOf(file: string): OpenDocument | undefined;
  documents(): Iterable<OpenDocument>;
  /** Where a document is judged, and what is known there now; undefined for what no folder and no open document knows. */
  lookUp(uri: string): Known | undefined;
  /** The URI of a file: as the editor spells it where it is open. */
  uriOf(home: Home, path: string): string;
  /** The URI as the editor spells it, of one in the spelling of `Homes.uriOf`. */
  spelling(uri: string): string;
  addFolder(uri: string): Home;
  removeFolder(uri: string): void;
  /** Tells the world of those open documents of a home again that are something else to it than before. */
  overlayAgain(home: Home): void;
  analyses(): readonly { readonly home: Home; readonly analysis: Analysis }[];
  /** Paths of open documents in a home. */
  openFiles(home: Home): readonly string[];
  /** Whether a Kubernetes object of the home is in front of somebody. */
  hasOpenManifest(home: Home): boolean;
  filesWithSyntaxErrors(): readonly string[];
  /** Takes an event in; what there is no time for in one slice waits. */
  apply(event: WorldEvent): void;
  /** Whether anything waits that can be done by now. */
  isBehind(): boolean;
  /** Goes on for about a slice with what waits. */
  advance(): void;
  /** Resolves when all of what concerns a document is known, as far as that can be known by now; or nobody waits any more. */
  settled(uri: string, token: CancellationToken): Promise<void>;
  dispose(): void;
}

export interface Known {
  readonly analysis: Analysis;
  readonly path: string;
  readonly home: Home;
}

export interface WorkspaceOptions {
  readonly world: World;
  readonly homes: Homes;
  readonly encoding: PositionEncoding;
  standing(place: Place): Standing;
  /** A home was made or is needed no more. */
  homeAdded(home: Home): void;
  documentOpened(place: Place): void;
  homeRemoved(home: Home): void;
  /** URIs, in the spelling of `Homes.uriOf`, of files whose problems may differ from before. */
  concerned(uris: readonly string[]): void;
  /** The clock of slices, in milliseconds. */
  now(): number;
  /** Something may wait now. */
  behind(): void;
  /** Whether bundles that a change reached are still to be rendered, so that what looks at them would be told wrongly. */
  unsettled(isUnsettled: boolean): void;
}

/**
 * UTF-16 code units above which a text is not read again for every keystroke, but when typing rests or somebody asks:
 * reading as much takes longer than the next key does to come.
 */
const longText = 512 * 1024;
/** Milliseconds. */
const typingRests = 50;

export function createWorkspace(options: WorkspaceOptions): Workspace {
  const { world, homes } = options;
  const documents = new Map<string, OpenDocument>();
  /** What each open document was to each of its homes when the world was told; nested folders have one URI for it and rules of their own. */
  const standings = new Map<string, Standing>();
  /** Spelling of the editor by spelling of `Homes.uriOf`. */
  const spellings = new Map<string, string>();

  /** Open documents of which the world knows an earlier version. */
  const behind = new Set<string>();
  let rest: NodeJS.Timeout | undefined;

  const catchUp = (): void => {
    clearTimeout(rest);
    for (const uri of behind) {
      behind.delete(uri);
      overlay(documents.get(uri)!);
    }
  };
  const spelling = (uri: string): string => spellings.get(uri) ?? uri;
  const closedUri = ({ home, path }: Place): string => homes.uriOf(home, path);
  const standingKey = ({ home, path }: Place): string => `${home.id} ${path}`;
  const told = (concerned: readonly Concerned[]): void => {
    const uris = concerned.flatMap(({ folder, path }) => {
      const home = homes.byId(folder);
      return home ? [homes.uriOf(home, path)] : [];
    });
    options.unsettled(world.folders().some((id) => hasStaleBundles(world.analysis(id)!)));
    options.concerned(uris);
  };
  const apply = (event: WorldEvent): void => {
    told(world.apply(event, timeOfSlice(options.now)));
    options.behind();
  };
  const advance = (): void => {
    // What was rendered is taken in afterwards, which takes as long again.
    const goesOn = timeOfSlice(options.now, sliceLength / 2);
    for (const id of world.folders()) {
      if (world.isBehind(id)) {
        told(world.advance(id, goesOn));
        return;
      }
    }
  };
  const overlay = (document: OpenDocument): void => {
    const places = homes.placesOf(document.uri);
    spellings.set(closedUri(places[0]), document.uri);
    for (const place of places) {
      ensureInWorld(place.home);
      if (knowsOnlyOpenFiles(place.home)) {
        apply({
          type: 'FilesChanged',
          folder: place.home.id,
          files: new Map([[unseenBeside(place.path), onlyOpenFiles]]),
        });
      }
      const standing = options.standing(place);
      standings.set(standingKey(place), standing);
      // As on disk; there are at most as many UTF-16 code units as bytes.
      if (document.lines.text.length > largestFile) {
        const unread = { because: `${place.path} is larger than 16 MB`, isOpaque: true } as const;
        apply({ type: 'TextChanged', folder: place.home.id, path: place.path, text: undefined });
        apply({ type: 'FilesChanged', folder: place.home.id, files: [[place.path, { unread }]] });
      } else if (standing === 'unread') {
        apply({ type: 'TextChanged', folder: place.home.id, path: place.path, text: undefined });
      } else {
        const text = {
          type: 'TextChanged',
          folder: place.home.id,
          path: place.path,
          text: document.lines.text,
        } as const;
        apply(standing === 'outside' ? { ...text, outside: true } : text);
      }
    }
    // The version that diagnostics carry has changed even where nothing in the world has.
    options.concerned([closedUri(places[0])]);
  };
  const uncover = (uri: string): void => {
    for (const place of homes.find(uri)) {
      spellings.delete(closedUri(place));
      standings.delete(standingKey(place));
      apply({ type: 'TextChanged', folder: place.home.id, path: place.path, text: undefined });
      if (place.home.root === undefined) {
        apply({ type: 'FilesChanged', folder: place.home.id, files: [[place.path, undefined]] });
      }
    }
  };
  const ensureInWorld = (home: Home): void => {
    if (!world.analysis(home.id)) {
      world.apply({ type: 'FoldersChanged', added: [home.id], removed: [] });
      options.homeAdded(home);
    }
  };
  const removeHome = (home: Home): void => {
    options.homeRemoved(home);
    apply({ type: 'FoldersChanged', added: [], removed: [home.id] });
    homes.remove(home);
  };
  /** A home that was made for a document outside every folder goes with its last document. */
  const removeUnusedHomes = (): void => {
    const used = new Set([...documents.keys()].flatMap((uri) => homes.find(uri).map((place) => place.home)));
    for (const home of homes.all()) {
      if (!home.isWorkspaceFolder && !used.has(home)) {
        removeHome(home);
      }
    }
  };
  /** Moves open documents to where they belong now that folders have come or gone. */
  const rehome = (change: () => void): void => {
    catchUp();
    for (const uri of documents.keys()) {
      uncover(uri);
    }
    change();
    for (const document of documents.values()) {
      overlay(document);
    }
    removeUnusedHomes();
  };

  const openPaths = (home: Home): string[] =>
    [...documents.keys()].flatMap((uri) => {
      const place = homes.find(uri).find((each) => each.home === home);
      return place ? [place.path] : [];
    });
  const analyses = () => {
    catchUp();
    return homes.all().flatMap((home) => {
      const analysis = world.analysis(home.id);
      return analysis ? [{ home, analysis }] : [];
    });
  };

  const lookUp = (uri: string): Known | undefined => {
    catchUp();
    const place = homes.find(uri)[0];
    const analysis = place && world.analysis(place.home.id);
    return analysis && { analysis, path: place.path, home: place.home };
  };
  const isWaitedFor = (uri: string): boolean => {
    const known = lookUp(uri);
    return known?.analysis.index.complete === true && !isSettled(known.analysis, known.path);
  };

  return {
    open: (uri, version, text) => {
      const document = openDocument(uri, version, text);
      documents.set(uri, document);
      overlay(document);
      for (const place of homes.find(uri)) {
        options.documentOpened(place);
      }
    },
    change: (uri, version, changes) => {
      const before = documents.get(uri);
      if (!before) {
        return;
      }
      const document = withContentChanges(before, version, changes, options.encoding);
      documents.set(uri, document);
      if (document.lines.text.length < longText) {
        overlay(document);
        return;
      }
      behind.add(uri);
      clearTimeout(rest);
      // A change that has arrived meanwhile is taken in before the immediate, and sets the timer anew.
      rest = setTimeout(() => {
        const timer = rest;
        setImmediate(() => rest === timer && catchUp());
      }, typingRests);
    },
    close: (uri) => {
      behind.delete(uri);
      if (documents.delete(uri)) {
        uncover(uri);
        removeUnusedHomes();
      }
    },
    documentAt: (uri) => documents.get(uri),
    documentOf: (file) => [...documents.values()].find((document) => pathOnDisk(document.uri) === file),
    documents: () => documents.values(),
    lookUp,
    uriOf: (home, path) => spelling(homes.uriOf(home, path)),
    spelling,
    addFolder: (uri) => {
      let home: Home | undefined;
      rehome(() => {
        home = homes.addFolder(uri);
        ensureInWorld(home);
      });
      return home!;
    },
    removeFolder: (uri) =>
      rehome(() => {
        const home = homes.folderAt(uri);
        if (home) {
          removeHome(home);
        }
      }),
    overlayAgain: (home) => {
      for (const document of documents.values()) {
        const place = homes.find(document.uri).find((each) => each.home === home);
        if (place && standings.get(standingKey(place)) !== options.standing(place)) {
          overlay(document);
        }
      }
    },
    analyses,
    openFiles: openPaths,
    hasOpenManifest: (home) => {
      const analysis = world.analysis(home.id);
      const holdsResource = (path: string) =>
        analysis && fileOf(analysis, path)?.documents.some(({ facts }) => facts.resources.length > 0);
      return openPaths(home).some(holdsResource);
    },
    filesWithSyntaxErrors: () => {
      const uris: string[] = [];
      for (const { home, analysis } of analyses()) {
        for (const [path, file] of entriesOf(analysis.index.files)) {
          if (file.documents.some(({ facts }) => facts.errors.length > 0)) {
            uris.push(homes.uriOf(home, path));
          }
        }
      }
      return uris;
    },
    apply,
    isBehind: () => world.folders().some((id) => world.isBehind(id)),
    advance,
    settled: async (uri, token) => {
      while (!token.isCancellationRequested && isWaitedFor(uri)) {
        await new Promise(setImmediate);
      }
    },
    dispose: () => clearTimeout(rest),
  };
}

function unseenBeside(path: string): string {
  const directory = directoryOf(path);
  return directory === '' ? '*' : `${directory}/*`;
}
