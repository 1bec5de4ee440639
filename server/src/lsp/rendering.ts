import type { Connection } from 'vscode-languageserver/node';
import { fileOf } from '../core/analysis.ts';
import { IndexReader } from '../core/index/reader.ts';
import type { Origin } from '../core/model/origin.ts';
import { renderManifests } from '../core/render/manifests.ts';
import { nameOfBundle } from '../core/resolve/scope/overlayVariants.ts';
import { renderSource } from '../sources/renderSource.ts';
import type { Boundary } from './boundary.ts';
import { linesOf, rangeAt } from './positions.ts';
import {
  type BundleItem,
  type BundlesParams,
  bundlesRequest,
  type RenderedBundle,
  type RenderedOriginParams,
  type RenderParams,
  renderChangedNotification,
  renderedOriginRequest,
  renderRequest,
  type TargetLocation,
} from './protocol.ts';
import type { AnalysedFile, Workspace } from './workspace.ts';

/** Renders kustomizations for a client that shows them, and tells it when one that it shows differs. */
export interface Rendering {
  /** Answers the requests of `protocol.ts`. */
  answer(boundary: Boundary): void;
  /** Something has changed: compares the shown renders with the present ones, soon. */
  check(): void;
  /** The client no longer shows the render of this kustomization. */
  closed(uri: string): void;
  dispose(): void;
}

export interface RenderingOptions {
  readonly connection: Connection;
  readonly workspace: Workspace;
  send(action: () => Promise<void>): void;
  failed(what: string, error: unknown): void;
  now(): number;
}

/** Milliseconds between two renders of what is shown. A large bundle waits longer, so that typing stays fast. */
const shortestPause = 50;
const pausePerRender = 4;

export function createRendering(options: RenderingOptions): Rendering {
  const { connection, workspace, now } = options;
  /** The shown texts by the URI of the kustomization. */
  const shown = new Map<string, string>();
  let pause = shortestPause;
  let timer: NodeJS.Timeout | undefined;

  const compare = (): void => {
    timer = undefined;
    const start = now();
    for (const [uri, text] of shown) {
      const next = rendered(uri, workspace)?.text ?? '';
      if (next !== text) {
        shown.set(uri, next);
        const params: RenderParams = { textDocument: { uri } };
        options.send(() => connection.sendNotification(renderChangedNotification, params));
      }
    }
    pause = Math.max(shortestPause, (now() - start) * pausePerRender);
  };
  return {
    answer: (boundary) => {
      boundary.answer(bundlesRequest, ({ textDocument: { uri } }: BundlesParams) => bundlesOf(uri, workspace));
      boundary.answer(renderRequest, ({ textDocument: { uri } }: RenderParams): RenderedBundle | null => {
        const found = rendered(uri, workspace);
        shown.set(uri, found?.text ?? '');
        return found ? { text: found.text } : null;
      });
      boundary.answer(
        renderedOriginRequest,
        ({ textDocument: { uri }, line }: RenderedOriginParams): TargetLocation | null =>
          rendered(uri, workspace)?.locationOf(line) ?? null,
      );
    },
    check: () => {
      if (shown.size > 0) {
        timer ??= setTimeout(() => {
          try {
            compare();
          } catch (error) {
            options.failed('Rendering', error);
          }
        }, pause);
      }
    },
    closed: (uri) => {
      shown.delete(uri);
    },
    dispose: () => clearTimeout(timer),
  };
}

/** The kustomizations to choose from for a file. */
function bundlesOf(uri: string, workspace: Workspace): readonly BundleItem[] {
  const known = workspace.lookUp(uri);
  if (!known) {
    return [];
  }
  const { analysis, path, root } = known;
  const own = kustomizationOf(known);
  if (own && !own.component) {
    return [{ label: nameOfBundle(own.directory), uri }];
  }
  const index = new IndexReader(analysis.index);
  const directories = own
    ? [...analysis.index.bundles.roots].filter((each) => index.bundle(each)?.reads.has(`file ${path}`))
    : index.bundlesReading(path);
  return directories.flatMap((directory) => {
    const [kustomization] = index.bundle(directory)?.resources ?? [];
    return kustomization
      ? [{ label: nameOfBundle(directory), uri: workspace.uriOf(root, kustomization.document.file) }]
      : [];
  });
}

function kustomizationOf({ analysis, path }: AnalysedFile) {
  return fileOf(analysis, path)?.documents.find(({ facts }) => facts.kustomization)?.facts.kustomization;
}

interface RenderedText extends RenderedBundle {
  locationOf(line: number): TargetLocation | undefined;
}

/** Undefined if there is no kustomization at the URI. */
function rendered(uri: string, workspace: Workspace): RenderedText | undefined {
  const known = workspace.lookUp(uri);
  const kustomization = known && kustomizationOf(known);
  if (!known || !kustomization) {
    return undefined;
  }
  const { root } = known;
  const openText = (file: string) => workspace.documentAt(workspace.uriOf(root, file))?.lines.text;
  const source = renderSource(root.diskPath, openText);
  const manifests = renderManifests(source, kustomization.directory);
  if (!manifests) {
    return undefined;
  }
  const { lines, refusals, unread } = manifests;
  const notes = [
    ...refusals.map((reason) => `# kustomize refuses to build this: ${oneLine(reason)}`),
    ...unread.map((because) => `# Not rendered: ${oneLine(because)}`),
    ...(lines.length === 0 && refusals.length + unread.length === 0 ? ['# This deploys nothing.'] : []),
  ];
  const locationOf = (origin: Origin | undefined): TargetLocation | undefined => {
    const place = origin && source.placeOf(origin);
    if (!place) {
      return undefined;
    }
    const range = rangeAt(linesOf(place.text), place.range, workspace.editor.positionEncoding);
    return { uri: workspace.uriOf(root, place.file), range };
  };
  return {
    text: [...notes, ...lines.map(({ text }) => text)].map((text) => `${text}\n`).join(''),
    locationOf: (line) => locationOf(lines[line - notes.length]?.origin),
  };
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}
