import {
  commands,
  EventEmitter,
  ProgressLocation,
  type Tab,
  TabInputTextDiff,
  type TextDocumentContentProvider,
  Uri,
  window,
} from 'vscode';
import {
  type Applied,
  type ApplyItem,
  type ApplyPlan,
  applyPlanRequest,
  applyRequest,
} from '../../server/src/lsp/protocol.ts';
import { appliedText, applyQuestion, conflictQuestion, type Question, refusal } from './applyText.ts';
import type { Cluster } from './cluster.ts';
import { comparedScheme } from './comparedScheme.ts';
import type { Server } from './server.ts';

/** The two sides of a change, as read-only documents. */
export interface Compared extends TextDocumentContentProvider {
  show(items: readonly ApplyItem[], context: string): Promise<void>;
  /** Closes what was shown. */
  close(): Promise<void>;
}

/**
 * Applies the manifests of the active editor: shows the changes, asks for confirmation, writes, and waits for
 * endpoints.
 */
export async function applyManifest(server: Server, cluster: Cluster, compared: Compared): Promise<void> {
  const document = window.activeTextEditor?.document;
  if (!document) {
    void window.showInformationMessage('Open the manifest that you want to apply.');
    return;
  }
  if (!cluster.isConnected()) await cluster.connect();
  if (!cluster.isConnected()) return;
  const textDocument = { uri: document.uri.toString(), version: document.version };
  const planFor = (force: boolean) => server.request<ApplyPlan | string>(applyPlanRequest, { textDocument, force });
  let plan = await planFor(false);
  if (typeof plan === 'string') return void window.showWarningMessage(`Podwire does not apply this: ${plan}.`);
  const conflict = conflictQuestion(plan);
  if (conflict) {
    if (!(await ask(conflict))) return;
    plan = await planFor(true);
    if (typeof plan === 'string') return void window.showWarningMessage(`Podwire does not apply this: ${plan}.`);
  }
  const refused = refusal(plan);
  if (refused !== undefined) return void window.showErrorMessage(`${plan.context} refuses this. ${refused}`);
  if (plan.items.every(({ outcome }) => outcome === 'unchanged')) {
    return void window.showInformationMessage(`${plan.context} already has exactly this.`);
  }
  await compared.show(plan.items, plan.context);
  const isConfirmed = await ask(applyQuestion(plan, conflict !== undefined));
  // The person looks at the manifest again, not at what was about to change.
  await compared.close();
  if (!isConfirmed) return;
  const applied = await window.withProgress(
    { location: ProgressLocation.Notification, title: `Applied to ${plan.context}: waiting for ready endpoints` },
    () => server.request<Applied>(applyRequest, { textDocument, force: conflict !== undefined }),
  );
  const { text, isGood } = appliedText(applied);
  void (isGood ? window.showInformationMessage(text) : window.showWarningMessage(text));
}

export function createCompared(): Compared {
  const texts = new Map<string, string>();
  const changed = new EventEmitter<Uri>();
  /** Of the editor with several comparisons, whose input is not a part of the API. */
  let shownLabel: string | undefined;
  const side = (name: string, item: ApplyItem, text: string): Uri => {
    const uri = Uri.from({
      scheme: comparedScheme,
      path: `/${name}/${item.label.replace(/[^\w.-]+/g, ' ').trim()}.yaml`,
    });
    texts.set(uri.path, text);
    changed.fire(uri);
    return uri;
  };
  return {
    onDidChange: changed.event,
    provideTextDocumentContent: ({ path }) => texts.get(path) ?? '',
    close: async () => {
      const isShown = ({ input, label }: Tab) =>
        input instanceof TabInputTextDiff ? input.modified.scheme === comparedScheme : label === shownLabel;
      await window.tabGroups.close(window.tabGroups.all.flatMap(({ tabs }) => tabs.filter(isShown)));
    },
    show: async (items, context) => {
      const all = items
        .filter(({ outcome }) => outcome !== 'unchanged')
        .map((item) => [side('now', item, item.before), side('applied', item, item.after), item] as const);
      const [first, ...others] = all;
      if (!first) return;
      const [left, right, { label }] = first;
      if (others.length === 0) {
        await commands.executeCommand('vscode.diff', left, right, `${label}: ${context} ↔ applied`, { preview: true });
      } else {
        const pairs = all.map(([before, after]) => [after, before, after]);
        shownLabel = `What would change in ${context}`;
        await commands.executeCommand('vscode.changes', shownLabel, pairs);
      }
    },
  };
}

async function ask({ message, detail, yes }: Question): Promise<boolean> {
  return (await window.showWarningMessage(message, { modal: true, detail }, yes)) === yes;
}
