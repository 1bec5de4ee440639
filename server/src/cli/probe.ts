import { existsSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import type { Connection } from '../cluster/connection.ts';
import type { Analysis } from '../core/analysis.ts';
import { fileOf } from '../core/analysis.ts';
import { fixesFor } from '../core/features/fixes.ts';
import type { Fix } from '../core/model/problem.ts';
import { isHostName, parseAddress } from '../core/probe/address.ts';
import { type DeployedService, deployedServices, nameOfDeployed } from '../core/probe/deployedServices.ts';
import { reportAsMarkdown } from '../core/probe/markdown.ts';
import { probeReport } from '../core/probe/report.ts';
import { mayBeProbed, problemOf, serviceInFiles, statesNodePort } from '../core/probe/serviceInFiles.ts';
import { settingsFileName } from '../core/settingsFile.ts';
import { probeAsJson, reportTreeAsText } from '../formats/probe.ts';
import { reportedFixes } from '../formats/report.ts';
import { proxyVariables } from '../probe/attempts.ts';
import { type Probed, probeService } from '../probe/probe.ts';
import { findRepository } from '../sources/workspaceFiles.ts';
import { type ColorMode, type Io, UsageError, useColor } from './io.ts';
import { readWorkspace, type Workspace } from './workspace.ts';

export interface ProbeCommandOptions {
  readonly namespace?: string;
  readonly port?: string;
  readonly address?: readonly string[];
  readonly all?: boolean;
  readonly path?: string;
  /** Seconds. */
  readonly timeout: string;
  readonly context?: string;
  /** False with `--no-cluster`. */
  readonly cluster: boolean;
  readonly format: 'text' | 'json' | 'markdown';
  readonly color: ColorMode;
}

/** `podwire probe`; resolves to the exit status. */
export async function probe(asked: string, options: ProbeCommandOptions, io: Io): Promise<number> {
  const addresses = addressesOf(options.address ?? []);
  const milliseconds = millisecondsOf(options.timeout);
  const found = await findService(asked, options, io);
  const { analysis, deployed, fixes } = found;
  const files = analysis && deployed ? serviceInFiles(analysis, deployed) : undefined;
  const [firstFix] = fixes;
  const cluster = await clusterOf(options, io);
  const setting = analysis?.settings.probe;
  const interrupted = new AbortController();
  const interrupt = () => interrupted.abort();
  process.once('SIGINT', interrupt);
  let probed: Probed;
  try {
    probed = await probeService(
      {
        name: found.name,
        ...(options.namespace === undefined ? {} : { namespace: options.namespace }),
        ...(files ? { files } : {}),
        ...(firstFix ? { fix: firstFix.title } : {}),
        ...(options.port === undefined ? {} : { port: options.port }),
        ...(options.path === undefined ? {} : { path: options.path }),
        addresses,
        ...(setting?.addresses ? { settingAddresses: setting.addresses } : {}),
        ...(setting?.path === undefined ? {} : { settingPath: setting.path }),
        limits: { milliseconds },
        proxyVariables: proxyVariables(io.env),
      },
      cluster,
      interrupted.signal,
      {
        confirm: async (many) => {
          if (options.all) return true;
          throw new UsageError(
            `there are ${many.length} addresses: name those to try with --address, or try them all with --all.\n  ${many.join('\n  ')}`,
          );
        },
      },
    );
  } finally {
    process.off('SIGINT', interrupt);
    if ('close' in cluster) await cluster.close();
  }
  const { facts, verdict, notes } = probed;
  const context = { from: hostname(), notes };
  const report = probeReport(facts, verdict, context);
  if (options.format === 'json') {
    const shown = found.workspace?.targets.shown ?? ((file: string) => file);
    await io.print(probeAsJson(probed, report, context, analysis ? reportedFixes(analysis, fixes, shown) : []));
  } else {
    await io.print(
      options.format === 'markdown' ? reportAsMarkdown(report) : reportTreeAsText(report, useColor(options.color, io)),
    );
  }
  return facts.attempts.length === 0 ? 2 : verdict.healthy ? 0 : 1;
}

function addressesOf(stated: readonly string[]): readonly string[] {
  return stated.map((each) => {
    // The zone of a link-local address is dropped, because it has no meaning on another machine.
    const address = each.replace(/^\[(.*)\]$/, '$1').replace(/%.*$/, '');
    if (!parseAddress(address) && !isHostName(address)) {
      throw new UsageError(`--address ${each}: this is neither an IP address nor the name of a host.`);
    }
    return address;
  });
}

function millisecondsOf(seconds: string): number {
  const milliseconds = Number(seconds) * 1000;
  if (!(milliseconds >= 100 && milliseconds <= 600_000)) {
    throw new UsageError(`--timeout ${seconds}: a number of seconds between 0.1 and 600.`);
  }
  return milliseconds;
}

interface FoundService {
  readonly name: string;
  readonly workspace?: Workspace;
  readonly analysis?: Analysis;
  readonly deployed?: DeployedService;
  readonly fixes: readonly Fix[];
}

/**
 * The requested Service: the Service of a file, or a Service by its name. For a name, files are read only if
 * they are in the current folder.
 */
async function findService(asked: string, options: ProbeCommandOptions, io: Io): Promise<FoundService> {
  const absolute = path.resolve(io.cwd, asked);
  const isFile = existsSync(absolute) && statSync(absolute).isFile();
  const name = isFile ? '' : serviceNameIn(asked);
  if (!isFile && !isProject(io.cwd)) {
    return { name, fixes: [] };
  }
  // The kustomizations that deploy a file may be outside its folder.
  const isInside = isProject(io.cwd) && !path.relative(io.cwd, absolute).startsWith('..');
  const folder = isFile && !isInside ? path.dirname(absolute) : '.';
  const workspace = await readWorkspace([folder], { closedWorld: false }, io);
  const analysis = workspace.analysis();
  const found = workspace
    .paths()
    .filter((file) => !isFile || path.join(workspace.targets.root, file) === absolute)
    .flatMap((file) => fileOf(analysis, file)?.documents ?? [])
    .flatMap(({ facts }) => facts.resources)
    .filter(({ service }) => service)
    .flatMap((resource) => deployedServices(analysis, resource))
    .filter(
      ({ resource, namespace }) =>
        (options.namespace === undefined || namespace === undefined || namespace === options.namespace) &&
        (isFile || resource.name === name),
    );
  // A Service that states no namespace may be applied in any. One that states the requested namespace is meant first.
  const stated = found.filter(({ namespace }) => namespace !== undefined && namespace === options.namespace);
  const services = stated.length > 0 ? stated : found;
  // A person who names a file means a Service in it that has a node port.
  const tiers = [
    services.filter(({ resource }) => statesNodePort(resource)),
    services.filter(({ resource }) => mayBeProbed(resource)),
    services,
  ];
  const chosen = tiers.find((tier) => tier.length > 0) ?? [];
  const [deployed, ...others] = chosen;
  if (!deployed) {
    if (isFile)
      throw new UsageError(
        `${asked} contains no Service${options.namespace ? ` of namespace ${options.namespace}` : ''}.`,
      );
    return { name, workspace, analysis, fixes: [] };
  }
  if (others.length > 0) {
    const where = chosen.map(
      (each) => `${nameOfDeployed(each)} (${workspace.targets.shown(each.resource.document.file)})`,
    );
    throw new UsageError(
      isFile
        ? `${asked} contains several Services; name one of them instead of the file, or state its namespace with -n.\n  ${where.join('\n  ')}`
        : `there are several Services ${name}; name the file, or state the namespace with -n.\n  ${where.join('\n  ')}`,
    );
  }
  const problem = problemOf(analysis, deployed.resource);
  const fixes = problem ? fixesFor(analysis, problem) : [];
  return { name: deployed.resource.name, workspace, analysis, deployed, fixes };
}

/** The name in kubectl's notation: `web`, `svc/web`. */
function serviceNameIn(asked: string): string {
  // Whether a name may begin with a digit depends on the version of Kubernetes. Source:
  // pkg/apis/core/validation ValidateServiceCreate.
  const name = /^(?:(?:svc|services?)\/)?([a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?)$/.exec(asked)?.[1];
  if (name !== undefined) return name;
  const isQualified = /^[-a-z0-9]+\/[-a-z0-9]+$/.test(asked);
  throw new UsageError(
    `${asked}: no such file, and not the name of a Service${isQualified ? '; use -n for a namespace' : ''}.`,
  );
}

/** Whether a folder is meant to hold manifests. A home folder, for example, is not searched. */
function isProject(folder: string): boolean {
  return existsSync(path.join(folder, settingsFileName)) || findRepository(folder) !== undefined;
}

/** The cluster that kubectl would use, or the reason why no cluster is used. */
async function clusterOf(options: ProbeCommandOptions, io: Io): Promise<Connection | { readonly because: string }> {
  if (!options.cluster) {
    return { because: '--no-cluster' };
  }
  const { connectHere } = await import('./cluster.ts');
  try {
    return await connectHere(io, options.context);
  } catch (error) {
    // A context that a person names must work. Without one, a probe goes as far as it can.
    if (!(error instanceof UsageError) || options.context !== undefined) throw error;
    return { because: error.message };
  }
}
