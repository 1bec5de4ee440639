import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { Analysis } from '../../../server/src/core/analysis.ts';
import { wiringDiff } from '../../../server/src/core/features/wiringDiff.ts';
import { identityKey } from '../../../server/src/core/index/baseline.ts';
import type { Origin } from '../../../server/src/core/model/origin.ts';
import type { Edge, TargetIdentity, Wiring } from '../../../server/src/core/model/wiring.ts';
import {
  type ChangedSide,
  type ChangeType,
  changeTypes,
  type WiringChange,
} from '../../../server/src/core/model/wiringDiff.ts';
import { eachProblemOf } from '../../../server/src/core/problems.ts';
import { entriesOf } from '../../../server/src/core/text/versionedMap.ts';
import { wiring } from '../../../server/src/core/wiring.ts';
import { Counts, tableOf } from '../breaks/counts.ts';
import { Blobs, chosenCommits } from './choice.ts';
import { GitHistory } from './gitHistory.ts';
import { WorkingTree } from './past.ts';

/** What `podwire diff` says about changes that people made, beside two readings from scratch. */
export interface MeasuredDiffs {
  /** Markdown. */
  readonly tables: string;
  /** Every difference between the two, a line of columns each. */
  readonly lines: readonly string[];
}

/** An object that reaches another one for a purpose, whatever file or bundle it is from. */
interface Reach {
  readonly source: TargetIdentity;
  readonly role: string;
  /** The port that is reached; empty for the object as a whole. */
  readonly port: string;
  readonly target: TargetIdentity;
}

/**
 * Compares commits with their parents twice: as `podwire diff` does, and by two workspaces that are each read from
 * scratch and know nothing of each other. Of these the sets of what reaches what are compared: by names alone to see
 * whether every difference is listed, and by names and places to see whether nothing else is.
 *
 * @param root a folder that holds one repository of git for each folder in it, bare or with a working tree
 * @param most commits of each
 */
export function measureDiffs(
  root: string,
  most: number,
  progress: (repository: string, commits: number) => void = () => {},
): MeasuredDiffs {
  const counts = new Counts();
  const lines: string[] = [];
  for (const repository of readdirSync(root).sort()) {
    const history = new GitHistory(path.join(root, repository));
    const tree = new WorkingTree(history);
    let compared = 0;
    for (const commit of chosenCommits(repository, history, new Blobs(history), most).toReversed()) {
      const before = history.treeOf(commit.parent);
      const after = history.treeOf(commit.id);
      if (!before || !after) {
        continue;
      }
      compared++;
      const analysis = tree.compare(`parent ${commit.parent.slice(0, 7)}`, before, after);
      const changes = wiringDiff(analysis)?.changes ?? [];
      const [then, now] = [before, after].map((each) => wiring(new WorkingTree(history).read(each))) as [
        Wiring,
        Wiring,
      ];
      const [byNames, byPlaces] = [differenceOf(then, now, byName), differenceOf(then, now, byPlaceAndName)];
      const place = `${repository}\t${commit.id.slice(0, 12)}`;
      lines.push(...compare(changes, byNames, byPlaces, counts).map((line) => `${place}\t${line}`));
      lines.push(...compareWithLost(changes, analysis, counts).map((line) => `${place}\t${line}`));
      counts.add('commits', 'all', ...(changes.length > 0 ? ['changed'] : []));
    }
    progress(repository, compared);
    if (compared > 0) {
      counts.add('repositories', 'all');
    }
  }
  return { tables: tablesOf(counts), lines: lines.sort() };
}

/** What reaches what in one state only. */
interface Difference {
  readonly lost: readonly Reach[];
  readonly gained: readonly Reach[];
}

function differenceOf(then: Wiring, now: Wiring, keyOf: (object: TargetIdentity) => string): Difference {
  const [before, after] = [reachesOf(then, keyOf), reachesOf(now, keyOf)];
  return {
    lost: [...before].filter(([key]) => !after.has(key)).map(([, reach]) => reach),
    gained: [...after].filter(([key]) => !before.has(key)).map(([, reach]) => reach),
  };
}

const byName = (object: TargetIdentity) => identityKey(object);

/** Copies of an object in several directories have the same name. */
const byPlaceAndName = (object: TargetIdentity) => `${object.bundle ?? ''}:${object.file}:${identityKey(object)}`;

function reachesOf({ resources }: Wiring, keyOf: (object: TargetIdentity) => string): ReadonlyMap<string, Reach> {
  const reaches = new Map<string, Reach>();
  for (const source of resources) {
    for (const edge of source.edges) {
      for (const target of edge.targets) {
        const reach = { source, role: edge.role, port: portOf(edge), target };
        const { role, port } = reach;
        reaches.set([keyOf(source), role, port, keyOf(target)].join('\t'), reach);
      }
    }
  }
  return reaches;
}

/** A port of a Service goes by its own name or number, and every other one by what is requested. */
function portOf({ role, path: at, value }: Pick<Edge, 'role' | 'path' | 'value'>): string {
  return role === 'target port' ? at : role.endsWith(' port') ? value : '';
}

