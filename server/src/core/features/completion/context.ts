import type { Analysis } from '../../analysis.ts';
import { type DocumentPath, type Typing, textToInsert } from '../../cursor/typing.ts';
import type { WithoutTyped } from '../../cursor/withoutTyped.ts';
import type { IndexReader } from '../../index/reader.ts';
import type { Resource } from '../../model/resource.ts';
import { kindAndName } from '../../resolve/describe.ts';
import { namespacesOf } from '../../resolve/scope/namespaces.ts';
import { type Search, searchOf } from '../../resolve/search.ts';
import type { Settings } from '../../settings.ts';
import type { Completion } from './completion.ts';

/** What is typed, and the workspace without it. */
export interface Context {
  readonly typing: Typing;
  /** The path of the file. */
  readonly path: string;
  readonly analysis: Analysis;
  readonly index: IndexReader;
  readonly settings: Settings;
  /** The object at the cursor, once for each bundle that deploys it. */
  readonly variants: readonly Resource[];
}

export function contextOf(path: string, typing: Typing, { analysis, index, variants }: WithoutTyped): Context {
  return { typing, path, analysis, index, settings: analysis.settings, variants };
}

/**
 * The search for targets of a resource. What is a part of something else, such as a patch, is not judged, but to
 * offer what its directory has does no harm.
 */
export function searchFor(referrer: Resource, { index, settings }: Context): Search {
  const search = searchOf(referrer, index, settings);
  return 'because' in search
    ? {
        referrer,
        membership: { takers: [], deployers: [] },
        namespaces: namespacesOf(referrer, index, settings.closedWorld),
        index,
        settings,
      }
    : search;
}

/** The scalar that the document states at a path, if its mapping is one of those around the cursor. */
export function textIn({ levels, object }: Typing, path: DocumentPath): string | undefined {
  const whole = [...(object?.path ?? []), ...path];
  const key = whole.pop();
  const level = levels.find(
    (each) => each.path.length === whole.length && each.path.every((step, at) => step === whole[at]),
  );
  return level?.pairs.get(`${key}`) || undefined;
}

/** A value in the place of the typed one. */
export function valueItem(
  value: string | number,
  { typing }: Context,
  rest: Pick<Completion, 'kind' | 'detail' | 'documentation'>,
): Completion {
  return {
    label: `${value}`,
    ...rest,
    newText: textToInsert(value, typing),
    range: typing.replaced,
    filterText: `${value}`,
  };
}

/** E.g. `Deployment web · 2 replicas`. */
export function workloadInWords(resource: Resource): string {
  const replicas = resource.podTemplate?.replicas;
  return (
    kindAndName(resource) + (replicas === undefined ? '' : ` · ${replicas} ${replicas === 1 ? 'replica' : 'replicas'}`)
  );
}

/** E.g. `Deployment web and 2 more`. A single workload is followed by its replicas. */
export function namesOf(resources: readonly Resource[]): string | undefined {
  const names = [...new Set(resources.map(kindAndName))];
  const [first, ...more] = names.length === 1 ? [...new Set(resources.map(workloadInWords))] : names;
  return more.length > 1 ? `${first} and ${more.length} more` : more.length === 1 ? `${first}, ${more[0]}` : first;
}

/** The items without repetitions of the same text. */
export function withoutRepeated(items: readonly Completion[]): readonly Completion[] {
  const texts = new Set<string>();
  return items.filter(({ newText }) => !texts.has(newText) && texts.add(newText));
}

/** Whether what is typed may become a text: its letters occur in the text in this order. */
export function mayBecome(text: string, { prefix }: Typing): boolean {
  const lower = text.toLowerCase();
  let at = 0;
  for (const letter of prefix.toLowerCase()) {
    at = lower.indexOf(letter, at) + 1;
    if (at === 0) {
      return false;
    }
  }
  return true;
}
