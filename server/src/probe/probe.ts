import type { Connection } from '../cluster/connection.ts';
import type { Resolve } from '../cluster/resolve.ts';
import type { Attempt } from '../core/probe/attempt.ts';
import type { FileFacts, LiveFacts, ProbedPort, ProbeFacts } from '../core/probe/facts.ts';
import { enumerate } from '../core/probe/networkWords.ts';
import { describeRequest, requestOf } from '../core/probe/request.ts';
import { choosePort, type ServiceInFiles } from '../core/probe/serviceInFiles.ts';
import { type Verdict, verdictOf } from '../core/probe/verdict.ts';
import { mayHaveNodePorts } from '../core/probe/withoutNodePort.ts';
import { attempts } from './attempts.ts';
import { type Evidence, gatherEvidence } from './evidence.ts';
import { defaultLimits, type Limits } from './limits.ts';
import { mostUnasked, targetsOf } from './targets.ts';
import { warmUp } from './warmUp.ts';
import { oneLine } from './words.ts';

/** The input of a probe. */
export interface ProbeQuery {
  readonly name: string;
  /** The stated namespace; absent if the file's or else the context's namespace applies. */
  readonly namespace?: string;
  readonly files?: ServiceInFiles;
  /** The title of a fix for a problem in the file. */
  readonly fix?: string;
  /** The name, the number or the node port of a port; by default the first one with a node port. */
  readonly port?: string;
  /** Addresses to try instead of the nodes' addresses. */
  readonly addresses: readonly string[];
  /** Addresses from the settings to try in addition to the nodes' addresses. */
  readonly settingAddresses?: readonly string[];
  readonly path?: string;
  /** The path from the settings, if no probe of a container states one. */
  readonly settingPath?: string;
  readonly limits?: Partial<Limits>;
  /** Names of variables that would have made other programs use a proxy. */
  readonly proxyVariables: readonly string[];
}

export interface Probed {
  readonly facts: ProbeFacts;
  readonly verdict: Verdict;
  /** Additional sentences. */
  readonly notes: readonly string[];
}

export interface ProbeOptions {
  /**
   * Called before more than twelve addresses are tried that no person stated. They are not tried if it resolves
   * to false.
   */
  confirm(addresses: readonly string[]): Promise<boolean>;
  readonly onDone?: (attempt: Attempt, all: number) => void;
  readonly resolve?: Resolve;
}

/**
 * Reads from the cluster, tries every address, and explains the result. Nothing is written and nothing rejects.
 * What could not be seen is a part of the facts.
 *
 * @param cluster a connection, or why there is none: the end of a sentence
 */
export async function probeService(
  query: ProbeQuery,
  cluster: Connection | { readonly because: string },
  signal: AbortSignal,
  options: ProbeOptions,
): Promise<Probed> {
  const { files } = query;
  const limits = { ...defaultLimits, ...query.limits };
  // Runs during the requests to the cluster, so that it costs no extra time.
  const warm = warmUp();
  const filePort = files && choosePort(files.ports, query.port);
  const namespace = query.namespace ?? files?.namespace ?? ('get' in cluster ? cluster.namespace : undefined);
  const evidence =
    'get' in cluster
      ? await gatherEvidence(
          cluster,
          {
            name: query.name,
            namespace: namespace ?? cluster.namespace,
            ...(filePort ? { port: filePort } : {}),
            ...(query.port === undefined ? {} : { wanted: query.port }),
          },
          signal,
        )
      : cluster;
  const seen = 'because' in evidence ? undefined : evidence;
  const port = portOf(filePort, seen);
  // The running pod states the request more reliably than a file.
  const containers = seen && seen.containers.length > 0 ? seen.containers : (files?.containers ?? []);
  const request = requestOf(containers, port.targetPort ?? '', query.path, query.settingPath);
  const notes = [
    ...(query.proxyVariables.length > 0
      ? [
          `Set and passed by: ${query.proxyVariables.join(', ')}. Addresses of nodes are tried directly, without a proxy.`,
        ]
      : []),
    ...otherPorts(files, seen, port),
  ];
  const nodes = seen && 'seen' in seen.nodes ? seen.nodes.seen : [];
  const { targets, notes: more } = targetsOf(nodes, query.addresses, query.settingAddresses ?? [], port.nodePort ?? 0);
  const because =
    (signal.aborted ? 'It was cancelled.' : undefined) ??
    untried(port, seen, query, evidence) ??
    (targets.length === 0 ? noAddress(port, query, evidence, more) : undefined);
  notes.push(...more.filter((note) => !because?.includes(note)));
  const goes =
    port.protocol === 'TCP' &&
    port.nodePort !== undefined &&
    because === undefined &&
    (targets.length <= mostUnasked ||
      query.addresses.length > 0 ||
      (await options.confirm(targets.map(({ address }) => address))));
  await warm;
  const trying = goes
    ? attempts(targets, request, signal, {
        limits,
        ...(options.resolve ? { resolve: options.resolve } : {}),
        onDone: (attempt) => options.onDone?.(attempt, targets.length),
      })
    : Promise.resolve([]);
  const asking = seen && apartFrom(trying).then(() => seen.askProxy(request, signal));
  const [tried, proxy] = await Promise.all([trying, asking]);
  const live: LiveFacts | undefined = seen && proxy && seen.live(proxy);
  const facts: ProbeFacts = {
    service: { name: query.name, ...(namespace === undefined ? {} : { namespace }) },
    port,
    attempts: tried,
    ...(because !== undefined
      ? { nothingTried: because }
      : !goes && port.nodePort !== undefined && port.protocol === 'TCP'
        ? { nothingTried: `${targets.length} addresses are more than allowed.` }
        : {}),
    asked: describeRequest(request),
    pathIsGuess: request.isGuess,
    ...(files ? { file: fileFacts(files, filePort, query.fix) } : {}),
    ...(live ? { live } : {}),
    ...('because' in evidence ? { notAsked: evidence.because } : {}),
  };
  return { facts, verdict: verdictOf(facts), notes };
}

