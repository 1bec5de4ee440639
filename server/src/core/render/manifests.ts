import type { DocumentFacts } from '../model/document.ts';
import type { Origin } from '../model/origin.ts';
import { read } from '../yaml/read.ts';
import { inBuildOrder } from './buildOrder.ts';
import { emptyLayers } from './layerParts.ts';
import { manifestLines } from './manifestText.ts';
import { renderKustomization } from './render.ts';
import type { RenderSource } from './source.ts';

/** What a kustomization deploys, as text. */
export interface Manifests {
  /** The text as `kustomize build` prints it, by lines. */
  readonly lines: readonly RenderedLine[];
  readonly objects: number;
  /** Why kustomize would refuse to build it, as sentences without full stops. The lines are then a guess. */
  readonly refusals: readonly string[];
  /** Parts of the build that are not in the lines, each continuing "not rendered: …". */
  readonly unread: readonly string[];
}

export interface RenderedLine {
  readonly text: string;
  /** The place in the files that the line comes from. Absent for `---`. */
  readonly origin?: Origin;
}

/**
 * Renders a kustomization as text. The source has to supply whole documents (`documentsOf` with a text), because the
 * facts of an analysis lack the bodies of kinds without wiring.
 *
 * @returns undefined if the directory has no kustomization file
 */
export function renderManifests(source: RenderSource, directory: string): Manifests | undefined {
  const render = renderKustomization(source, directory, emptyLayers());
  if (render === undefined) {
    return undefined;
  }
  const { objects, document, problems, unread } = render.bundle;
  const ordered = inBuildOrder(objects, read(document.text).root);
  return {
    lines: manifestLines(ordered).map(({ text, origin }) =>
      // The documents of a render are the documents of its source.
      origin ? { text, origin: { ...origin, document: origin.document as DocumentFacts } } : { text },
    ),
    objects: objects.length,
    refusals: problems.filter(({ excuse }) => excuse !== 'restriction').map(({ reason }) => reason.replace(/\.$/, '')),
    unread: [...new Set(unread.map(({ because }) => because))],
  };
}
