import type { ServerState } from './server.ts';

/** The content of the status item. */
export interface StatusText {
  readonly text: string;
  readonly detail?: string;
  readonly severity: 'information' | 'error';
  /** Whether work is going on. */
  readonly busy: boolean;
  readonly action: 'output' | 'restart';
}

/** @param machine The machine on which the server runs, if it is not the person's own, from `machineName`. */
export function statusText(state: ServerState, machine: string | undefined): StatusText {
  const quiet = { severity: 'information', busy: false, action: 'output', ...detailOf(state, machine) } as const;
  switch (state.kind) {
    case 'stopped':
      return { ...quiet, text: 'Podwire has not started' };
    case 'starting':
      return { ...quiet, text: 'Podwire is starting', busy: true };
    case 'restarting':
      return { ...quiet, text: 'Podwire is restarting', busy: true };
    case 'down':
      return { ...quiet, text: 'Podwire has stopped', severity: 'error', action: 'restart' };
    case 'running': {
      if (!state.status) return { ...quiet, text: 'Podwire is starting', busy: true };
      const { files, filesTotal, resources } = state.status;
      if (state.status.state === 'ready') return { ...quiet, text: `Podwire: ${count(resources, 'manifest')}` };
      const ofTotal = filesTotal === undefined ? '' : ` of ${filesTotal.toLocaleString('en')}`;
      return { ...quiet, text: `Podwire is indexing: ${files.toLocaleString('en')}${ofTotal} files`, busy: true };
    }
  }
}

/** E.g. `compared with HEAD 4ef8179 · on devbox (SSH)`. */
function detailOf(state: ServerState, machine: string | undefined): { readonly detail?: string } {
  const baselines = state.kind === 'running' ? (state.status?.baselines ?? []) : [];
  const compared = baselines.length === 0 ? [] : [`compared with ${baselines.join(', ')}`];
  const parts = [...compared, ...(machine === undefined ? [] : [`on ${machine}`])];
  return parts.length === 0 ? {} : { detail: parts.join(' · ') };
}

/** What is not judged, each reason once; undefined if everything is judged. */
export function unknownText(
  state: ServerState,
): { readonly text: string; readonly reasons: readonly string[] } | undefined {
  if (state.kind !== 'running' || state.status?.state !== 'ready') return undefined;
  const reasons = [...new Set(state.status.unknown)];
  const [only] = reasons;
  if (only === undefined) return undefined;
  return { text: reasons.length === 1 ? only : `Not judged, for ${reasons.length} reasons`, reasons };
}

/**
 * The machine of the extension host, e.g. `devbox (SSH)`; undefined if it is the machine of VS Code itself.
 *
 * @param remoteName `vscode.env.remoteName`.
 */
export function machineName(remoteName: string | undefined, hostname: string): string | undefined {
  return remoteName === undefined ? undefined : `${hostname} (${remoteNames[remoteName] ?? 'remote'})`;
}

// The authorities of Microsoft's remote extensions.
const remoteNames: Readonly<Record<string, string>> = {
  'ssh-remote': 'SSH',
  wsl: 'WSL',
  'dev-container': 'Dev Container',
  'attached-container': 'Container',
  codespaces: 'Codespaces',
  tunnel: 'Tunnel',
};

function count(number: number, noun: string): string {
  return `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`;
}
