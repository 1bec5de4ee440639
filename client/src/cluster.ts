import {
  type Disposable,
  type ExtensionContext,
  type LanguageStatusItem,
  LanguageStatusSeverity,
  languages,
  type QuickPickItem,
  StatusBarAlignment,
  type StatusBarItem,
  Uri,
  window,
  workspace,
} from 'vscode';
import {
  type ClusterContext,
  type ClusterParams,
  type ClusterStatus,
  clusterRequest,
} from '../../server/src/lsp/protocol.ts';
import { clusterText, contextDescription, noContextText } from './clusterText.ts';
import type { Server } from './server.ts';

/** The cluster of this window: the person's choice, and the state of the connection. */
export interface Cluster extends Disposable {
  /** A server has started. It knows no cluster yet. */
  serverRuns(): void;
  /** The server has ended: nothing is connected. */
  serverEnded(): void;
  show(status: ClusterStatus): void;
  /** Connects to the context, or to the current one. It is the person's own decision, which is remembered. */
  connect(context?: string): Promise<void>;
  selectContext(): Promise<void>;
  isConnected(): boolean;
}

/** What a person decided for this workspace; undefined before any decision. */
type Choice =
  | {
      readonly context: string;
      /** The kubeconfig that stated the context at that time. */
      readonly file?: string;
    }
  | 'off'
  | undefined;

const choiceKey = 'podwire.cluster';

export function createCluster(context: ExtensionContext, server: Server): Cluster {
  let bar: StatusBarItem | undefined;
  let item: LanguageStatusItem | undefined;
  let last: ClusterStatus | undefined;
  const choice = (): Choice => context.workspaceState.get<Choice>(choiceKey);

  async function ask(params: ClusterParams): Promise<ClusterStatus> {
    const status = await server.request<ClusterStatus>(clusterRequest, params);
    show(status);
    return status;
  }

  function look(): Promise<ClusterStatus> {
    const kubeconfig = kubeconfigOfKubernetesExtension();
    return ask({ action: 'look', ...(kubeconfig ? { kubeconfig } : {}) });
  }

  /** Applies the earlier decision again without a question. Without one, nothing connects. */
  async function resume(): Promise<void> {
    const { current } = await look();
    const decided = choice();
    const mode = workspace.getConfiguration('podwire').get<string>('cluster.connect', 'ask');
    if (!workspace.isTrusted || mode === 'never' || decided === 'off') return;
    const wanted = decided?.context ?? (mode === 'always' ? current : undefined);
    if (wanted === undefined) return;
    const found = last?.contexts.find(({ name }) => name === wanted);
    // A kubeconfig that came with the workspace may hold anything, so it is used only after a person has
    // confirmed this file.
    if (found && isInWorkspace(found) && decided?.file !== found.file) return;
    await ask({ action: 'connect', context: wanted, allowExec: true });
  }

  async function connect(wanted?: string): Promise<void> {
    if (!workspace.isTrusted) {
      void window.showWarningMessage('Podwire does not connect to a cluster in an untrusted workspace.');
      return;
    }
    const status = last ?? (await look());
    const name = wanted ?? status.current;
    const found = status.contexts.find((each) => each.name === name);
    if (name === undefined) return selectContext();
    if (found && isInWorkspace(found) && !(await confirmKubeconfig(found))) return;
    const chosen: Choice = { context: name, ...(found ? { file: found.file } : {}) };
    await context.workspaceState.update(choiceKey, chosen);
    await ask({ action: 'connect', context: name, allowExec: true });
  }

  async function selectContext(): Promise<void> {
    const status = await look();
    const { contexts, connected, current } = status;
    if (contexts.length === 0 && connected === undefined) {
      return void window.showWarningMessage(`Podwire: ${noContextText(status)}`);
    }
    const entries: (QuickPickItem & { readonly chosen: string | undefined })[] = contexts.map((each) => ({
      label: `${each.name === connected ? '$(check) ' : ''}${each.name}`,
      description: each.name === current ? 'current context of the kubeconfig' : '',
      detail: contextDescription(each),
      chosen: each.name,
    }));
    entries.push({
      label: `${connected === undefined ? '$(check) ' : ''}Off`,
      detail: 'No cluster',
      chosen: undefined,
    });
    const placeHolder = contexts.length === 0 ? noContextText(status) : 'Select the cluster to compare with';
    const picked = await window.showQuickPick(entries, { title: 'Podwire: Select Context', placeHolder });
    if (!picked) return;
    if (picked.chosen !== undefined) return connect(picked.chosen);
    await context.workspaceState.update(choiceKey, 'off' satisfies Choice);
    await ask({ action: 'disconnect' });
  }

  function show(status: ClusterStatus): void {
    last = status;
    const text = clusterText(status);
    if (!text) {
      hide();
      return;
    }
    if (text.bar === undefined) {
      bar?.dispose();
      bar = undefined;
    } else {
      bar ??= createBar();
      bar.text = text.bar;
      bar.tooltip = text.tooltip;
      bar.show();
    }
    item ??= createItem();
    item.text = text.item;
    item.severity = text.isTrouble ? LanguageStatusSeverity.Warning : LanguageStatusSeverity.Information;
    const { title, connects } = text.action;
    item.command =
      connects === undefined
        ? { title, command: 'podwire.selectContext' }
        : { title, command: 'podwire.connect', arguments: [connects] };
  }

  function hide(): void {
    bar?.dispose();
    item?.dispose();
    bar = item = undefined;
  }

  const trusted = workspace.onDidGrantWorkspaceTrust(() => void resume().catch(() => undefined));
  return {
    // If the server ends meanwhile, it reports that itself.
    serverRuns: () => void resume().catch(() => undefined),
    serverEnded: () => {
      last = undefined;
      hide();
    },
    show,
    connect,
    selectContext,
    isConnected: () => last?.connected !== undefined,
    dispose: () => {
      trusted.dispose();
      hide();
    },
  };
}

function createBar(): StatusBarItem {
  const bar = window.createStatusBarItem('podwire.context', StatusBarAlignment.Right, 90);
  bar.name = 'Podwire: Cluster';
  bar.command = 'podwire.selectContext';
  return bar;
}

function createItem(): LanguageStatusItem {
  const item = languages.createLanguageStatusItem('podwire.cluster', [{ language: 'yaml' }, { language: 'json' }]);
  item.name = 'Podwire: Cluster';
  return item;
}

/** The kubeconfig of the most common Kubernetes extension (ms-kubernetes-tools.vscode-kubernetes-tools). */
function kubeconfigOfKubernetesExtension(): string | undefined {
  // A member of the setting `vs-kubernetes` with a dot in its name, which `get` would read as a path.
  const stated: unknown = workspace.getConfiguration('vs-kubernetes')['vs-kubernetes.kubeconfig'];
  return typeof stated === 'string' && stated !== '' ? stated : undefined;
}

function isInWorkspace({ file }: ClusterContext): boolean {
  return workspace.getWorkspaceFolder(Uri.file(file)) !== undefined;
}

async function confirmKubeconfig({ name, file }: ClusterContext): Promise<boolean> {
  const use = 'Use It';
  const detail = `${file} is part of this workspace. It decides where Podwire connects, and which program it runs to log in.`;
  return (await window.showWarningMessage(`Connect to ${name}?`, { modal: true, detail }, use)) === use;
}
