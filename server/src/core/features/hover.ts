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

/** What stands under a cursor, and what there is to tell of it. */
export interface Hover {
  /** In the document of the resource. */
  readonly range: Range;
  readonly resource: Resource;
  /** Services of the cluster whose pods are not all ready: why not is for who has asked the cluster. */
  readonly unexplained: readonly LiveService[];
  /** Endpoints as the cluster has them, each pod with its state; with what is known of the pods of each of `unexplained`. */
  report(evidence: ReadonlyMap<LiveService, PodEvidence>): Report;
}

/**
 * What the cluster says of the Service whose name or selector is at a place of a document of a file; undefined where nothing of that
 * sort is, or no cluster is connected.
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

// More overlays than these are looked at one by one.
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
