import type { Field } from '../../kinds/fieldAt.ts';
import type { Container, ContainerPort, Resource } from '../../model/resource.ts';
import { kindAndName, writtenName } from '../../resolve/describe.ts';
import { reachablePorts } from '../../resolve/evidence/ports.ts';
import { namedPortsOf } from '../../resolve/evidence/servicePorts.ts';
import { resolveSelector } from '../../resolve/labelSelector.ts';
import { matchesOf } from '../../resolve/serviceMatches.ts';
import { freePorts } from '../../rules/fixes/nodePort.ts';
import { none } from '../../text/emptyList.ts';
import type { Completion } from './completion.ts';
import { type Context, textIn, valueItem } from './context.ts';
import { objectsFor } from './names.ts';

/** The container ports of the pods that the Service selects, those first that no other port of the Service uses. */
export function targetPortItems(context: Context): readonly Completion[] {
  const { typing, variants, index, settings } = context;
  const level = typing.levels.at(-1);
  const pairs = level?.pairs ?? new Map<string, string | undefined>();
  const protocol = pairs.get('protocol') || 'TCP';
  const wanted = [pairs.get('name'), pairs.get('port')];
  const targets = variants.flatMap((variant) => {
    const matches = matchesOf(variant, index, settings);
    return matches.type === 'looked for' ? matches.found : none;
  });
  const own = level?.path.at(-1);
  const used = variants.flatMap(({ service }) =>
    (service?.ports ?? none).map(({ targetPort, port }, at) => (at === own ? undefined : (targetPort ?? port)?.value)),
  );
  const offered = targets.flatMap((target) =>
    containerPorts(target)
      .filter(({ port }) => port.protocol === protocol)
      .map((each) => ({ ...each, target })),
  );
  const rankOf = ({ port }: (typeof offered)[number]) => {
    const values = [port.name?.value, port.containerPort?.value];
    const isWanted = values.some((value) => value !== undefined && wanted.includes(value));
    return Number(!isWanted) + 2 * Number(values.some((value) => value !== undefined && used.includes(value)));
  };
  return offered
    .sort((a, b) => rankOf(a) - rankOf(b))
    .flatMap(({ port, container, target }) => portItems(port, `${kindAndName(target)} · ${container.name}`, context));
}

/** The ports of the container itself. */
export function probePortItems(
  { list, container }: Extract<Field, { readonly type: 'probe port' }>,
  context: Context,
): readonly Completion[] {
  const isInit = list === 'initContainers';
  const own = context.variants[0]?.podTemplate?.containers.filter(({ init }) => init === isInit)[container];
  return (own?.ports ?? none).flatMap((port) => portItems(port, own!.name, context));
}

/** The ports of the Service that a backend names. */
export function backendPortItems(
  field: Extract<Field, { readonly type: 'port' }>,
  context: Context,
): readonly Completion[] {
  const name = textIn(context.typing, [...field.at, ...field.rule.name]);
  const services = name === undefined ? none : objectsFor(field, context).filter((each) => writtenName(each) === name);
  const ports = services.flatMap((service) => namedPortsOf(service).map((port) => ({ port, service })));
  return ports.flatMap(({ port: { name: named, port, protocol }, service }) => {
    const detail = (other: string | undefined) => [other, protocol, kindAndName(service)].filter(Boolean).join(' · ');
    const number = numberOf(port?.value);
    return [
      ...(named && named.value !== '' && field.by !== 'number'
        ? [valueItem(named.value, context, { kind: 'port', detail: detail(port?.value) })]
        : none),
      ...(number !== undefined && field.by !== 'name'
        ? [valueItem(number, context, { kind: 'port', detail: detail(named?.value) })]
        : none),
    ];
  });
}

/** The names of ports of what a monitor selects. */
export function selectedPortItems(
  { rule, at }: Extract<Field, { readonly type: 'selected port' }>,
  context: Context,
): readonly Completion[] {
  const { variants, index, settings } = context;
  const targets = variants.flatMap((variant) =>
    variant.selectors
      .filter((each) => each.role === rule.role && each.path === [...at, ...rule.selector].join('.'))
      .flatMap((each) => {
        const resolution = resolveSelector(variant, each, index, settings);
        return resolution.type === 'found' ? resolution.targets : none;
      }),
  );
  return targets.flatMap((target) => {
    const ports = target.service?.ports ?? (target.podTemplate ? reachablePorts(target.podTemplate) : none);
    return ports.flatMap(({ name }) =>
      name && name.value !== '' ? valueItem(name.value, context, { kind: 'port', detail: kindAndName(target) }) : none,
    );
  });
}

/** The next free port of the range. */
export function nodePortItems(context: Context): readonly Completion[] {
  const { index, settings } = context;
  return freePorts({ index, settings })
    .slice(0, 1)
    .map((port) => valueItem(port, context, { kind: 'port', detail: 'the next free node port' }));
}

function containerPorts({
  podTemplate,
}: Resource): readonly { readonly port: ContainerPort; readonly container: Container }[] {
  const reachable = podTemplate ? reachablePorts(podTemplate) : none;
  return (podTemplate?.containers ?? none).flatMap((container) =>
    container.ports.filter((port) => reachable.includes(port)).map((port) => ({ port, container })),
  );
}

/** A port by its name, which stays right if the number changes, and by its number. */
function portItems(
  { name, containerPort, protocol }: ContainerPort,
  where: string,
  context: Context,
): readonly Completion[] {
  const number = numberOf(containerPort?.value);
  const detail = (other: string | undefined) => [other, protocol, where].filter(Boolean).join(' · ');
  return [
    ...(name && name.value !== ''
      ? [valueItem(name.value, context, { kind: 'port', detail: detail(containerPort?.value) })]
      : none),
    ...(number === undefined ? none : [valueItem(number, context, { kind: 'port', detail: detail(name?.value) })]),
  ];
}

function numberOf(text: string | undefined): number | undefined {
  return text !== undefined && /^[0-9]{1,5}$/.test(text) ? Number(text) : undefined;
}
