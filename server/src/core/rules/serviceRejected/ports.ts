import { containsPlaceholder, integerOf } from '../../kinds/written.ts';
import { type Stated, writtenText } from '../../model/origin.ts';
import type { Resource, ServiceFacts, ServicePort } from '../../model/resource.ts';
import type { Written } from '../../model/written.ts';
import type { Range } from '../../text/range.ts';
import { looksLikeTemplate } from '../shared/template.ts';
import { isDnsLabel } from './metadata.ts';
import type { Rejection } from './rejection.ts';
import { typeOf } from './type.ts';

/** Source: k8s.io/kubernetes/pkg/apis/core/validation validateService, validateServicePort, ValidatePortNumOrName. */
export function* rejectedPorts(resource: Resource, service: ServiceFacts): Generator<Rejection> {
  const { portList, ports } = service;
  if (portList && portList.type !== 'sequence' && portList.type !== 'null') {
    if (!containsPlaceholder(writtenText(resource, portList))) {
      yield { at: portList.keyRange, message: 'spec.ports is not a list of ports', together: false };
    }
    return;
  }
  if (ports.length === 0) {
    yield* missingPorts(service);
    return;
  }
  for (const [index, port] of ports.entries()) {
    const path = `spec.ports[${index}]`;
    if (port.shape === 'other') {
      if (!containsPlaceholder(writtenText(resource, port))) {
        yield { at: port, cause: 'no map', message: `${path} is not a map of fields`, together: false };
      }
      continue;
    }
    yield* rejectedName(port, path, ports.length > 1);
    yield* rejectedProtocol(port);
    yield* rejectedNumber(port.port, 'port', originOfPort(port), { required: true, zero: false });
    yield* rejectedTargetPort(port.targetPort);
    yield* rejectedNumber(port.nodePort, 'nodePort', originOfPort(port), { required: false, zero: true });
    if (typeOf(service) === 'ClusterIP' && (integerOf(port.nodePort) ?? 0) !== 0) {
      yield {
        at: port.nodePort!,
        message: 'A Service without type: NodePort or LoadBalancer has no node ports',
        advice: 'Add the type, or remove nodePort.',
        together: true,
        data: { type: 'node port' },
      };
    }
  }
  yield* duplicates(ports);
}

/**
 * A Service that states no selector and no port fields may be a part of a Service. Server-side apply takes the
 * fields that one owner sets, and `kubectl patch` takes the fields that change. Source: kubernetes.io,
 * Server-Side Apply.
 */
function* missingPorts(service: ServiceFacts): Generator<Rejection> {
  const type = typeOf(service);
  const { clusterIP, portList, spec } = service;
  if (portList === undefined && service.selector === undefined) {
    return;
  }
  const mayBeHeadless =
    clusterIP?.value === 'None' ||
    clusterIP?.type === 'placeholder' ||
    service.fields.some((each) => each.value === 'clusterIPs');
  const keyRange = portList?.keyRange ?? spec?.keyRange;
  if (keyRange && type !== undefined && type !== 'ExternalName' && !mayBeHeadless) {
    yield { at: keyRange, message: 'A Service needs at least one port, and this one has none', together: true };
  }
}

function* rejectedName(port: ServicePort, path: string, several: boolean): Generator<Rejection> {
  const { name } = port;
  if (name?.type === 'placeholder') {
    return;
  }
  if (name === undefined || name.type === 'null' || name.value === '') {
    if (several && (name === undefined || name.type === 'null' || name.type === 'string')) {
      yield {
        at: originOfPort(port),
        cause: 'no name',
        message: `In a Service with several ports each port needs a name, and ${path} has none`,
        together: true,
        data: { type: 'name', name: proposedName(port) },
      };
    }
    return;
  }
  if (name.type !== 'string') {
    const quotable = name.type !== 'mapping' && name.type !== 'sequence';
    yield {
      at: name,
      cause: 'name is no string',
      message: `kubectl reads name: ${name.value} as a ${name.type === 'boolean' ? 'boolean' : 'number'}, not as a string`,
      together: false,
      ...(quotable && { data: { type: 'replace', value: name.value, as: 'text', certain: true } }),
    };
    return;
  }
  // Source: k8s.io/apimachinery/pkg/util/validation IsDNS1123Label.
  if (!isDnsLabel(name.value) && !looksLikeTemplate(name.value)) {
    const proposed = name.value
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 63);
    yield {
      at: name,
      cause: 'name is not valid',
      message: `"${name.value}" is not a valid name of a port, which has at most 63 lower-case letters, digits and "-"`,
      together: false,
      ...(isDnsLabel(proposed) && { data: { type: 'replace', value: proposed, as: 'text', certain: false } }),
    };
  }
}

/**
 * A name that a person would choose: the target's own name, the name of a well-known port number, else protocol
 * and number.
 */
function proposedName(port: ServicePort): string {
  const target = port.targetPort;
  // This also works if the number is in quotes, which is a different problem of this port.
  const number = integerOf(port.port) ?? (Number(port.port?.value) || undefined);
  if (target?.type === 'string' && /[a-z]/.test(target.value) && isDnsLabel(target.value)) {
    return target.value;
  }
  return number === 80 ? 'http' : number === 443 ? 'https' : `${port.protocol.toLowerCase()}-${number ?? 'port'}`;
}

