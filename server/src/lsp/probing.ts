import type { Connection } from 'vscode-languageserver/node';
import { fixesFor } from '../core/features/fixes.ts';
import { isHostName, parseAddress } from '../core/probe/address.ts';
import { causeOf } from '../core/probe/cause.ts';
import { deployedServices, nameOfDeployed } from '../core/probe/deployedServices.ts';
import { reportAsMarkdown } from '../core/probe/markdown.ts';
import { probeReport } from '../core/probe/report.ts';
import { problemOf, serviceInFiles } from '../core/probe/serviceInFiles.ts';
import { type Boundary, cancelled, signalOf } from './boundary.ts';
import { placeConverter } from './cursor.ts';
import { resourceAt, serviceItem, serviceOf } from './customRequests.ts';
import type { LiveCluster } from './liveCluster.ts';
import {
  type PlaceParams,
  type ProbeParams,
  type ProbePlan,
  type ProbeProgress,
  probePlanRequest,
  probeProgressNotification,
  probeRequest,
} from './protocol.ts';
import type { Workspace } from './workspace.ts';

/** The requests of *Probe NodePort*. The code that opens connections is loaded on the first request. */
export function answerProbeRequests(
  connection: Connection,
  boundary: Boundary,
  workspace: Workspace,
  cluster: Pick<LiveCluster, 'chosen' | 'kubeconfigFile'>,
): void {
  boundary.answer(probePlanRequest, async (params: PlaceParams): Promise<ProbePlan | null> => {
    const found = resourceAt(params, workspace);
    const service = found && serviceItem(found.known, found.resource, workspace);
    if (!found?.resource.service || !service) {
      return null;
    }
    const { analysis } = found.known;
    const { clusterHere } = await import('../probe/forEditor.ts');
    return {
      service,
      deployed: deployedServices(analysis, found.resource).map((each) => ({
        as: nameOfDeployed(each),
        ports: (serviceInFiles(analysis, each)?.ports ?? []).map(({ targetPort: _, ...port }) => port),
      })),
      cluster: { ...(await clusterHere(contextOf(cluster))), isConnected: cluster.chosen() !== undefined },
      settingAddresses: analysis.settings.probe.addresses ?? [],
    };
  });
  boundary.answer(probeRequest, async (params: ProbeParams, token) => {
    const found = serviceOf(params, params.service, workspace);
    if (!found) {
      return null;
    }
    const { known } = found;
    const chosen = deployedServices(known.analysis, found.resource).find(
      (each) => params.as === undefined || nameOfDeployed(each) === params.as,
    );
    const files = chosen && serviceInFiles(known.analysis, chosen);
    const service = serviceItem(known, found.resource, workspace);
    if (!files || !service) {
      return null;
    }
    const { resource } = chosen;
    const addresses = params.addresses.filter(isAddress);
    const { path } = known.analysis.settings.probe;
    const problem = problemOf(known.analysis, resource);
    const [fix] = problem ? fixesFor(known.analysis, problem) : [];
    let tooMany: readonly string[] | undefined;
    let done = 0;
    const { probeForEditor } = await import('../probe/forEditor.ts');
    const probed = await probeForEditor(
      {
        ...contextOf(cluster),
        name: files.name,
        files,
        addresses,
        settingAddresses: params.settingAddresses.filter(isAddress),
        ...(path === undefined ? {} : { settingPath: path }),
        askCluster: params.askCluster,
        allowExec: params.allowExec,
        ...(fix ? { fix: fix.title } : {}),
        ...(params.port === undefined ? {} : { port: params.port }),
      },
      signalOf(token),
      {
        confirm: async (many) => {
          tooMany = params.tryAll ? undefined : many;
          return params.tryAll;
        },
        onDone: ({ address, outcome }, all) => {
          const progress: ProbeProgress = { id: params.id, done: ++done, all, text: `${address}: ${outcome}` };
          boundary.send(() => connection.sendNotification(probeProgressNotification, progress));
        },
      },
    );
    if (token.isCancellationRequested) {
      return cancelled();
    }
    if (tooMany) {
      return { tooMany };
    }
    const { facts, verdict, notes } = probed;
    const from = params.machine ?? probed.from;
    const report = probeReport(facts, verdict, { from, notes });
    const cause = causeOf(verdict.code, resource, facts.port, problem);
    const location = cause && placeConverter(known, workspace).locationOf(cause.at);
    return {
      report,
      service,
      markdown: reportAsMarkdown(report),
      ...(cause && location
        ? { cause: { location, what: cause.what, isFixable: cause.isFixable && fix !== undefined } }
        : {}),
    };
  });
}

function isAddress(text: string): boolean {
  return parseAddress(text) !== undefined || isHostName(text);
}

/** The context to which the person connected the editor, else the current one. */
function contextOf(cluster: Pick<LiveCluster, 'chosen' | 'kubeconfigFile'>): {
  readonly context?: string;
  readonly kubeconfig?: string;
} {
  const context = cluster.chosen()?.context;
  const file = cluster.kubeconfigFile();
  return { ...(context === undefined ? {} : { context }), ...(file === undefined ? {} : { kubeconfig: file }) };
}
