import { objectsNamed } from '../../index/keys.ts';
import type { Field } from '../../kinds/fieldAt.ts';
import type { Reference } from '../../model/reference.ts';
import type { Resource } from '../../model/resource.ts';
import { kindAndName, writtenName } from '../../resolve/describe.ts';
import { namesakesOf, searchIn } from '../../resolve/objectName.ts';
import { isInScopeOf, mayReach } from '../../resolve/search.ts';
import { none } from '../../text/emptyList.ts';
import type { Completion } from './completion.ts';
import { type Context, searchFor, textIn, valueItem } from './context.ts';
import { objectsFor } from './names.ts';

/** The keys of the ConfigMap or Secret that a reference names; never their values. */
export function dataKeyItems(
  field: Extract<Field, { readonly type: 'data key' }>,
  context: Context,
): readonly Completion[] {
  const name = textIn(context.typing, [...field.at, ...field.rule.name]);
  const objects =
    name === undefined
      ? none
      : field.rule.role === 'subset'
        ? subsetsOf(name, context)
        : objectsFor(field, context).filter((each) => writtenName(each) === name);
  return keyItems(objects, field.rule.kind as string, context);
}

/** The subsets of a host, from all its DestinationRules. */
function subsetsOf(host: string, context: Context): readonly Resource[] {
  const [name = '', namespace] = host.split('.');
  return context.variants.flatMap((variant) => {
    const own = searchFor(variant, context);
    const search = namespace === undefined ? own : searchIn(namespace, own);
    return context.index.list(objectsNamed('', 'Subset', name)).filter((each) => mayReach(search, each));
  });
}

/** The files of the volume that a mount names: the keys of its ConfigMap or Secret, or the paths that it lists. */
export function subPathItems(context: Context): readonly Completion[] {
  const volume = context.typing.levels.at(-1)?.pairs.get('name');
  return context.variants.flatMap((variant) => {
    const volumes = variant.podTemplate?.volumes ?? none;
    const index = volumes.findIndex(({ name }) => name.value === volume);
    const files = volumes[index]?.files;
    if (files) {
      return files.map(({ value }) => valueItem(value, context, { kind: 'file', detail: `volume ${volume}` }));
    }
    const isSource = ({ path }: Reference) =>
      path.includes(`.volumes[${index}].`) || path.startsWith(`spec.volumes[${index}].`);
    const search = searchFor(variant, context);
    const objects = variant.references
      .filter(isSource)
      .flatMap((reference) => namesakesOf(reference, context.index))
      .filter((each) => mayReach(search, each) && isInScopeOf(search, each));
    return keyItems(objects, objects[0]?.kind ?? '', context);
  });
}

/** The keys that the object at the cursor does not name yet come first. */
function keyItems(objects: readonly Resource[], kind: string, context: Context): readonly Completion[] {
  const used = new Set(
    context.variants.flatMap(({ references }) =>
      references
        .filter((each) => each.kind === kind && objects.some(({ name }) => name === each.name.value))
        .flatMap(({ keys }) => (keys ?? none).map(({ written }) => written.value)),
    ),
  );
  return objects
    .flatMap((resource) => (resource.data?.keys ?? none).map((key) => ({ key, resource })))
    .filter(({ key }) => key.type === 'string')
    .sort((a, b) => Number(used.has(a.key.value)) - Number(used.has(b.key.value)))
    .map(({ key, resource }) =>
      valueItem(key.value, context, {
        kind: 'value',
        detail: kindAndName(resource),
        documentation: `${resource.kind} in \`${resource.document.file}\``,
      }),
    );
}
