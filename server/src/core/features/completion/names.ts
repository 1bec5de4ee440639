import type { Field } from '../../kinds/fieldAt.ts';
import { groupOf } from '../../kinds/list.ts';
import type { ReferenceRule } from '../../kinds/referenceRules.ts';
import type { Resource } from '../../model/resource.ts';
import { writtenName } from '../../resolve/describe.ts';
import { selectorMatches } from '../../resolve/evidence/match.ts';
import { areExtensions, isSameName, knownNames } from '../../resolve/evidence/nameSimilarity.ts';
import { isHeadless } from '../../resolve/evidence/ports.ts';
import { objectsNear, searchIn } from '../../resolve/objectName.ts';
import { namespacesOf } from '../../resolve/scope/namespaces.ts';
import type { Proximity } from '../../resolve/scope/scope.ts';
import { mayReach } from '../../resolve/search.ts';
import { none } from '../../text/emptyList.ts';
import type { Completion } from './completion.ts';
import { type Context, searchFor, textIn, valueItem } from './context.ts';

type NameField = Extract<Field, { readonly at: unknown; readonly rule: ReferenceRule }>;

/** The names of objects that a reference may name, or the kinds or versions of these objects. */
export function nameItems(field: NameField, context: Context): readonly Completion[] {
  const objects = objectsFor(field, context);
  switch (field.type) {
    case 'kind':
      return itemsOf(
        objects.map(({ kind }) => kind),
        context,
      );
    case 'apiVersion':
      return itemsOf(
        objects.map(({ apiVersion }) => apiVersion),
        context,
      );
    case 'name':
      return objects
        .filter(({ name }) => name !== '')
        .map((resource) =>
          valueItem(textFor(resource, field.rule, context), context, {
            kind: 'name',
            detail: detailOf(resource),
            documentation: `${resource.kind} in \`${resource.document.file}\``,
          }),
        );
    case 'data key':
    case 'port':
      return none;
  }
}

/** The text that names an object: its name, with its namespace if the text has room for it and needs it. */
function textFor(resource: Resource, { form }: ReferenceRule, { variants, index, settings }: Context): string {
  const name = writtenName(resource);
  const namespace = resource.namespace?.value;
  const isOwn = variants.some((each) => namespacesOf(each, index, settings.closedWorld).includes(namespace));
  if (form === undefined || namespace === undefined || isOwn) {
    return name;
  }
  return form === 'host' ? `${name}.${namespace}.svc.cluster.local` : `${namespace}/${name}`;
}

/** The objects that a reference may name, in order of likelihood. The kind counts if the text states it. */
export function objectsFor({ type, rule, at }: NameField, context: Context): readonly Resource[] {
  const { typing, variants, index } = context;
  const stated = (field: readonly string[]) => textIn(typing, [...at, ...field]);
  const kind = typeof rule.kind === 'string' ? rule.kind : stated(rule.kind.field) || rule.kind.default;
  const namespace = rule.namespace && stated(rule.namespace);
  const group = groupFor(rule, stated);
  const names = knownNames(index);
  const found = variants.flatMap((variant) => {
    const own = searchFor(variant, context);
    // A text with a namespace may name an object of any.
    const searched = rule.form === undefined ? own : { ...own, namespaces: [undefined] };
    const search = namespace === undefined ? searched : searchIn(namespace, own);
    return objectsNear(variant, { group, kind: kind ?? '' }, index)
      .filter(({ resource }) => mayReach(search, resource) && !(resource === variant || isOwnText(resource, variant)))
      .filter(({ resource }) => kind === undefined || type === 'kind' || resource.kind === kind)
      .map(({ resource, proximity }) => ({ resource, points: pointsOf(variant, resource, rule, proximity, names) }));
  });
  const ordered = found.sort((a, b) => b.points - a.points).map(({ resource }) => resource);
  return ordered.filter(
    (each, at) =>
      ordered.findIndex((other) => other.kind === each.kind && writtenName(other) === writtenName(each)) === at,
  );
}

function groupFor(rule: ReferenceRule, stated: (field: readonly string[]) => string | undefined): string {
  if (typeof rule.group === 'string') {
    return rule.group;
  }
  const version = stated(rule.group.field) ?? rule.group.default ?? '';
  return rule.group.as === 'group' ? version : groupOf(version);
}

function isOwnText(resource: Resource, variant: Resource): boolean {
  return resource.document === variant.document && resource.start === variant.start;
}

/**
 * How well an object fits, apart from a name that nobody has typed: nobody scales or exposes two things of the same
 * name, and a Service that a workload names as its own selects its pods.
 */
function pointsOf(
  referrer: Resource,
  candidate: Resource,
  { role }: ReferenceRule,
  proximity: Proximity,
  names: ReturnType<typeof knownNames>,
): number {
  const isOwn = role === 'governing service' || role === 'rollout service';
  const selector = candidate.service?.selector;
  const selectsOwn = isOwn && selector && referrer.podTemplate && selectorMatches(selector, referrer.podTemplate);
  const isNamed = referrer.references.some((each) => each.role === role && each.name.value === writtenName(candidate));
  return (
    (selectsOwn ? weights.selectsOwn : 0) +
    (role === 'governing service' && isHeadless(candidate) ? weights.headless : 0) +
    (isSameName(referrer.name, candidate.name, names)
      ? weights.sameName
      : areExtensions(referrer.name, candidate.name, names)
        ? weights.similarName
        : 0) +
    weights[proximity] +
    (isNamed ? weights.named : 0)
  );
}

/** Each is larger than the sum of those after it that may speak for another object. */
const weights = {
  selectsOwn: 32,
  sameName: 16,
  similarName: 8,
  headless: 4,
  file: 3,
  directory: 2,
  bundle: 2,
  complement: 1,
  neighbours: 0,
  elsewhere: 0,
  /** The referrer names it in another place. */
  named: -1,
} as const satisfies Record<Proximity | 'selectsOwn' | 'sameName' | 'similarName' | 'headless' | 'named', number>;

function itemsOf(values: readonly string[], context: Context): readonly Completion[] {
  return [...new Set(values)].map((value) => valueItem(value, context, { kind: 'value' }));
}

/** E.g. `Service · 80 http, 443 https`; of a Secret or a ConfigMap only what it is. */
function detailOf({ kind, service }: Resource): string {
  const ports = (service?.ports ?? none).map(({ port, name }) => [port?.value, name?.value].filter(Boolean).join(' '));
  return ports.length > 0 ? `${kind} · ${ports.slice(0, 3).join(', ')}` : kind;
}
