import type { Analysis } from '../core/analysis.ts';
import type { Origin } from '../core/model/origin.ts';
import type { TargetIdentity, WiringRole } from '../core/model/wiring.ts';
import { type ChangedSide, type ChangeType, changeTypes, type WiringDiff } from '../core/model/wiringDiff.ts';
import { documentsNow } from '../core/problems.ts';
import { rangeInFile } from './positions.ts';
import type { ReportedPlace } from './report.ts';

/**
 * The changes of the wiring, as `podwire diff --format json` writes them. The format is in `schemas/diff.schema.json`.
 */
export interface DiffReport {
  readonly version: 1;
  /** E.g. `HEAD 4ef8179`. */
  readonly base: string;
  /** How many files were read. */
  readonly files: number;
  readonly changes: readonly ReportedChange[];
}

export interface ReportedChange {
  readonly change: ChangeType;
  readonly role: WiringRole;
  readonly paths: readonly string[];
  readonly before: ReportedSide | null;
  readonly after: ReportedSide | null;
  readonly ports: readonly { readonly path: string; readonly before: string | null; readonly after: string | null }[];
  readonly because: string | null;
  readonly bundles: readonly string[];
  readonly place: ReportedPlace | null;
}

export interface ReportedSide {
  readonly resource: ReportedObject;
  readonly path: string;
  readonly value: string;
  readonly targets: readonly ReportedObject[];
}

export interface ReportedObject {
  /** The empty string for the core group. */
  readonly group: string;
  readonly kind: string;
  /** Null if none is stated, or if the bundles differ in it. */
  readonly namespace: string | null;
  readonly name: string;
  /** As `ReportedPlace.file`. */
  readonly file: string;
  /** The first of the kustomizations that deploy it; null for a file by itself. */
  readonly bundle: string | null;
}

/** @param shown a path of the analysis as reports show it */
export function diffReportOf(
  { base, changes }: WiringDiff<Origin>,
  analysis: Analysis,
  { files, shown }: { readonly files: number; shown(path: string): string },
): DiffReport {
  const placeIn = documentsNow(analysis);
  const placed = ({ document, range }: Origin): ReportedPlace | null => {
    const place = placeIn(document);
    return place ? { file: shown(document.file), range: rangeInFile(place, range) } : null;
  };
  const object = ({ group, kind, namespace, name, file, bundle }: TargetIdentity): ReportedObject => ({
    group,
    kind,
    namespace: namespace ?? null,
    name,
    file: shown(file),
    bundle: bundle === undefined ? null : shown(bundle),
  });
  const side = (each: ChangedSide | undefined): ReportedSide | null =>
    each
      ? { resource: object(each.resource), path: each.path, value: each.value, targets: each.targets.map(object) }
      : null;
  return {
    version: 1,
    base,
    files,
    changes: changes.map(({ type, role, paths, before, after, ports, because, bundles, at }) => ({
      change: type,
      role,
      paths,
      before: side(before),
      after: side(after),
      ports: ports.map((port) => ({ path: port.path, before: port.before ?? null, after: port.after ?? null })),
      because: because ?? null,
      bundles: bundles.map(shown),
      place: at ? placed(at) : null,
    })),
  };
}

/** Whether a reference lost its last target. */
export function hasLoss({ changes }: DiffReport): boolean {
  return changes.some(({ change }) => change === 'lost');
}

/** E.g. `1 reference lost its last target, 2 moved`; undefined if nothing changed. */
export function diffCounts({ changes }: DiffReport): string | undefined {
  const counts = changeTypes.flatMap((type) => {
    const count = changes.filter(({ change }) => change === type).length;
    const subject = count === 1 ? 'reference' : 'references';
    const lost = count === 1 ? 'lost its last target' : 'lost their last targets';
    return count === 0 ? [] : [type === 'lost' ? `${count} ${subject} ${lost}` : `${count} ${type}`];
  });
  return counts.length === 0 ? undefined : counts.join(', ');
}

/** E.g. `Service web → Deployment web-v1 becomes → nothing`. */
export function describeChange({ change, role, before, after, because }: ReportedChange): string {
  const state = (side: ReportedSide) => `${describeSource(side, role)} ${describeTargets(side)}`;
  switch (change) {
    case 'gained':
      return after ? state(after) : '';
    case 'removed':
      return before ? state(before) : '';
    case 'unknown':
      return `${before ? state(before) : ''} becomes → unknown, because ${because}`;
    case 'lost':
    case 'moved': {
      if (!before || !after) {
        return '';
      }
      const isRenamed = describeSource(before, role) !== describeSource(after, role);
      if (!isRenamed && describeTargets(before) === describeTargets(after)) {
        const placed = (side: ReportedSide) => `→ ${listed(side.targets.map(describePlaced))}`;
        return `${describeSource(before, role)} ${placed(before)} becomes ${placed(after)}`;
      }
      return `${state(before)} becomes ${isRenamed ? state(after) : describeTargets(after)}`;
    }
  }
}

/** What the reference asks for, its ports, and the kustomizations that show the change; each a part of a sentence. */
export function describeDetails({ role, before, after, ports, bundles, paths }: ReportedChange): readonly string[] {
  const [was, is] = [before?.value, after?.value];
  const value = is ?? was ?? '';
  const changed = was !== undefined && is !== undefined && was !== is ? ` (was ${was})` : '';
  const places = paths.length === 1 ? '' : ` in ${paths.length} fields`;
  const port = ({ before: from, after: to }: ReportedChange['ports'][number]) =>
    from !== null && to !== null && from !== to ? `${to} (was ${from})` : `${to ?? from}`;
  return [
    `${role} ${value}${changed}${places}`,
    ...(ports.length === 0
      ? []
      : [`${role === 'selector' ? 'target ' : ''}${ports.length === 1 ? 'port' : 'ports'} ${listed(ports.map(port))}`]),
    ...(bundles.length === 0 ? [] : [`in ${listed(bundles)}`]),
  ];
}

/** A port of a Service goes by its own name or number, and any other port by what is requested. */
function describeSource({ resource, path, value }: ReportedSide, role: WiringRole): string {
  const port = role === 'target port' ? /\[(.*)\]/s.exec(path)?.[1] : role.endsWith(' port') ? value : undefined;
  return `${describeObject(resource)}${port === undefined ? '' : ` port ${port}`}`;
}

function describeTargets({ targets }: ReportedSide): string {
  return `→ ${targets.length === 0 ? 'nothing' : listed(targets.map(describeObject))}`;
}

function describeObject({ kind, namespace, name }: ReportedObject): string {
  return `${kind} ${namespace === null ? '' : `${namespace}/`}${name}`;
}

/** For objects of the same name. */
function describePlaced(object: ReportedObject): string {
  return `${describeObject(object)} (${object.bundle === null ? object.file : `in ${object.bundle}`})`;
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, mostListed).join(', ');
  return names.length > mostListed ? `${shown} and ${names.length - mostListed} more` : shown;
}

// A line of a terminal and a cell of a table have no room for more. JSON has all of them.
const mostListed = 8;
