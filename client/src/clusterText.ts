import type { ClusterContext, ClusterStatus } from '../../server/src/lsp/protocol.ts';

/** The cluster in the status bar and in the language status. */
export interface ClusterText {
  /** In the status bar; undefined if nothing is connected. */
  readonly bar: string | undefined;
  readonly tooltip: string;
  /** In the language status: a sentence, and the action of a click. */
  readonly item: string;
  readonly action: { readonly title: string; readonly connects: string | undefined };
  readonly isTrouble: boolean;
}

/** Undefined if there is no kubeconfig. Then nothing about clusters is shown. */
export function clusterText(status: ClusterStatus): ClusterText | undefined {
  const { contexts, current, connected, state, message } = status;
  if (contexts.length === 0 && connected === undefined && message === undefined) return undefined;
  const select = { title: 'Select Context', connects: undefined };
  if (connected === undefined) {
    const offered = contexts.find(({ name }) => name === current);
    const item = message ?? 'No cluster is connected';
    const action = offered ? { title: `Connect to ${offered.name}`, connects: offered.name } : select;
    return { bar: undefined, tooltip: '', item, action, isTrouble: message !== undefined };
  }
  const { icon, words } = states[state];
  const tooltip = [`Podwire: ${words} ${connected}`, message].filter(Boolean).join('\n');
  const item = message === undefined ? `${words} ${connected}` : `${connected}: ${message}`;
  return { bar: `${icon} ${connected}`, tooltip, item, action: select, isTrouble: state === 'failed' };
}

/** What is said if there is no context to select. */
export function noContextText({ lookedIn = [], message }: ClusterStatus): string {
  if (message !== undefined) return message;
  const places = lookedIn.length === 0 ? 'nowhere' : lookedIn.join(', ');
  return `There is no kubeconfig with a context. Podwire looked in ${places}. Create that file, or set KUBECONFIG before VS Code starts.`;
}

/** The second line of a context in the list of contexts. */
export function contextDescription({ cluster, user, namespace }: ClusterContext): string {
  return [`cluster ${cluster}`, user && `user ${user}`, `namespace ${namespace ?? 'default'}`]
    .filter(Boolean)
    .join(' · ');
}

const states: Readonly<Record<ClusterStatus['state'], { readonly icon: string; readonly words: string }>> = {
  off: { icon: '$(debug-disconnect)', words: 'not connected to' },
  connecting: { icon: '$(loading~spin)', words: 'connecting to' },
  current: { icon: '$(plug)', words: 'connected to' },
  stale: { icon: '$(warning)', words: 'lost connection to' },
  failed: { icon: '$(error)', words: 'no answer from' },
};
