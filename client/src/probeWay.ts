import type { ProbeParams, ProbePlan } from '../../server/src/lsp/protocol.ts';

/** What a probe may connect to. */
export type Way = Pick<ProbeParams, 'askCluster' | 'addresses' | 'settingAddresses'>;

/** What a person is asked before anything is connected to; undefined is always that nothing is to be done. */
export interface WayQuestions {
  readonly isTrusted: boolean;
  /** Whether the person has said before that this cluster may be asked. */
  mayAsk(cluster: NamedCluster): boolean;
  askCluster(cluster: NamedCluster): Promise<'ask' | 'without' | undefined>;
  /** Names the addresses that files or settings of a workspace state which is not trusted. */
  trySettings(addresses: readonly string[]): Promise<'try' | 'others' | undefined>;
  /**
   * @param because why no cluster is asked: the end of a sentence
   * @param suggested what may stand there already
   */
  typeAddresses(because: string, suggested: readonly string[]): Promise<readonly string[] | undefined>;
}

export type NamedCluster = Exclude<ProbePlan['cluster'], { readonly because: string }>;

export interface WayFacts extends Pick<ProbePlan, 'cluster' | 'settingAddresses'> {
  /** Whether the files state a node port that can be tried: without one, and without a cluster, addresses are of no use. */
  readonly hasNodePort: boolean;
}

/**
 * Which addresses will be tried: those that the cluster names, where the person lets it be asked, and beside them those of the
 * settings; else those that the person types. In a workspace that is not trusted no cluster is asked, and nothing that stands in a
 * file or a setting is tried before a question has named it.
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