/** The differences between what is listed and what the two readings say; each as a line. */
function compare(
  changes: readonly WiringChange<Origin>[],
  byNames: Difference,
  byPlaces: Difference,
  counts: Counts,
): readonly string[] {
  const lines: string[] = [];
  const needed = new Set<WiringChange<Origin>>();
  for (const [sort, side] of [
    ['lost', 'before'],
    ['gained', 'after'],
  ] as const) {
    for (const reach of byPlaces[sort]) {
      for (const each of changes.filter((change) => isAbout(change, side, reach))) {
        needed.add(each);
      }
    }
    for (const reach of byNames[sort]) {
      const telling = changes.filter((change) => isAbout(change, side, reach));
      counts.add(`pairs ${sort}`, 'all', ...(telling.length > 0 ? ['listed'] : []));
      if (telling.length === 0) {
        const { source, role, port, target } = reach;
        lines.push(`not listed, ${sort}\t${describe(source)}\t${role} ${port}\t${describe(target)}`);
      }
    }
  }
  for (const change of changes) {
    counts.add(change.type, 'all', ...(needed.has(change) ? ['found'] : []));
    if (!needed.has(change)) {
      const { type, role, paths, before, after, because } = change;
      const side = (each: ChangedSide | undefined) =>
        each ? `${describe(each.resource)} ${each.value} → ${each.targets.map(describe).join(', ')}` : '-';
      lines.push(`only listed, ${type}\t${role} ${paths[0]}\t${side(before)}\t${side(after)}\t${because ?? ''}`);
    }
  }
  return lines;
}

/** Whether a change tells that something was reached before, or is now. */
function isAbout(change: WiringChange<Origin>, side: 'before' | 'after', reach: Reach): boolean {
  const state = change[side];
  const { role, ports } = change;
  const isSource = state && isSame(state.resource, reach.source);
  if (!isSource || !state.targets.some((each) => isSame(each, reach.target))) {
    return false;
  }
  return reach.role === role
    ? portOf({ role, path: state.path, value: state.value }) === reach.port
    : ports.some((port) => {
        const value = port[side];
        const ofPort = role === 'selector' ? 'target port' : `${role} port`;
        return (
          value !== undefined &&
          reach.role === ofPort &&
          portOf({ role: ofPort as Edge['role'], path: port.path, value }) === reach.port
        );
      });
}

/** A change of several bundles has no namespace if they differ in it, and the names of the files if these differ. */
function isSame(shown: TargetIdentity, own: TargetIdentity): boolean {
  return (
    shown.group === own.group &&
    shown.kind === own.kind &&
    (shown.namespace === undefined || shown.namespace === own.namespace) &&
    (shown.name === own.name || shown.name === own.writtenName)
  );
}

/** Every edge that `check --base` reports as lost has to be one that is listed as lost. */
function compareWithLost(
  changes: readonly WiringChange<Origin>[],
  analysis: Analysis,
  counts: Counts,
): readonly string[] {
  const lines: string[] = [];
  for (const [file] of entriesOf(analysis.index.files)) {
    for (const { lost, resource, code, message } of eachProblemOf(analysis, file)) {
      if (lost) {
        const isListed = changes.some(
          ({ type, before, after }) =>
            type === 'lost' &&
            after?.resource.kind === resource.kind &&
            (after.resource.name === resource.name || resource.bundle !== undefined) &&
            lost.targets.every((each) => before?.targets.some(({ file: other }) => other === each.file)),
        );
        counts.add('checked', 'all', ...(isListed ? ['listed'] : []));
        if (!isListed) {
          lines.push(`not listed, but reported\t${file}\t${code}\t${message}`);
        }
      }
    }
  }
  return lines;
}

function describe({ kind, namespace, name, file, bundle }: TargetIdentity): string {
  return `${kind} ${namespace ?? ''}/${name} (${file}${bundle === undefined ? '' : ` in ${bundle}`})`;
}

function tablesOf(counts: Counts): string {
  const of = (row: string, column: string) => counts.of(row, column);
  const listed = changeTypes.map((type: ChangeType) => [
    `changes that are listed as ${type}, found by the two readings`,
    of(type, 'found'),
    of(type, 'all'),
  ]);
  return tableOf(
    ['', 'found', 'of'],
    [
      ['repositories with such commits', of('repositories', 'all'), ''],
      ['commits with a change that is listed', of('commits', 'changed'), of('commits', 'all')],
      [
        'pairs that only the first reading has, and that are listed',
        of('pairs lost', 'listed'),
        of('pairs lost', 'all'),
      ],
      [
        'pairs that only the second reading has, and that are listed',
        of('pairs gained', 'listed'),
        of('pairs gained', 'all'),
      ],
      ...listed,
      ['lost edges of `check --base` that are listed as lost', of('checked', 'listed'), of('checked', 'all')],
    ],
  );
}
