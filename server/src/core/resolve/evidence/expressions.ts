import { distance } from 'fastest-levenshtein';
import { requirementHolds } from '../../model/requirement.ts';
import type { LabelPair, LabelSelector, Labels, Requirement, Written } from '../../model/written.ts';
import { none } from '../../text/emptyList.ts';
import { labelUnder } from './match.ts';

/**
 * The pairs that everything selected has: those of `matchLabels`, and each expression `In` with one value, which
 * means the same. Without any, a map without pairs.
 */
export function certainLabels({ matchLabels, matchExpressions, keyRange }: LabelSelector): Labels {
  const pairs = matchExpressions.filter(isPair).map((each) => pairOf(each, each.values[0]!));
  return withPairs(matchLabels, keyRange, pairs);
}

/** Whether it selects everything. */
export function isEmptySelector({ matchLabels, matchExpressions }: LabelSelector): boolean {
  return matchExpressions.length === 0 && (matchLabels?.pairs ?? none).length === 0;
}

/** The expressions that `certainLabels` does not hold. */
export function openRequirements({ matchExpressions }: LabelSelector): readonly Requirement[] {
  return matchExpressions.every(isPair) ? none : matchExpressions.filter((each) => !isPair(each));
}

/** The pairs that something selected may have, by the values of its expressions: one map for each combination. */
export function alternativesOf(selector: LabelSelector, certain: Labels): readonly Labels[] {
  let found: readonly Labels[] = [certain];
  for (const requirement of openRequirements(selector)) {
    if (requirement.operator === 'In' && found.length * requirement.values.length <= mostAlternatives) {
      found = requirement.values.flatMap((value) =>
        found.map((each) => ({ ...each, pairs: [...each.pairs, pairOf(requirement, value)] })),
      );
    }
  }
  return found;
}

// Of more combinations the first expressions count.
const mostAlternatives = 64;

/** Whether the labels satisfy the requirements. */
export function areMet(requirements: readonly Requirement[], labels: Labels | undefined): boolean {
  return requirements.every(({ key, operator, values }) =>
    requirementHolds(
      operator,
      values.map(({ value }) => value),
      labelUnder(labels, key.value)?.value.value,
    ),
  );
}

/**
 * The pairs that would select something with these labels, so that both can be compared: of several values the closest
 * one, and for a key that has to exist the label with the most similar key. Undefined if an expression excludes it.
 */
export function labelsToCompare(selector: LabelSelector, labels: Labels | undefined): Labels | undefined {
  const open = openRequirements(selector);
  const certain = certainLabels(selector);
  if (open.length === 0) {
    return certain;
  }
  const pairs: LabelPair[] = [];
  for (const requirement of open) {
    const { operator, key, values } = requirement;
    const own = labelUnder(labels, key.value)?.value.value;
    if (operator === 'In') {
      const [closest] = own === undefined ? values : values.toSorted((a, b) => far(a.value, own) - far(b.value, own));
      pairs.push(pairOf(requirement, closest ?? key));
    } else if (operator === 'Exists' && own === undefined) {
      const similar = labels?.pairs.find((each) => far(each.key.value, key.value) <= mostLetters);
      pairs.push(pairOf(requirement, { ...key, value: similar?.value.value ?? '' }));
    } else if (!areMet([requirement], labels)) {
      return undefined;
    }
  }
  return { ...certain, pairs: [...certain.pairs, ...pairs] };
}

/** Letters by which a mistyped key differs. */
const mostLetters = 2;

function far(a: string, b: string): number {
  return distance(a, b);
}

function isPair({ operator, values }: Requirement): boolean {
  return operator === 'In' && values.length === 1;
}

function pairOf(requirement: Requirement, value: Written): LabelPair {
  const { start, end, document, key } = requirement;
  return { start, end, key, value, ...(document ? { document } : {}) };
}

function withPairs(labels: Labels | undefined, keyRange: Labels['keyRange'], added: readonly LabelPair[]): Labels {
  if (added.length === 0 && labels) {
    return labels;
  }
  const { start, end, document } = keyRange;
  const map: Labels = labels ?? {
    start,
    end,
    keyRange,
    pairs: none,
    shape: 'mapping',
    flow: false,
    ...(document ? { document } : {}),
  };
  return { ...map, pairs: [...map.pairs, ...added] };
}
