import { renderedFrom } from '../../index/keys.ts';
import type { IndexReader } from '../../index/reader.ts';
import type { DocumentFacts } from '../../model/document.ts';
import { type Problem, severities, type Unknown } from '../../model/problem.ts';
import type { Resource } from '../../model/resource.ts';
import { compareText } from '../../text/compare.ts';
import { addToList } from '../../text/maps.ts';
import { directoryOf, isBelow } from '../../text/path.ts';

/**
 * The problems, with one problem for all bundles that have it at the same place. Its message names the bundles at its
 * end: the user edits the file, and not the variants that the overlays make of it, and a list of problems shows only
 * the beginning of a message.
 */
export function problemsOnce(problems: readonly Problem[], index: IndexReader): readonly Problem[] {
  return groupsOf(problems, textOfProblem).map((group) => {
    const [first] = group.sort(
      (a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity) || compareBundles(a, b),
    );
    const words = isOfKustomization(first!) ? '' : namesOf(group, index);
    return words === '' ? first! : { ...first!, message: `${first!.message} (${words})` };
  });
}

/** As `problemsOnce`, for unknown references. */
export function unknownOnce(unknown: readonly Unknown[], index: IndexReader): readonly Unknown[] {
  return groupsOf(unknown, ({ because }) => because).map((group) => {
    const [first] = group.sort(compareBundles);
    const words = namesOf(group, index);
    return words === '' ? first! : { ...first!, because: `${first!.because} (${words})` };
  });
}

/** The reasons for which a kustomization or a chart is refused stay apart: several may have the same place. */
function textOfProblem(problem: Problem): string {
  return problem.resource.refusals ? problem.message : '';
}

/** Whether the subject is a kustomization itself. The message then names it. */
function isOfKustomization({ resource }: Problem): boolean {
  return resource.refusals !== undefined && resource.chartErrors === undefined;
}

/** The findings of bundles by code and place; every other finding by itself. */
function groupsOf<T extends Problem | Unknown>(findings: readonly T[], textOf: (finding: T) => string): T[][] {
  const groups = new Map<unknown, T[]>();
  const documents = new Map<object, number>();
  for (const each of findings) {
    const { code, at, resource } = each;
    const document = documents.get(at.document) ?? documents.size;
    documents.set(at.document, document);
    const key =
      resource.bundle === undefined ? each : `${code} ${document} ${at.range.start} ${at.range.end} ${textOf(each)}`;
    addToList(groups, key, each);
  }
  return [...groups.values()];
}

function compareBundles(a: Problem | Unknown, b: Problem | Unknown): number {
  return compareText(a.resource.bundle ?? '', b.resource.bundle ?? '') || compareText(a.resource.name, b.resource.name);
}

/** E.g. `in overlays/prod`; the empty string if the bundle needs no mention. */
function namesOf(group: readonly (Problem | Unknown)[], index: IndexReader): string {
  const { file } = group[0]!.at.document;
  const ofChart = variantsInWords(group, file, index);
  if (ofChart !== undefined) {
    return ofChart;
  }
  return bundlesInWords(
    group.map((each) => each.resource),
    index.bundlesReading(file),
    directoryOf(file),
  );
}

/**
 * With which files of values, or as which releases, a chart has a problem: `with values-prod.yaml and HelmRelease
 * apps/web`. Empty if it has the problem with its own values, or where a release itself states what is wrong. Undefined
 * if the file is not in a chart, or if the problem comes from another chart that uses this one.
 */
function variantsInWords(group: readonly (Problem | Unknown)[], file: string, index: IndexReader): string | undefined {
  const variants = new Set<string>();
  const bundles = new Set<string>();
  for (const each of group) {
    const { bundle, release } = each.resource;
    if ('flag' in each && each.flag !== undefined) {
      variants.add(each.flag);
    } else if (release !== undefined) {
      const isStatedThere = release.by.document.file === file;
      if (isStatedThere && release.by.bundle !== undefined) {
        return undefined;
      }
      const rendered = release.by.bundle === undefined ? '' : ` in ${nameOfBundle(release.by.bundle)}`;
      variants.add(isStatedThere ? '' : `${release.words}${rendered}`);
    } else if (bundle !== undefined) {
      bundles.add(bundle);
    }
  }
  for (const bundle of bundles) {
    const chart = index.bundle(bundle)?.chart;
    if (chart === undefined || !isBelow(chart, file)) {
      return undefined;
    }
    const position = bundle.indexOf(' with ', chart.length);
    if (position < 0) {
      return '';
    }
    variants.add(bundle.slice(position + ' with '.length));
  }
  const named = [...variants].filter((each) => each !== '');
  return variants.size === 0 ? undefined : named.length === 0 ? '' : `with ${bundleNames(named)}`;
}

/**
 * The bundles of some resources in words: `in overlays/prod`, `in all 3 bundles`.
 *
 * @param all the bundles that could be named.
 * @param home the bundle that needs no mention as long as it is the only one.
 */
function bundlesInWords(resources: readonly Resource[], all: readonly string[], home: string): string {
  const own = [...new Set(resources.flatMap(({ bundle }) => bundle ?? []))].sort();
  const others = all.filter((each) => !own.includes(each));
  if (own.length === 0 || (own.length === 1 && others.length === 0 && own[0] === home)) {
    return '';
  }
  if (others.length === 0 && own.length > 1) {
    return own.length === 2 ? `in ${bundleNames(own)}` : `in all ${own.length} bundles`;
  }
  return others.length > 0 && others.length <= mostNamed && own.length <= mostNamed
    ? `in ${bundleNames(own)}, not in ${bundleNames(others)}`
    : `in ${bundleNames(own)}`;
}

// More names would hide the rest of a message.
const mostNamed = 3;

/** E.g. `overlays/dev, overlays/prod and 3 more`. */
export function bundleNames(directories: readonly string[]): string {
  const named = directories.slice(0, mostNamed).map(nameOfBundle);
  const more = directories.length - named.length;
  const last = more > 0 ? `${more} more` : named.pop()!;
  return named.length === 0 ? last : `${named.join(', ')} and ${last}`;
}

/**
 * The objects that a person sees in a document: those that are written in it or, in a file of a chart, one for each
 * place at which the chart renders some.
 */
export function objectsOf(document: DocumentFacts, index: IndexReader): readonly Resource[] {
  if (!index.isInChart(document.file)) {
    return document.resources;
  }
  const first = new Map<number, Resource>();
  for (const each of index.list(renderedFrom(document.file))) {
    if (each.document === document && !first.has(each.start)) {
      first.set(each.start, each);
    }
  }
  return [...first.values()];
}

/**
 * The variants of a resource of a file: one for each bundle that reads the file, or the resource itself if none
 * does. For an object of a chart, everything that is rendered at its place.
 */
export function variantsOf(resource: Resource, index: IndexReader): readonly Resource[] {
  const { file } = resource.document;
  const isWritten = resource.bundle === undefined || index.isInChart(file);
  return !isWritten || index.bundlesReading(file).length === 0
    ? [resource]
    : index
        .list(renderedFrom(file))
        .filter((each) => each.document === resource.document && each.start === resource.start);
}

/** The name of a bundle in messages. */
export function nameOfBundle(directory: string): string {
  return directory || 'the folder itself';
}
