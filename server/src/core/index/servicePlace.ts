import type { Resource } from '../model/resource.ts';
import type { Settings } from '../settings.ts';
import { directoryOf } from '../text/path.ts';
import { describeLabels } from './describe.ts';
import type { Rest } from './likelihood/features.ts';
import type { IndexReader } from './reader.ts';
import { complementsOf } from './scope.ts';
import { isCompatible, matchesOf, type Search, servicesSelecting } from './serviceMatches.ts';
import { isTarget } from './standing.ts';

/**
 * What belongs together by where it is: all of a bundle, else all of a directory that is of no bundle, with the directories that
 * hold its workloads where files are sorted by kind.
 */
export interface ServicePlace {
  /** What makes pods that serve; no Jobs. */
  readonly workloads: readonly Resource[];
  /** Of these, those that no Service selects. */
  readonly unserved: readonly Resource[];
  /** Services that have a selector. */
  readonly services: readonly Resource[];
  /** Of these, those that select nothing. */
  readonly unmatched: readonly Resource[];
}

export function placeOfService(service: Resource, index: IndexReader, settings: Settings): ServicePlace {
  const { bundle, document } = service;
  const question = `place of ${bundle === undefined ? 'files' : 'a bundle'}${settings.closedWorld ? ' in a closed world' : ''}`;
  return index.remember(question, bundle ?? directoryOf(document.file), (reader, place) => {
    const directories = [place, ...complementsOf(place, reader)];
    const templates =
      bundle === undefined
        ? directories.flatMap((each) => reader.templatesIn(each)).filter((each) => isTarget(each, reader))
        : reader.templatesOf(place);
    const workloads = templates.filter(({ group, podTemplate }) => group !== 'batch' && podTemplate?.ends !== true);
    const services = (bundle === undefined ? reader.servicesIn(place) : reader.servicesOf(place)).filter(
      (each) => each.service?.selector,
    );
    return {
      workloads,
      services,
      unserved: workloads.filter((each) => servicesSelecting(each, reader, settings).length === 0),
      unmatched: services.filter((each) => isUnmatched(each, reader, settings)),
    };
  });
}

function isUnmatched(service: Resource, index: IndexReader, settings: Settings): boolean {
  const matches = matchesOf(service, index, settings);
  return matches.type === 'looked for' && matches.found.length === 0;
}

/** What is left in the place, as one Service sees it: what is in another namespace is nothing of its concern. */
export function restOf(search: Search, place: ServicePlace, file?: string): (workload: Resource) => Rest | undefined {
  const rest = restIn(search, place, file);
  const unserved = new Set(place.unserved.filter((each) => concerns(search, each, file)));
  return (workload) => (unserved.has(workload) ? rest : undefined);
}

/** As `restOf`, whatever the candidate. Of a file where one is given. */
export function restIn(search: Search, place: ServicePlace, file?: string): Rest {
  const concerned = (resources: readonly Resource[]) => resources.filter((each) => concerns(search, each, file));
  const selectors = concerned(place.unmatched).map(({ service }) => describeLabels(service?.selector?.pairs ?? []));
  return {
    workloads: concerned(place.workloads).length,
    unserved: concerned(place.unserved).length,
    services: concerned(place.services).length,
    unmatched: new Set(selectors).size,
  };
}

function concerns(search: Search, each: Resource, file: string | undefined): boolean {
  return (file === undefined || each.document.file === file) && isCompatible(search, each);
}
