import type { Candidate, Found, LostEdge, Missing, Resolution, UnknownTarget } from '../model/resolution.ts';
import type { Resource } from '../model/resource.ts';
import { optional } from '../text/optional.ts';
import { informFrom, warnFrom } from './evidence/likelihood/levels.ts';
import { asResolution, isLostDespite } from './lost/lostEdges.ts';
import { isStatedSame, type Search } from './search.ts';
import type { Explanation } from './unknown/unknownReasons.ts';

/**
 * A reference, and everything in which sorts of references differ. Expensive parts are functions: most
 * references reach something, and nothing else is asked about them.
 */
export interface Question {
  readonly search: Search;
  /** The resources in scope that the reference reaches. */
  targets(): readonly Resource[];
  /** Set if nothing is missing without a target, unless it is a lost edge. Continues the sentence "unknown, because …". */
  readonly neverMissing?: string;
  /** What runs in the cluster and matches, although no file defines it. */
  running?(): Found['running'];
  /** The resources outside the scope that match. */
  elsewhere(): readonly Resource[];
  /** The loss since the baseline, if there is one. */
  lost(): LostEdge | UnknownTarget | undefined;
  /** What a template language will fill in, so that the reference may reach something. */
  filledIn(): string | undefined;
  explanation(): Explanation | undefined;
  /** Whether the explanation holds whatever the likelihood of the candidates. */
  isDecisive(explanation: Explanation): boolean;
  /** The candidates, the likeliest first. */
  candidates(): readonly Candidate[];
  /** The namespace of the cluster, if all of its contents are known. */
  listed?(): Missing['listed'];
  /**
   * Whether a likely candidate is one that no other reference uses. If none is, a match elsewhere in the same
   * namespace is the target.
   */
  isLeft(): boolean;
  /** Set if a reference without candidates may reach a target in another place. Same form as `because`. */
  readonly isElsewhere?: () => string;
}

/** Resolves a reference. Every sort of reference is decided here, in this order. */
export function resolve(question: Question): Resolution {
  const { search } = question;
  const targets = question.targets();
  if (targets.length > 0) {
    return { type: 'found', targets };
  }
  if (!search.index.complete) {
    return unknown('the workspace is still being indexed');
  }
  const running = question.running?.();
  if (running) {
    return { type: 'found', targets: [], running };
  }
  const elsewhere = question.elsewhere();
  const stated = elsewhere.filter((each) => isStatedSame(search, each));
  const listed = question.listed?.();
  const lost = question.lost();
  if (lost && (stated.length === 0 || isLostDespite(lost, stated, search.index))) {
    return asResolution(lost, listed);
  }
  if (question.neverMissing !== undefined) {
    return unknown(question.neverMissing);
  }
  const filledIn = question.filledIn();
  if (filledIn !== undefined) {
    return unknown(filledIn);
  }
  const explanation = question.explanation();
  if (explanation && question.isDecisive(explanation)) {
    return unknown(explanation.because);
  }
  const candidates = question.candidates();
  const best = candidates[0]?.likelihood ?? 0;
  const missing: Missing = { type: 'missing', candidates, elsewhere, ...optional('listed', listed) };
  if (best >= warnFrom || search.settings.closedWorld || listed) {
    return missing;
  }
  if (explanation) {
    return unknown(explanation.because);
  }
  if (stated.length > 0 && !(best >= informFrom && question.isLeft())) {
    return { type: 'found', targets: stated };
  }
  return candidates.length > 0 || !question.isElsewhere ? missing : unknown(question.isElsewhere());
}

export function unknown(because: string): UnknownTarget {
  return { type: 'unknown', because };
}
