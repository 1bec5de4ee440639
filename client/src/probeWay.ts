import type { ProbeParams, ProbePlan } from '../../server/src/lsp/protocol.ts';

/** The addresses and the cluster to which a probe may connect. */
export type Way = Pick<ProbeParams, 'askCluster' | 'addresses' | 'settingAddresses'>;

/** The questions to a person before any connection is opened. The answer undefined always means: do nothing. */
export interface WayQuestions {
  readonly isTrusted: boolean;
  /** Whether the person has already allowed requests to this cluster. */
  mayAsk(cluster: NamedCluster): boolean;
  askCluster(cluster: NamedCluster): Promise<'ask' | 'without' | undefined>;
  /** Names the addresses that files or settings of an untrusted workspace state. */
  trySettings(addresses: readonly string[]): Promise<'try' | 'others' | undefined>;
  /**
   * @param because why no cluster is asked: the end of a sentence
   * @param suggested the initial text of the input
   */
  typeAddresses(because: string, suggested: readonly string[]): Promise<readonly string[] | undefined>;
}

export type NamedCluster = Exclude<ProbePlan['cluster'], { readonly because: string }>;

export interface WayFacts extends Pick<ProbePlan, 'cluster' | 'settingAddresses'> {
  /**
   * Whether the files state a node port that can be tried. Without one, and without a cluster, addresses are
   * useless.
   */
  readonly hasNodePort: boolean;
}

/**
 * The addresses to try: those of the cluster, if the person allows requests to it, together with those of the
 * settings; else those that the person types. In an untrusted workspace no cluster is asked, and no address
 * from a file or a setting is tried before a question has named it.
 */
export async function wayOf(
  { cluster, settingAddresses, hasNodePort }: WayFacts,
  questions: WayQuestions,
): Promise<Way | undefined> {
  const { isTrusted } = questions;
  let because = 'because' in cluster ? cluster.because : 'the workspace is not trusted';
  if (!('because' in cluster) && isTrusted) {
    const answer = cluster.isConnected || questions.mayAsk(cluster) ? 'ask' : await questions.askCluster(cluster);
    if (answer === undefined) return undefined;
    if (answer === 'ask') return { askCluster: true, addresses: [], settingAddresses };
    because = 'you declined';
  } else if (hasNodePort && settingAddresses.length > 0) {
    const answer = isTrusted ? 'try' : await questions.trySettings(settingAddresses);
    if (answer === undefined) return undefined;
    if (answer === 'try') return { askCluster: false, addresses: [], settingAddresses };
  }
  if (!hasNodePort) return { askCluster: false, addresses: [], settingAddresses: [] };
  const addresses = await questions.typeAddresses(because, isTrusted ? settingAddresses : []);
  return addresses && addresses.length > 0 ? { askCluster: false, addresses, settingAddresses: [] } : undefined;
}
