import type { ContainerProbe } from '../model/resource.ts';

/** The request to each address. */
export interface ProbeRequest {
  /** `tcp`: a connection is enough. `grpc`: tests whether the server speaks HTTP/2. */
  readonly type: 'http' | 'tcp' | 'grpc';
  readonly scheme: 'http' | 'https';
  /** Begins with a slash; may contain a query. */
  readonly path: string;
  readonly headers: readonly Header[];
  /** The source of the request, e.g. `the readiness probe of container backend`. */
  readonly by: string;
  /** Whether the path is only a guess, because no file states one. */
  readonly isGuess: boolean;
  /** Names of headers that are not sent, because their values may be secrets. */
  readonly withheld: readonly string[];
}

export interface Header {
  readonly name: string;
  readonly value: string;
}

/** The fields of a container that decide how to request it. Source: k8s.io/api core/v1 Container. */
export interface AskedContainer {
  readonly name: string;
  readonly ports: readonly { readonly name?: string; readonly number: number; readonly protocol: string }[];
  readonly readinessProbe?: ContainerProbe;
  readonly livenessProbe?: ContainerProbe;
}

/**
 * The request for a port of a Service: that of the readiness probe, else of the liveness probe of the container
 * with that port, else `/` over plain HTTP. A probe of another port of the container is not used.
 *
 * @param targetPort a number or a name
 * @param path the path that a person requested, which replaces all others
 * @param setting the path if no probe states one
 */
export function requestOf(
  containers: readonly AskedContainer[],
  targetPort: string,
  path?: string,
  setting?: string,
): ProbeRequest {
  const stated = statedProbe(containers, targetPort);
  const otherwise: ProbeRequest =
    setting === undefined ? guess : { ...guess, path: pathIn(setting), by: 'the setting probe.path', isGuess: false };
  const request = stated ? requestByProbe(stated) : otherwise;
  return path === undefined
    ? request
    : {
        ...request,
        type: 'http',
        path: pathIn(path),
        by: `the requested path${stated ? `, and ${request.by}` : ''}`,
        isGuess: false,
      };
}

/** `GET /health, as …`: the request in the words of a report. */
export function describeRequest({ type, scheme, path, by, isGuess, withheld }: ProbeRequest): string {
  const what =
    type === 'tcp'
      ? 'whether the connection is accepted'
      : type === 'grpc'
        ? 'whether HTTP/2 is spoken, as gRPC needs it'
        : `GET ${path}${scheme === 'https' ? ' over TLS' : ''}`;
  const left = withheld.length > 0 ? `; without ${withheld.join(', ')}, whose value may be secret` : '';
  return isGuess ? `${what}, because nothing states a path` : `${what}, as ${by} says${left}`;
}

/** Whether the kubelet probes this port by network before a pod is ready. */
export function isPortWatched(containers: readonly AskedContainer[], targetPort: string): boolean {
  return containers.some((container) => {
    const { readinessProbe } = container;
    return (
      readinessProbe !== undefined && numberOf(container, readinessProbe.port) === numberIn(containers, targetPort)
    );
  });
}

const guess: ProbeRequest = {
  type: 'http',
  scheme: 'http',
  path: '/',
  headers: [],
  by: 'nothing else',
  isGuess: true,
  withheld: [],
};

interface Chosen {
  readonly probe: ContainerProbe;
  readonly by: string;
}

function statedProbe(containers: readonly AskedContainer[], targetPort: string): Chosen | undefined {
  const number = numberIn(containers, targetPort);
  if (number === undefined) {
    return undefined;
  }
  for (const which of ['readinessProbe', 'livenessProbe'] as const) {
    for (const container of containers) {
      const probe = container[which];
      if (probe && numberOf(container, probe.port) === number) {
        return {
          probe,
          by: `the ${which === 'readinessProbe' ? 'readiness' : 'liveness'} probe of container ${container.name}`,
        };
      }
    }
  }
  return undefined;
}

function requestByProbe({ probe, by }: Chosen): ProbeRequest {
  if (probe.type !== 'httpGet') {
    return { ...guess, type: probe.type === 'grpc' ? 'grpc' : 'tcp', by, isGuess: false };
  }
  const sendable = (probe.headers ?? []).filter(({ name, value }) => isSendable(name, value));
  return {
    type: 'http',
    scheme: probe.scheme?.toUpperCase() === 'HTTPS' ? 'https' : 'http',
    path: pathIn(probe.path ?? '/'),
    headers: sendable.filter(({ name }) => !isSecret(name)).slice(0, mostHeaders),
    by,
    isGuess: false,
    withheld: sendable.filter(({ name }) => isSecret(name)).map(({ name }) => name),
  };
}

const mostHeaders = 20;

/** One line, without characters that a server would take as its end. Source: RFC 9112 section 3.2.1. */
function pathIn(path: string): string {
  const escaped = [...path.slice(0, 2000)]
    .map((character) => (/[!-~]/.test(character) ? character : encodeCharacter(character)))
    .join('');
  return escaped.startsWith('/') ? escaped : `/${escaped}`;
}

function encodeCharacter(character: string): string {
  // A single surrogate has no encoding.
  return /^[\ud800-\udfff]$/.test(character) ? '%EF%BF%BD' : encodeURIComponent(character);
}

/**
 * Whether a header may be sent: a field of RFC 9110 section 5 that does not state the length or the end of the
 * request.
 */
function isSendable(name: string, value: string): boolean {
  return (
    /^[!#$%&'*+.^_`|~\w-]{1,100}$/.test(name) &&
    /^[\t -~]{0,1000}$/.test(value) &&
    !/^(?:connection|content-length|transfer-encoding|upgrade|te|trailer|expect|keep-alive|proxy-.*)$/i.test(name)
  );
}

function isSecret(name: string): boolean {
  return /auth|cookie|token|secret|passw|credential|session|(?:^|[-_])(?:api-?)?key/i.test(name);
}

/** The number of a target port. If several containers have the name, that of the first one. */
function numberIn(containers: readonly AskedContainer[], targetPort: string): number | undefined {
  return (
    containers.map((container) => numberOf(container, targetPort)).find((number) => number !== undefined) ??
    (/^\d+$/.test(targetPort) ? Number(targetPort) : undefined)
  );
}

function numberOf(container: AskedContainer, port: string): number | undefined {
  return /^\d+$/.test(port) ? Number(port) : container.ports.find(({ name }) => name === port)?.number;
}
