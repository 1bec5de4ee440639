import type { Analysis } from '../analysis.ts';
import { fileOf } from '../analysis.ts';
import { numberOf } from '../cursor/places.ts';
import { IndexReader } from '../index/reader.ts';
import type { DocumentFacts, FileDocument } from '../model/document.ts';
import type { Resource } from '../model/resource.ts';
import { kindAndName } from '../resolve/describe.ts';
import { objectsOf, variantsOf } from '../resolve/scope/overlayVariants.ts';
import { usagesOf } from '../resolve/usages.ts';
import { none } from '../text/emptyList.ts';

/** What a selector or a port leads to, shown behind its text. */
export interface InlayHint {
  readonly document: FileDocument;
  /** In the document, in UTF-16 code units. */
  readonly offset: number;
  /** E.g. `→ Deployment web · 2 pods`, `→ 8001`. */
  readonly text: string;
}

/**
 * Behind each selector the workloads that it selects, and behind each named target port its number. Of an object with
 * variants, only what all of them have in common. Source: LSP 3.17, textDocument/inlayHint.
 */
export function inlayHints(analysis: Analysis, path: string): readonly InlayHint[] {
  const index = new IndexReader(analysis.index);
  return (fileOf(analysis, path)?.documents ?? none).flatMap((document) =>
    objectsOf(document.facts, index).flatMap((resource) => hintsOf(resource, document, index, analysis)),
  );
}

// Every variant has to be resolved. Nobody edits a base of more overlays with hints on.
const mostVariants = 20;

function hintsOf(
  resource: Resource,
  document: FileDocument,
  index: IndexReader,
  analysis: Analysis,
): readonly InlayHint[] {
  const variants = variantsOf(resource, index).slice(0, mostVariants);
  const [first, ...others] = variants.map((variant) => textsOf(variant, document.facts, index, analysis));
  return [...(first ?? none)]
    .filter(([offset, text]) => others.every((each) => each.get(offset) === text))
    .map(([offset, text]) => ({ document, offset, text }));
}

/** The hints of one variant that belong into a document, by their offset in it. */
function textsOf(
  resource: Resource,
  document: DocumentFacts,
  index: IndexReader,
  { settings }: Analysis,
): ReadonlyMap<number, string> {
  const texts = new Map<number, string>();
  for (const { written, resource: by, targets } of usagesOf(resource, index, settings)) {
    const at = written.type === 'labels' ? written.keyRange : written.type === 'port' ? written.port : undefined;
    if (at === undefined || (at.document ?? resource.document) !== document) {
      continue;
    }
    const reached = targets();
    if (written.type === 'labels' && by !== reached[0] && reached.length > 0) {
      texts.set(at.end + 1, `→ ${inWords(reached)}`);
    } else if (written.type === 'port' && !/^[0-9]+$/.test(written.port.value)) {
      const numbers = new Set(
        reached.flatMap((each) => written.portsOf(each)).map((port) => numberOf(port)?.value ?? '?'),
      );
      if (numbers.size > 0) {
        texts.set(at.end, `→ ${[...numbers].join(', ')}`);
      }
    }
  }
  return texts;
}

function inWords(resources: readonly Resource[]): string {
  const [first] = resources;
  if (resources.length > 1) {
    return `${resources.length} workloads`;
  }
  const replicas = first!.podTemplate?.replicas;
  const pods = replicas === undefined ? '' : ` · ${replicas} ${replicas === 1 ? 'pod' : 'pods'}`;
  return kindAndName(first!) + pods;
}
