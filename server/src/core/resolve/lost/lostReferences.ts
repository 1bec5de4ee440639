import type { Reference, SelectorReference } from '../../model/reference.ts';
import type { LostEdge, UnknownTarget } from '../../model/resolution.ts';
import type { Resource, ServicePort } from '../../model/resource.ts';
import type { Asked } from '../../model/wiring.ts';
import type { Labels, Written } from '../../model/written.ts';
import { isAdded, labelSelectorMatches, labelUnder, selectorMayMatch } from '../evidence/match.ts';
import { reachablePorts } from '../evidence/ports.ts';
import { targetHasPort } from '../evidence/servicePorts.ts';
import type { LookUp, Search } from '../search.ts';
import {
  askedByKey,
  askedByLabels,
  askedByMonitoredPort,
  askedByName,
  askedByNamedPort,
  askedByPort,
  askedBySelector,
  pairsOfValue,
} from './asked.ts';
import { lostEdge, type Unreached } from './lostEdges.ts';

type Loss = LostEdge | UnknownTarget | undefined;

/** Whether the selector of a Service, which matches nothing, matched in the baseline. */
export function lostSelector(service: Resource, look: LookUp): Loss {
  const selector = service.service?.selector;
  return selector && lostEdge(unreachedSelector(service, askedBySelector(selector), selector), look);
}

/** Whether any other selector, which matches nothing, matched in the baseline. */
export function lostLabels(resource: Resource, reference: SelectorReference, look: LookUp): Loss {
  const { matchLabels, matchExpressions } = reference.selector;
  const asked = askedByLabels(reference);
  if (matchExpressions.length === 0) {
    return matchLabels && lostEdge(unreachedSelector(resource, asked, matchLabels, reference), look);
  }
  const written = [
    ...(matchLabels?.pairs ?? []).map(({ value }) => value),
    ...matchExpressions.flatMap(({ values }) => values),
  ];
  const labelsOf = (target: Resource) =>
    reference.role === 'service monitor' ? target.labels : target.podTemplate?.labels;
  return lostEdge(
    {
      resource,
      asked,
      values: written.map(({ value }) => value),
      isFilledIn: written.some(isPlaceholder),
      // The baseline keeps expressions only as text, so a target that still exists counts as one that they
      // match.
      reaches: (target, value) =>
        value === asked.value ? labelSelectorMatches(reference.selector, labelsOf(target)) : true,
    },
    look,
  );
}

/** Whether a name that names nothing named an object in the baseline. */
export function lostName(
  resource: Resource,
  reference: Reference,
  look: Pick<Search, keyof LookUp | 'namespaces'>,
): Loss {
  const { name, namespace } = reference;
  const unreached: Unreached = {
    resource,
    asked: askedByName(reference),
    values: [name.value],
    isFilledIn: isPlaceholder(name) || (namespace !== undefined && isPlaceholder(namespace)),
    namespaces: look.namespaces,
    reaches: (target, value) => target.name === value,
  };
  return lostEdge(unreached, look);
}

/** Whether pods declared a port of a Service in the baseline that none of the selected pods declares now. */
export function lostTargetPort(service: Resource, port: ServicePort, targets: readonly Resource[], look: LookUp): Loss {
  const reaches = ({ podTemplate }: Resource, value: string): boolean | undefined => {
    const [wanted = '', protocol = 'TCP'] = value.split('/');
    const ports = podTemplate ? reachablePorts(podTemplate) : [];
    return someOf(ports, (each) =>
      each.protocol !== protocol ? false : isAsked(/^[0-9]+$/.test(wanted) ? each.containerPort : each.name, wanted),
    );
  };
  const { targetPort } = port;
  const unreached = unreachedPort(service, askedByPort(port), targetPort ?? port.port, reaches);
  return ofSameTargets(lostEdge(unreached, look), targets);
}

