import type { Resource } from '../model/resource.ts';
import type { Settings } from '../settings.ts';
import { directoryOf } from '../text/path.ts';
import { isSameName, knownNames } from './names.ts';
import { portsOfService, reachablePorts, targetsOf } from './ports.ts';
import type { IndexReader } from './reader.ts';
import { resolveServiceSelector } from './selectorResolution.ts';

/** Two Services each of which selects the workload of the other. */
export interface Exchanged {
  /** What the Service selects. */
  readonly target: Resource;
  /** The Service to which that belongs. */
  readonly other: Resource;
  /** What the other one selects, and the Service should. */
  readonly own: Resource;
}

/**
 * Whether a Service and another one beside it have each other's selector. Both select one workload, and crosswise either the
 * names fit or the ports do, while as it stands neither does: one such likeness may be a chance, two that mirror each other are
 * not. Undefined also where it is not known.
 */
export function exchangedWith(service: Resource, index: IndexReader, settings: Settings): Exchanged | undefined {
  return index.remember('exchanged', service, (reader) => lookForExchange(service, reader, settings));
}

function lookForExchange(service: Resource, index: IndexReader, settings: Settings): Exchanged | undefined {
  const names = knownNames(index);
  const target = onlyTarget(service, index, settings);
  if (!target || isSameName(service.name, target.name, names)) {
    return undefined;
  }
  const arePortsWrong = lacksPorts(service, target);
  const others =
    service.bundle === undefined
      ? index.servicesIn(directoryOf(service.document.file))
      : index.servicesOf(service.bundle);
  for (const other of others) {
    const hasName = isSameName(other.name, target.name, names);
    const mayHavePorts = arePortsWrong && hasPorts(other, target);
    if (other === service || other.bundle !== service.bundle || (!hasName && !mayHavePorts)) {
      continue;
    }
    const own = onlyTarget(other, index, settings);
    if (!own || own === target || isSameName(other.name, own.name, names)) {
      continue;
    }
    const byNames =
      hasName && isSameName(service.name, own.name, names) && !lacksPorts(service, own) && !lacksPorts(other, target);
    const byPorts = mayHavePorts && hasPorts(service, own) && lacksPorts(other, own);
    if (byNames || byPorts) {
      return { target, other, own };
    }
  }
  return undefined;
}

function onlyTarget(service: Resource, index: IndexReader, settings: Settings): Resource | undefined {
  if (!service.service?.selector) {
    return undefined;
  }
  const resolution = resolveServiceSelector(service, index, settings);
  const [target, ...more] = resolution.type === 'found' ? resolution.targets : [];
  return more.length === 0 ? target : undefined;
}

/** Whether the workload declares every port to which the Service sends traffic. */
function hasPorts(service: Resource, { podTemplate }: Resource): boolean {
  const ports = portsOfService(service);
  return ports.length > 0 && ports.every((port) => podTemplate && targetsOf(port, podTemplate).length > 0);
}

/** Whether the workload declares ports, and none to which the Service sends traffic. */
function lacksPorts(service: Resource, { podTemplate }: Resource): boolean {
  const ports = portsOfService(service);
  return (
    podTemplate !== undefined &&
    reachablePorts(podTemplate).length > 0 &&
    ports.length > 0 &&
    ports.every((port) => targetsOf(port, podTemplate).length === 0)
  );
}