/**
 * Resolves when the measurement is over, or after a tenth of a second, which does not matter to a person who
 * waits for a silent address. The work of another request would count as time of the addresses.
 */
async function apartFrom(measured: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([measured, new Promise((resolve) => (timer = setTimeout(resolve, 100)))]);
  clearTimeout(timer);
}

/** The port of the file, with the values of the cluster for fields that the file leaves open. */
function portOf(filePort: ProbedPort | undefined, seen: Evidence | undefined): ProbedPort {
  const applied = seen?.port;
  if (!filePort) {
    return applied ?? { protocol: 'TCP' };
  }
  return {
    ...filePort,
    ...(filePort.nodePort === undefined && applied?.nodePort !== undefined ? { nodePort: applied.nodePort } : {}),
    // The applied value decides where traffic goes.
    ...(applied?.targetPort === undefined ? {} : { targetPort: applied.targetPort }),
  };
}

/**
 * Why no address can be tried; undefined also for a Service without a node port, which has a verdict of its
 * own.
 */
function untried(
  port: ProbedPort,
  seen: Evidence | undefined,
  { files, name, port: wanted }: ProbeQuery,
  evidence: Evidence | { readonly because: string },
): string | undefined {
  if (port.protocol !== 'TCP') {
    return undefined;
  }
  const applied = seen && 'seen' in seen.service ? seen.service.seen : undefined;
  const known = [applied?.ports ?? [], files?.ports ?? []];
  const isKnown = applied !== undefined || files !== undefined;
  if (wanted !== undefined && isKnown && !known.some((ports) => choosePort(ports, wanted))) {
    const others = known.find((ports) => ports.length > 0)?.map(portWords);
    return `There is no port ${oneLine(wanted, 60)} in Service ${name}${others ? `, only ${enumerate(others)}` : ''}.`;
  }
  if (port.nodePort === undefined) {
    return applied || (files && !mayHaveNodePorts(files))
      ? undefined
      : `The ${files ? 'file states no node port' : 'Service is in no file'}, and ${
          'because' in evidence
            ? `no cluster was asked: ${evidence.because}`
            : 'unseen' in evidence.service
              ? `the applied Service was not seen: ${evidence.service.unseen}`
              : 'it is not applied'
        }.`;
  }
  return undefined;
}

/** Why no address is known. @param notes sentences about addresses that are not tried */
function noAddress(
  { protocol, nodePort }: ProbedPort,
  { addresses }: ProbeQuery,
  evidence: Evidence | { readonly because: string },
  notes: readonly string[],
): string | undefined {
  if (protocol !== 'TCP' || nodePort === undefined) {
    return undefined;
  }
  const because =
    'because' in evidence ? evidence.because : 'unseen' in evidence.nodes ? evidence.nodes.unseen : 'no node has one';
  return addresses.length > 0
    ? notes.join(' ')
    : `No address of a node is known (${because}); name some with --address, or in the setting probe.addresses.`;
}

/** @param seen the applied Service, if it is known, with the node ports that the cluster chose */
function otherPorts(files: ServiceInFiles | undefined, seen: Evidence | undefined, probed: ProbedPort): string[] {
  const applied = seen && 'seen' in seen.service ? seen.service.seen : undefined;
  return (applied?.ports ?? files?.ports ?? [])
    .filter((each) => each.nodePort !== undefined && each !== seen?.port && each.nodePort !== probed.nodePort)
    .map((each) => `Port ${portWords(each)} was not probed.`);
}

/** `http (node port 30801)`; for a port without a name, its number. */
function portWords({ name, port, nodePort }: ProbedPort): string {
  return `${name ?? port ?? '?'}${nodePort === undefined ? '' : ` (node port ${nodePort})`}`;
}

function fileFacts(
  { name: _, ports: __, containers: ___, ...facts }: ServiceInFiles,
  port: ProbedPort | undefined,
  fix: string | undefined,
): FileFacts {
  return {
    ...facts,
    ...(fix === undefined ? {} : { fix }),
    ...(port?.nodePort === undefined ? {} : { nodePort: port.nodePort }),
  };
}
