import { type Analysis, fileOf } from '../analysis.ts';
import { liveRows } from '../describe/liveRows.ts';
import { IndexReader } from '../index/reader.ts';
import type { Endpoints } from '../live/endpoints.ts';
import type { PodEvidence } from '../live/notReadyReason.ts';
import type { LiveService } from '../live/objects.ts';
import type { Report, ReportRow } from '../model/report.ts';
import type { Resource } from '../model/resource.ts';
import { describeResource, writtenResource } from '../resolve/describe.ts';
import { type LiveView, liveViewOf } from '../resolve/liveService.ts';
import { nameOfBundle, variantsOf } from '../resolve/scope/overlayVariants.ts';
import { contains, type Range } from '../text/range.ts';

/** The hover at a position, and the report that it shows. */
export interface Hover {
  /** Offsets in the document of the resource. */
  readonly range: Range;
  readonly resource: Resource;
  /**
   * Services of the cluster that have pods that are not ready. The reason is known only after a request to the
   * cluster.
   */
  readonly unexplained: readonly LiveService[];
  /**
   * The endpoints in the cluster, each pod with its state. `evidence` holds what is known about the pods of
   * each Service of `unexplained`.
   */
  report(evidence: ReadonlyMap<LiveService, PodEvidence>): Report;
}

/**
 * The state in the cluster of the Service whose name or selector is at a position. Undefined if there is no
 * such Service at the position, or if no cluster is connected.
 *
 * @param offset in the document, in UTF-16 code units
 */
export function hover(analysis: Analysis, path: string, documentPlace: number, offset: number): Hover | undefined {
  const facts = fileOf(analysis, path)?.documents[documentPlace]?.facts;
  const resource = facts?.resources.findLast((each) => each.start <= offset);
  const range = resource && rangeAt(resource, offset);
  if (!resource || !range) {
    return undefined;
  }
  const index = new IndexReader(analysis.index);
  const views = viewsOf(resource, index, analysis);
  if (views.length === 0) {
    return undefined;
  }
  return {
    range,
    resource,
    unexplained: views.flatMap(({ view: { applied } }) =>
      applied.state === 'current' && applied.value && hasUnready(applied.value.endpoints)
        ? [applied.value.service]
        : [],
    ),
    report: (evidence) => {
      const rowsOf = ({ view }: (typeof views)[number]) => {
        const service = view.applied.state === 'unknown' ? undefined : view.applied.value?.service;
        return liveRows(view, service && evidence.get(service));
      };
      const rows =
        views.length === 1
          ? rowsOf(views[0]!)
          : views.map((each): ReportRow => {
              const rows = rowsOf(each);
              return { mark: rows[0]?.mark ?? 'note', text: `In ${nameOfBundle(each.bundle)}`, rows };
            });
      return { title: describeResource(writtenResource(resource)), rows };
    },
  };
}

// A person looks at more overlays than this one by one.
const mostVariants = 5;

function viewsOf(
  resource: Resource,
  index: IndexReader,
  analysis: Analysis,
): readonly { readonly bundle: string; readonly view: LiveView }[] {
  if (resource.service?.type?.value === 'ExternalName') {
    return [];
  }
  return variantsOf(resource, index)
    .slice(0, mostVariants)
    .flatMap((variant) => {
      const view = liveViewOf(variant, index, analysis.settings);
      return view ? [{ bundle: variant.bundle ?? '', view }] : [];
    });
}

function rangeAt({ service, nameRange, document }: Resource, offset: number): Range | undefined {
  const selector = service?.selector;
  const ranges = service ? [nameRange, ...(selector ? [selector.keyRange, selector] : [])] : [];
  return ranges.find(
    (each) => (each.document ?? document) === document && contains(each, { start: offset, end: offset }),
  );
}

function hasUnready({ ready, notReady, terminating, ports }: Endpoints): boolean {
  return ready.length === 0 || notReady.length > 0 || terminating.length > 0 || ports.some((port) => port.ready === 0);
}
