import type { Network } from './address.ts';
import type { Attempt } from './attempt.ts';

/**
 * The words for the addresses of some attempts: the name of a network, e.g. `mesh`, if they are all addresses
 * of that network, else each address.
 *
 * @param all every attempt of the probe, to know whether other addresses of a network had another outcome
 */
export function whereOf(meant: readonly Attempt[], all: readonly Attempt[]): string {
  const networks = [...new Set(meant.map(({ network }) => network))];
  const isWhole = (network: Network) => all.every((each) => each.network !== network || meant.includes(each));
  const words = networks.flatMap((network) =>
    isWhole(network)
      ? [networkWords[network]]
      : meant.filter((each) => each.network === network).map(({ address }) => address),
  );
  return enumerate(words);
}

/** The form of a verb that agrees with the result of `whereOf`. */
export function agreeing(where: string, one: string, many: string): string {
  return where.includes(' and ') ? many : one;
}

/** `a`, `a and b`, `a, b and c`; with more than four words, the number of the rest. */
export function enumerate(words: readonly string[]): string {
  const shown = words.length > 4 ? [...words.slice(0, 3), `${words.length - 3} more`] : words;
  return shown.length < 2 ? (shown[0] ?? '') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}

const networkWords: Readonly<Record<Network, string>> = {
  mesh: 'mesh',
  private: 'LAN',
  public: 'public network',
  loopback: 'loopback',
};

export function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
