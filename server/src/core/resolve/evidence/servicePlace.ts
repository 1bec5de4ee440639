import { servicesIn, servicesOf, templatesIn, templatesOf } from '../../index/keys.ts';
import type { IndexReader } from '../../index/reader.ts';
import type { Resource } from '../../model/resource.ts';
import type { Settings } from '../../settings.ts';
import { directoryOf } from '../../text/path.ts';
import { isTarget } from '../scope/deployability.ts';
import { complementsOf } from '../scope/scope.ts';
import { isCompatible, type Search } from '../search.ts';
import { matchesOf, servicesSelecting } from '../serviceMatches.ts';
import type { Rest } from './likelihood/features.ts';

/**
 * The resources that belong together by their place: all of a bundle, or else all plain resources of a
 * directory. If files are sorted by kind, the directories with the workloads count too. If the directory has no
 * workloads, the directories above and below count.
 */
export interface ServicePlace {
  /** The workloads that serve traffic; no Jobs. */
  readonly workloads: readonly Resource[];
  /** Services that have a selector. */
  readonly services: readonly Resource[];
}

export function placeOfService(service: Resource, index: IndexReader): ServicePlace {
  const { bundle } = service;
  const question = bundle === undefined ? 'place of files' : 'place of a bundle';
  return index.remember(question, nameOfPlace(service), (reader, place) => {
    const templates = bundle === undefined ? templatesAround(place, reader) : reader.list(templatesOf(place));
    const workloads = templates.filter(({ group, podTemplate }) => group !== 'batch' && podTemplate?.ends !== true);
    const services = (bundle === undefined ? reader.list(servicesIn(place)) : reader.list(servicesOf(place))).filter(
      (each) => each.service?.selector,
    );
    return { workloads, services };
  });
}

/** What is left in a place without a partner. */
export interface Unpaired {
  /** The workloads that no Service selects. */
  readonly unserved: readonly Resource[];
  /** The Services that select nothing. */
  readonly unmatched: readonly Resource[];
}

/** Separate from the place, because all Services of it have to be resolved, and most questions need only the place. */
export function unpairedInPlace(service: Resource, index: IndexReader, settings: Settings): Unpaired {
  const question = `unpaired in ${service.bundle === undefined ? 'files' : 'a bundle'}${settings.closedWorld ? ' in a closed world' : ''}`;
  return index.remember(question, nameOfPlace(service), (reader) => {
    const { workloads, services } = placeOfService(service, reader);
    return {
      unserved: workloads.filter((each) => servicesSelecting(each, reader, settings).length === 0),
      unmatched: services.filter((each) => isUnmatched(each, reader, settings)),
    };
  });
}

/** The workloads of a place, and those of them that no Service selects. */
export type WorkloadsOfPlace = Pick<ServicePlace, 'workloads'> & Pick<Unpaired, 'unserved'>;

function nameOfPlace({ bundle, document }: Resource): string {
  return bundle ?? directoryOf(document.file);
}

/**
 * The templates of the directory, or if it has none, of the directories around it in which its Services are
 * resolved.
 */
function templatesAround(directory: string, index: IndexReader): readonly Resource[] {
  const inAll = (directories: readonly string[]) =>
    directories.flatMap((each) => index.list(templatesIn(each))).filter((each) => isTarget(each, index));
  const own = inAll([directory, ...complementsOf(directory, index)]);
  const above = directory === '' ? [] : [directoryOf(directory)];
  return own.length > 0 ? own : inAll([...above, ...index.directoriesIn(directory)]);
}

function isUnmatched(service: Resource, index: IndexReader, settings: Settings): boolean {
  const matches = matchesOf(service, index, settings);
  return matches.type === 'looked for' && matches.found.length === 0;
}

/**
 * The workloads left in the place from the view of one Service: workloads in other namespaces do not count.
 * With `file`, only those of the file.
 */
export function restOf(
  search: Search,
  place: WorkloadsOfPlace,
  file?: string,
): (workload: Resource) => Rest | undefined {
  const concerned = (resources: readonly Resource[]) =>
    resources.filter((each) => (file === undefined || each.document.file === file) && isCompatible(search, each));
  // If a file holds both a Service and a workload, Services in other files do not count.
  const isServedInFile = (each: Resource) =>
    servicesSelecting(each, search.index, search.settings).some(({ document }) => document.file === file);
  const unserved = new Set(
    file === undefined ? concerned(place.unserved) : concerned(place.workloads).filter((each) => !isServedInFile(each)),
  );
  const rest: Rest = {
    workloads: concerned(place.workloads).length,
    unserved: unserved.size,
  };
  return (workload) => (unserved.has(workload) ? rest : undefined);
}
