import { type Analysis, fileOf } from '../analysis.ts';
import { type Located, locate } from '../cursor/locate.ts';
import { type PlacedRow, rowsOfThing, rowsOfVariants } from '../cursor/thingRows.ts';
import { resourceOf, type Thing } from '../cursor/things.ts';
import { liveRows } from '../describe/liveRows.ts';
import { IndexReader } from '../index/reader.ts';
import type { Endpoints } from '../live/endpoints.ts';
import type { PodEvidence } from '../live/notReadyReason.ts';
import type { LiveService } from '../live/objects.ts';
import type { Report } from '../model/report.ts';
import { describeWritten } from '../resolve/describe.ts';
import { type LiveView, liveViewOf } from '../resolve/liveService.ts';
import { rules } from '../rules/list.ts';
import { none } from '../text/emptyList.ts';
import { contains, type Range } from '../text/range.ts';

/** The hover at a position, and the report that it shows. */
export interface Hover {
  /** Offsets in the document of the position. */
  readonly range: Range;
  /**
   * Services of the cluster that have pods that are not ready. The reason is known only after a request to the
   * cluster.
   */
  readonly unexplained: readonly LiveService[];
  /**
   * What the text means, and the endpoints in the cluster, each pod with its state. `evidence` holds what is known
   * about the pods of each Service of `unexplained`.
   */
  report(evidence: ReadonlyMap<LiveService, PodEvidence>): Report & { readonly rows: readonly PlacedRow[] };
}

/**
 * What the text at a position means: what a selector selects, what selects a label, where a port leads, what a path
 * includes, what a rule is about. Undefined if there is nothing to say. Source: LSP 3.17, textDocument/hover.
 *
 * @param offset in the document, in UTF-16 code units
 */
export function hover(analysis: Analysis, path: string, document: number, offset: number): Hover | undefined {
  const located = locate(analysis, path, document, offset);
  return located ? hoverOver(located, analysis) : hoverOverComment(analysis, path, document, offset);
}

function hoverOver(located: Located, analysis: Analysis): Hover | undefined {
  const index = new IndexReader(analysis.index);
  const byBundle = Map.groupBy(new Set(located.places.map(({ thing }) => thing)), (thing) => resourceOf(thing)?.bundle);
  const variants = [...byBundle].slice(0, mostVariants).map(([bundle, things]) => ({
    bundle,
    rows: things.flatMap((thing) => rowsOfThing(thing, index, analysis)),
    views: things.some(isAboutService) ? viewsOf(things, index, analysis) : none,
  }));
  const views = variants.flatMap((variant) => variant.views);
  if (views.length === 0 && variants.every(({ rows }) => rows.length === 0)) {
    return undefined;
  }
  const [{ thing }] = located.places;
  const resource = resourceOf(thing);
  return {
    range: located.range,
    unexplained: views.flatMap(({ applied }) =>
      applied.state === 'current' && applied.value && hasUnready(applied.value.endpoints)
        ? [applied.value.service]
        : [],
    ),
    report: (evidence) => {
      const liveRowsOf = (view: LiveView) => {
        const service = view.applied.state === 'unknown' ? undefined : view.applied.value?.service;
        return liveRows(view, service && evidence.get(service));
      };
      return {
        title: resource ? describeWritten(resource) : located.document.file,
        rows: rowsOfVariants(
          variants.map((each) => ({ bundle: each.bundle, rows: [...each.views.flatMap(liveRowsOf), ...each.rows] })),
        ),
      };
    },
  };
}

// A person looks at more overlays than this one by one.
const mostVariants = 20;

/** Whether the text is the name or the selector of a Service, whose endpoints a person wants to see there. */
function isAboutService(thing: Thing): boolean {
  const { service } = resourceOf(thing) ?? {};
  const isSelector = (thing.type === 'usage' || thing.type === 'used label') && thing.usage.written.type === 'labels';
  return service !== undefined && service.type?.value !== 'ExternalName' && (thing.type === 'object' || isSelector);
}

function viewsOf(things: readonly Thing[], index: IndexReader, analysis: Analysis): readonly LiveView[] {
  const services = new Set(things.filter(isAboutService).flatMap((thing) => resourceOf(thing) ?? none));
  return [...services].flatMap((service) => liveViewOf(service, index, analysis.settings) ?? none);
}

/** A comment that silences rules says what they are about. */
function hoverOverComment(analysis: Analysis, path: string, document: number, offset: number): Hover | undefined {
  const ignored = fileOf(analysis, path)?.documents[document]?.facts.ignored ?? none;
  const comment = ignored.find((each) => contains(each, { start: offset, end: offset }));
  const silenced = rules.filter(({ code }) => comment?.codes.includes(code));
  return comment && silenced.length > 0
    ? {
        range: { start: comment.start, end: comment.end },
        unexplained: none,
        report: () => ({
          title: 'Not reported here',
          rows: silenced.map(({ code, documentation }) => ({ mark: 'note', text: code, detail: documentation.title })),
        }),
      }
    : undefined;
}

function hasUnready({ ready, notReady, terminating, ports }: Endpoints): boolean {
  return ready.length === 0 || notReady.length > 0 || terminating.length > 0 || ports.some((port) => port.ready === 0);
}