/** Whether the baseline had the port that a reference to a Service names. */
export function lostPortOfNamed(
  resource: Resource,
  reference: Reference,
  services: readonly Resource[],
  look: LookUp,
): Loss {
  const { port } = reference;
  if (!port) {
    return undefined;
  }
  const reaches = (target: Resource, value: string) =>
    targetHasPort(target, { by: port.by, written: { ...port.written, value } }) ?? false;
  const unreached = unreachedPort(resource, askedByNamedPort(reference, port.written), port.written, reaches);
  return ofSameTargets(lostEdge(unreached, look), services);
}

/**
 * Whether the object that a reference names had a key in the baseline that none of these objects has now.
 *
 * @param position of the key among the keys of the reference.
 */
export function lostKey(
  resource: Resource,
  reference: Reference,
  position: number,
  objects: readonly Resource[],
  look: LookUp,
): Loss {
  const reaches = ({ data }: Resource, value: string) =>
    data?.keys.some((each) => each.value === value) || (data?.open === undefined ? false : undefined);
  const unreached = unreachedPort(
    resource,
    askedByKey(reference, position),
    reference.keys?.[position]?.written,
    reaches,
  );
  return ofSameTargets(lostEdge(unreached, look), objects);
}

/** Whether the baseline had the port, by its name, that a monitor scrapes. */
export function lostMonitoredPort(
  resource: Resource,
  reference: SelectorReference,
  port: Written,
  targets: readonly Resource[],
  look: LookUp,
): Loss {
  const reaches = ({ service, podTemplate }: Resource, value: string) =>
    someOf(service?.ports ?? (podTemplate ? reachablePorts(podTemplate) : []), ({ name }) => isAsked(name, value));
  const unreached = unreachedPort(resource, askedByMonitoredPort(reference, port), port, reaches);
  return ofSameTargets(lostEdge(unreached, look), targets);
}

function unreachedSelector(
  resource: Resource,
  asked: Asked,
  selector: Labels,
  reference?: SelectorReference,
): Unreached {
  const ofServices = reference?.role === 'service monitor';
  return {
    resource,
    asked,
    values: selector.pairs.map(({ value }) => value.value),
    isFilledIn: selector.pairs.some(({ key, value }) => isPlaceholder(key) || isPlaceholder(value)),
    reaches: (target, value) => {
      const pairs = pairsOfValue(value) ?? [];
      const labels = ofServices ? target.labels : target.podTemplate?.labels;
      const added = ofServices ? [] : (target.podTemplate?.added ?? []);
      const lacks = pairs.filter(([key, wanted]) => {
        const label = labelUnder(labels, key);
        return label ? label.value.value !== wanted : wanted !== '' && !isAdded(added, key, wanted);
      });
      if (lacks.length === 0) {
        return true;
      }
      const mayMatch = value === asked.value && !ofServices && target.podTemplate;
      return mayMatch && selectorMayMatch(selector, target.podTemplate) ? undefined : false;
    },
  };
}

function unreachedPort(
  resource: Resource,
  asked: Asked,
  written: Written | undefined,
  reaches: Unreached['reaches'],
): Unreached {
  const isFilledIn = written !== undefined && isPlaceholder(written);
  return { resource, asked, values: written ? [written.value] : [], isFilledIn, reaches };
}

/**
 * A port is lost only if the resource that had it is still reached. If the reference now leads to another
 * resource or to nothing, the reference itself is lost or moved.
 */
function ofSameTargets(loss: Loss, targets: readonly Resource[]): Loss {
  return loss === undefined || 'type' in loss || loss.present.some((each) => targets.includes(each)) ? loss : undefined;
}

/** Whether one of the items matches; undefined if one may match. */
function someOf<T>(items: readonly T[], isOne: (item: T) => boolean | undefined): boolean | undefined {
  const answers = items.map(isOne);
  return answers.includes(true) ? true : answers.includes(undefined) ? undefined : false;
}

function isAsked(written: Written | undefined, wanted: string): boolean | undefined {
  return written && isPlaceholder(written) ? undefined : written?.value === wanted;
}

function isPlaceholder({ type, value }: Written): boolean {
  return type === 'placeholder' || value.includes('${') || value.includes('{{');
}
