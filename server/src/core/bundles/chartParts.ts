import { scalarAt } from '../chart/coalesce.ts';
import type { Manifest } from '../chart/manifests.ts';
import type { Dependency } from '../chart/metadata.ts';
import type { RenderedFile } from '../chart/renderChart.ts';
import { makesPods } from '../kinds/list.ts';
import type { GoMap } from '../template/value.ts';
import { none } from '../text/emptyList.ts';

/** The names that what a subchart makes has: those of the chart, or those that the values give it. */
export function namesOf({ name, alias }: Dependency, values: readonly GoMap[]): readonly string[] {
  const given = values.flatMap((each) =>
    ['nameOverride', 'fullnameOverride'].flatMap((key) => {
      const value = scalarAt(each, `${alias || name}.${key}`);
      return value?.kind === 'string' ? [value.text] : [];
    }),
  );
  return [name, alias, ...given].filter((each) => each !== '');
}

/** Whether an installed release has the object. What Helm runs as a test, or when it removes a release, is gone. */
export function isOfRelease({ root, hook }: Manifest): boolean {
  const events = hook?.split(',').map((event) => event.trim().toLowerCase()) ?? none;
  return (
    root !== undefined && (events.length === 0 || events.some((event) => /^(pre|post)-(install|upgrade)$/.test(event)))
  );
}

/**
 * The kinds of the objects in a template that could not be rendered. Undefined if it may make others, or pods, which a
 * selector selects whatever makes them.
 */
export function kindsIn(text: string): readonly string[] | undefined {
  const kinds = statedKinds(text);
  const mayMakeOthers = /^\{\{-?\s*(?:include|template|tpl|toYaml)\b/m.test(text);
  return kinds.length === 0 || mayMakeOthers || kinds.some((kind) => !/^[A-Za-z]+$/.test(kind) || makesPods(kind))
    ? undefined
    : kinds;
}

/**
 * The templates that state kinds which these values do not render: with others, they make what something here may need.
 */
export function* switchedOffIn(
  files: readonly RenderedFile[],
  manifests: readonly Manifest[],
): Generator<{ readonly path: string; readonly kinds: readonly string[] }> {
  const made = Map.groupBy(manifests, ({ template }) => template);
  for (const { name, file } of files) {
    const rendered = new Set(made.get(name)?.map(({ kind }) => kind));
    const kinds = [...new Set(statedKinds(file.text))].filter((kind) => !rendered.has(kind));
    if (kinds.length > 0) {
      yield { path: file.path, kinds };
    }
  }
}

/** The kinds that a template states at the beginning of a line. A kind that an action makes keeps its braces. */
function statedKinds(text: string): readonly string[] {
  return [...text.matchAll(/^kind:[ \t]*(.*?)[ \t]*\r?$/gm)].map((match) => match[1]!.replace(/^["']|["']$/g, ''));
}
