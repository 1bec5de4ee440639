import type { Io } from './io.ts';
import { repositoryOf } from './version.ts';

/** The pages of the rules for a text on standard output; undefined if the terminal has no links. */
export function linksTo(
  io: Io,
  repository: string | undefined = repositoryOf(),
): ((code: string) => string) | undefined {
  return repository !== undefined && hasHyperlinks(io)
    ? (code) => `${repository}/blob/main/docs/rules/${code}.md`
    : undefined;
}

/**
 * Whether standard output is a terminal that shows links (OSC 8). Other terminals would show the address, so only known
 * ones count. FORCE_HYPERLINK decides otherwise, as in other programs.
 */
export function hasHyperlinks({ env, outputIsTerminal }: Pick<Io, 'env' | 'outputIsTerminal'>): boolean {
  const { FORCE_HYPERLINK: force } = env;
  if (force !== undefined && force !== '') {
    return force !== '0' && force !== 'false';
  }
  if (!outputIsTerminal || env.CI || env.TERM === 'dumb') {
    return false;
  }
  const program = env.TERM_PROGRAM ?? '';
  const version = (env.TERM_PROGRAM_VERSION ?? '').split('.').map(Number);
  const isAtLeast = (major: number, minor: number) =>
    (version[0] ?? 0) > major || ((version[0] ?? 0) === major && (version[1] ?? 0) >= minor);
  return (
    env.WT_SESSION !== undefined ||
    env.DOMTERM !== undefined ||
    /^(?:xterm-kitty|xterm-ghostty|foot|alacritty)/.test(env.TERM ?? '') ||
    ['WezTerm', 'ghostty', 'Hyper', 'rio'].includes(program) ||
    (program === 'iTerm.app' && isAtLeast(3, 1)) ||
    (program === 'vscode' && isAtLeast(1, 72)) ||
    // GNOME Terminal and others; 0.50.0 was released with a crash.
    Number(env.VTE_VERSION) > 5000 ||
    // Konsole 20.12.
    Number(env.KONSOLE_VERSION) >= 201200
  );
}
