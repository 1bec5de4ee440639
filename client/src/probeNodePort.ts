import os from 'node:os';
import { type ExtensionContext, env, ProgressLocation, type QuickPickItem, window, workspace } from 'vscode';
import {
  type PlaceParams,
  type ProbeChoice,
  type ProbedService,
  type ProbeParams,
  type ProbePlan,
  type ProbePort,
  type ProbeProgress,
  probePlanRequest,
  probeRequest,
  type ReportRow,
  type TooManyAddresses,
  type VerifiedService,
} from '../../server/src/lsp/protocol.ts';
import { earlierProbes } from './earlierProbes.ts';
import { placeOfCursor } from './place.ts';
import { type NamedCluster, type WayQuestions, wayOf } from './probeWay.ts';
import type { Chosen, PageState } from './reportMessages.ts';
import type { ReportPage } from './reportPage.ts';
import type { Server } from './server.ts';
import { machineName } from './statusText.ts';
import { tellFailure } from './tellFailure.ts';
import { chooseService, placeOfLens } from './verifyService.ts';

/** The command *Probe NodePort*. */
export interface Probes {
  /** Probes the Service of a lens, else the Service at the cursor, else one that the person chooses from a list. */
  probe(lens: readonly unknown[]): Promise<void>;
  again(state: PageState): Promise<void>;
  progressed(progress: ProbeProgress): void;
  /** The checklist of a Service with the result of its last probe as its last line. */
  withHealth(verified: VerifiedService): VerifiedService;
}

export function createProbes(
  context: ExtensionContext,
  server: Server,
  page: Pick<ReportPage, 'show' | 'progress'>,
): Probes {
  const machine = machineName(env.remoteName, os.hostname());
  const history = earlierProbes(context.workspaceState);
  const listeners = new Map<number, (progress: ProbeProgress) => void>();
  let last = 0;

  /** @param earlier the choices of an earlier probe of the Service */
  async function probeAt(place: PlaceParams, earlier?: Chosen): Promise<boolean> {
    const plan = await server.request<ProbePlan | null>(probePlanRequest, place);
    if (!plan) return false;
    const chosen = await choose(plan, earlier);
    if (chosen === undefined) return true;
    const { cluster, deployed, settingAddresses } = plan;
    const { ports = [] } = deployed.find(({ as }) => as === chosen.as) ?? {};
    const hasNodePort = ports.some(({ nodePort, protocol }) => nodePort !== undefined && protocol === 'TCP');
    const way = await wayOf({ cluster, settingAddresses, hasNodePort }, questionsOf(context, plan.service.name));
    if (!way) return true;
    const params: ProbeParams = {
      ...plan.service.place,
      service: plan.service,
      ...chosen,
      ...way,
      // A kubeconfig may name a plugin, which is a program. Only a trusted workspace may run it.
      allowExec: workspace.isTrusted,
      tryAll: false,
      ...(machine === undefined ? {} : { machine }),
      id: ++last,
    };
    const probed = await ask(params);
    if (probed) {
      const { markdown, cause, report, service } = probed;
      page.show({
        report,
        service,
        probe: {
          markdown,
          earlier: history.of(service),
          chosen,
          ...(cause ? { cause } : {}),
        },
      });
      const { mark, text } = report.verdict ?? { mark: 'note', text: report.title };
      history.add(service, { mark, text: deployed.length > 1 ? `${chosen.as}: ${text}` : text });
    }
    return true;
  }

  async function ask(params: ProbeParams): Promise<ProbedService | undefined> {
    const answer = await withProgress(params);
    if (answer === undefined) return undefined;
    if (answer === null) {
      void window.showInformationMessage(`Service "${params.service.name}" no longer exists.`);
      return undefined;
    }
    if (!('tooMany' in answer)) return answer;
    const tryAll = 'Try Them All';
    const choice = await window.showWarningMessage(
      `There are ${answer.tooMany.length} addresses. Try all of them?`,
      { modal: true, detail: answer.tooMany.join(', ') },
      tryAll,
    );
    return choice === tryAll ? ask({ ...params, tryAll: true }) : undefined;
  }

  /** Undefined if the person has cancelled it. */
  async function withProgress(params: ProbeParams): Promise<ProbedService | TooManyAddresses | null | undefined> {
    return window.withProgress(
      { location: ProgressLocation.Notification, title: `Probing ${params.service.name}`, cancellable: true },
      async (progress, token) => {
        listeners.set(params.id, ({ done, all, text }) => {
          const message = `${done} of ${all}, ${text}`;
          progress.report({ increment: 100 / all, message });
          page.progress(message);
        });
        page.progress('Probing …');
        try {
          return await server.request<ProbedService | TooManyAddresses | null>(probeRequest, params, token);
        } catch (error) {
          if (token.isCancellationRequested) return undefined;
          throw error;
        } finally {
          listeners.delete(params.id);
          page.progress('');
        }
      },
    );
  }

  return {
    async probe(lens) {
      try {
        const place = placeOfLens(lens) ?? placeOfCursor();
        if (place && (await probeAt(place))) return;
        const chosen = await chooseService(server, 'Probe NodePort', 'probe');
        if (chosen) await probeAt(chosen);
      } catch (error) {
        tellFailure(error);
      }
    },
    async again({ service, probe }) {
      try {
        if (!(await probeAt(service.place, probe?.chosen))) {
          void window.showInformationMessage(`Service "${service.name}" no longer exists.`);
        }
      } catch (error) {
        tellFailure(error);
      }
    },
    withHealth(verified) {
      const { report, service, nodePort } = verified;
      if (nodePort === undefined) return verified;
      const [probed] = history.of(service);
      const health: ReportRow = probed
        ? { mark: probed.mark, text: `Node port ${nodePort}, probed at ${probed.text}` }
        : { mark: 'note', text: `It is not known yet whether node port ${nodePort} answers: Probe NodePort tries it.` };
      return { ...verified, report: { ...report, rows: [...report.rows, health] } };
    },
    progressed: (progress) => listeners.get(progress.id)?.(progress),
  };
}