function* rejectedProtocol({ protocolField: protocol }: ServicePort): Generator<Rejection> {
  if (!protocol || protocol.type === 'placeholder' || protocol.type === 'null' || protocol.value === '') {
    return;
  }
  const near = protocols.find((each) => each === protocol.value.toUpperCase());
  if (protocol.type === 'string' && protocols.includes(protocol.value)) {
    return;
  }
  yield {
    at: protocol,
    message: `There is no protocol "${protocol.value}"`,
    advice: near ? `Write ${near}.` : `The protocols are ${protocols.join(', ')}.`,
    together: false,
    ...(near && { data: { type: 'replace', value: near, as: 'text', certain: true } }),
  };
}

const protocols = ['TCP', 'UDP', 'SCTP'];

function* rejectedNumber(
  written: Written | undefined,
  field: string,
  place: Range,
  may: { readonly required: boolean; readonly zero: boolean },
): Generator<Rejection> {
  if (written === undefined || written.type === 'null') {
    if (may.required) {
      yield { at: written ?? place, message: `A port of a Service needs the field ${field}`, together: true };
    }
    return;
  }
  if (written.type === 'placeholder') {
    return;
  }
  const number = integerOf(written);
  if (number === undefined) {
    yield* noNumber(written, field);
  } else if (field === 'port' && (number < 1 || number > 65535)) {
    yield {
      at: written,
      cause: `${field} is out of range`,
      message: `${field}: ${written.value} is not in the range of ports, 1 to 65535`,
      together: false,
    };
  }
}

function* noNumber(written: Written, field: string): Generator<Rejection> {
  if (written.type === 'string' && /^[0-9]{1,5}$/.test(written.value)) {
    yield {
      at: written.quotes ?? written,
      cause: `${field} is in quotes`,
      message: `${field}: "${written.value}" is a string, but must be a number`,
      advice: 'Remove the quotes.',
      together: false,
      data: { type: 'replace', value: written.value, as: 'number', certain: true },
    };
  } else if (!isToBeFilledIn(written.value)) {
    const collection = written.type === 'mapping' || written.type === 'sequence';
    yield {
      at: written,
      cause: `${field} is no number`,
      message: collection ? `${field} is not a number` : `${field}: ${written.value} is not a whole number`,
      together: false,
    };
  }
}

function* rejectedTargetPort(written: Written | undefined): Generator<Rejection> {
  if (!written || written.type === 'null' || written.type === 'placeholder') {
    return;
  }
  const number = integerOf(written);
  if (number !== undefined) {
    if (number < 0 || number > 65535) {
      yield {
        at: written,
        cause: 'targetPort is out of range',
        message: `targetPort: ${written.value} is not in the range of ports, 1 to 65535`,
        together: false,
      };
    }
    return;
  }
  if (written.type === 'string') {
    if (written.value === '' || isToBeFilledIn(written.value)) {
      return;
    }
    if (/^[0-9]{1,5}$/.test(written.value)) {
      yield {
        at: written.quotes ?? written,
        cause: 'targetPort is in quotes',
        message: `targetPort: "${written.value}" is a port name, and a port name needs a letter`,
        advice: 'Remove the quotes to state the number.',
        together: false,
        data: { type: 'replace', value: written.value, as: 'number', certain: true },
      };
    } else {
      const fault = portNameFault(written.value);
      if (fault !== undefined) {
        yield {
          at: written,
          cause: 'targetPort is no name',
          message: `targetPort: "${written.value}" is not a valid port name, which ${fault}`,
          together: false,
        };
      }
    }
    return;
  }
  const collection = written.type === 'mapping' || written.type === 'sequence';
  yield {
    at: written,
    cause: 'targetPort is neither',
    message: `targetPort${collection ? '' : `: ${written.value}`} is neither the number of a port nor its name`,
    together: false,
  };
}

/** Source: k8s.io/apimachinery/pkg/util/validation IsValidPortName. */
function portNameFault(name: string): string | undefined {
  if (name.length > 15) {
    return `has at most 15 characters; this one has ${name.length}`;
  }
  if (!/^[a-z0-9-]+$/.test(name)) {
    return 'has only lower-case letters, digits and "-"';
  }
  if (!/[a-z]/.test(name)) {
    return 'has at least one letter';
  }
  return name.includes('--') || name.startsWith('-') || name.endsWith('-')
    ? 'has only single "-" between other characters'
    : undefined;
}

function* duplicates(ports: readonly ServicePort[]): Generator<Rejection> {
  const names = new Set<string>();
  const numbers = new Set<string>();
  for (const port of ports) {
    const name = port.name?.type === 'string' ? port.name.value : '';
    if (name !== '' && names.has(name)) {
      yield { at: port.name!, cause: 'same name', message: `Two ports have the name "${name}"`, together: false };
    }
    names.add(name);
    const number = integerOf(port.port);
    if (number === undefined || port.protocolField?.type === 'placeholder') {
      continue;
    }
    const pair = `${number}/${port.protocol}`;
    if (numbers.has(pair)) {
      yield {
        at: port.port!,
        cause: 'same number',
        message: `Two ports have the number ${number} and the protocol ${port.protocol}`,
        together: false,
      };
    }
    numbers.add(pair);
  }
}

/** The place of a port as a whole: its first key. */
function originOfPort(port: ServicePort): Stated {
  return port.fields[0] ?? port;
}

/**
 * `PORT` and `target_port` are placeholders that people or scripts fill in, so they are no mistake. `HTTP` is
 * one.
 */
function isToBeFilledIn(text: string): boolean {
  return (
    looksLikeTemplate(text) ||
    /^(?:target|container|service|app)_port$/.test(text) ||
    /^([A-Z0-9]+_)*[A-Z]*(PORT|NUMBER|VALUE)(_[A-Z0-9]+)*$|^(REPLACE|CHANGE|YOUR|TODO)/.test(text)
  );
}