/** Undefined if the person chose none. */
async function choose({ deployed }: ProbePlan, earlier: Chosen | undefined): Promise<Chosen | undefined> {
  const again = deployed.some(({ as }) => as === earlier?.as) ? earlier : undefined;
  if (again) return again;
  const one = deployed.length === 1 ? deployed[0] : await chooseDeployed(deployed);
  const port = one && (await choosePort(one.ports));
  return one && port !== undefined ? { as: one.as, ...(port === '' ? {} : { port }) } : undefined;
}

async function chooseDeployed(deployed: readonly ProbeChoice[]): Promise<ProbeChoice | undefined> {
  const items = deployed.map((each): QuickPickItem & { choice: ProbeChoice } => ({ label: each.as, choice: each }));
  return (
    await window.showQuickPick(items, { title: 'Probe NodePort', placeHolder: 'Choose how the Service is deployed' })
  )?.choice;
}

/** The empty string lets the server choose; undefined if the person chose none. */
async function choosePort(ports: readonly ProbePort[]): Promise<string | undefined> {
  const choices = ports.filter(({ nodePort }) => nodePort !== undefined);
  if (choices.length < 2) return '';
  const items = choices.map(({ name, port, nodePort, protocol }): QuickPickItem & { port: string } => ({
    label: String(nodePort),
    description: [name ?? '', port === undefined ? '' : `port ${port}`, protocol]
      .filter((part) => part !== '')
      .join(' · '),
    port: name ?? String(nodePort),
  }));
  return (await window.showQuickPick(items, { title: 'Probe NodePort', placeHolder: 'Choose a node port' }))?.port;
}

/**
 * The questions in a window of VS Code. The permission to ask a cluster is remembered for the workspace and the
 * cluster.
 */
function questionsOf(context: ExtensionContext, service: string): WayQuestions {
  const keyOfCluster = (cluster: NamedCluster) => `podwire.probe.ask ${cluster.context} ${cluster.server}`;
  const keyOfAddresses = 'podwire.probe.addresses';
  return {
    isTrusted: workspace.isTrusted,
    mayAsk: (cluster) => context.workspaceState.get(keyOfCluster(cluster)) === true,
    async askCluster(cluster) {
      const [askIt, without] = ['Ask the Cluster', 'Without the Cluster'];
      const choice = await window.showInformationMessage(
        `Probe Service "${service}": ask the cluster "${cluster.context}"?`,
        {
          modal: true,
          detail: `${cluster.server}, by ${cluster.file}. Podwire reads the addresses of its nodes and what is behind the Service, and then tries the node port at each address. It writes nothing. This question comes once for this workspace and cluster.`,
        },
        askIt,
        without,
      );
      if (choice === askIt) await context.workspaceState.update(keyOfCluster(cluster), true);
      return choice === askIt ? 'ask' : choice === without ? 'without' : undefined;
    },
    async trySettings(addresses) {
      const [tryThem, others] = [addresses.length === 1 ? 'Try It' : 'Try Them', 'Other Addresses…'];
      const choice = await window.showWarningMessage(
        `Probe Service "${service}": try ${addresses.length === 1 ? 'the address' : `the ${addresses.length} addresses`} of the settings?`,
        {
          modal: true,
          detail: `${addresses.join(', ')}\n\nThe workspace is not trusted: its author may have chosen what you connect to.`,
        },
        tryThem,
        others,
      );
      return choice === tryThem ? 'try' : choice === others ? 'others' : undefined;
    },
    async typeAddresses(because, suggested) {
      const typed = await window.showInputBox({
        title: 'Probe NodePort',
        prompt: `Addresses of nodes, separated by spaces. No cluster is asked: ${because}.`,
        placeHolder: '192.168.8.20 node.example',
        value: context.workspaceState.get<string>(keyOfAddresses) ?? suggested.join(' '),
        ignoreFocusOut: true,
        validateInput: (text) => (/^[\w.:\-\s[\]]*$/.test(text) ? undefined : 'IP addresses or names, without a port.'),
      });
      if (typed !== undefined) await context.workspaceState.update(keyOfAddresses, typed.trim() || undefined);
      return typed
        ?.split(/\s+/)
        .map((each) => each.replace(/^\[(.*)\]$/, '$1'))
        .filter((each) => each !== '');
    },
  };
}
