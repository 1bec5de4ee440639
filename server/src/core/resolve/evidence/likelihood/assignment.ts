/** A selector that selects nothing, with what it may be matched with. */
export interface Row {
  /** By column, in logits: how likely each workload is; undefined where it is none. */
  readonly scores: readonly (number | undefined)[];
  /** In logits: how likely it is none of them. */
  readonly outside: number;
}

/**
 * The probability that each row means each column, where no two rows mean the same one: of all ways to match rows with columns each
 * counts by its likelihood. Undefined where there are too many ways to count.
 */
export function matchingProbabilities(rows: readonly Row[]): readonly (readonly number[])[] | undefined {
  const columns = rows[0]?.scores.length ?? 0;
  if (columns > mostColumns || rows.length > mostRows) {
    return undefined;
  }
  const odds = rows.map(oddsOf);
  const forward = [startOf(columns)];
  for (const each of odds) {
    forward.push(scaled(extended(forward.at(-1)!, each, columns)));
  }
  // From the end: how many ways there are to match all later rows, given the columns that the earlier ones took.
  let backward = new Float64Array(1 << columns).fill(1);
  const probabilities: number[][] = [];
  for (let row = rows.length - 1; row >= 0; row--) {
    const { outside, columns: chances } = odds[row]!;
    const before = forward[row]!;
    const weighed = new Array<number>(columns).fill(0);
    let total = 0;
    const next = new Float64Array(1 << columns);
    for (let taken = 0; taken < before.length; taken++) {
      let ways = outside * backward[taken]!;
      total += before[taken]! * ways;
      for (let column = 0; column < columns; column++) {
        if ((taken & (1 << column)) === 0) {
          const share = chances[column]! * backward[taken | (1 << column)]!;
          ways += share;
          weighed[column]! += before[taken]! * share;
          total += before[taken]! * share;
        }
      }
      next[taken] = ways;
    }
    probabilities.unshift(weighed.map((each) => (total > 0 ? each / total : 0)));
    backward = scaled(next);
  }
  return probabilities;
}

// All subsets of columns are gone through for each row.
const mostColumns = 10;
const mostRows = 64;

interface Odds {
  readonly outside: number;
  readonly columns: readonly number[];
}

/** As numbers that can be multiplied, the largest being 1. */
function oddsOf({ scores, outside }: Row): Odds {
  const largest = Math.max(outside, ...scores.map((each) => each ?? Number.NEGATIVE_INFINITY));
  return {
    outside: Math.exp(outside - largest),
    columns: scores.map((each) => (each === undefined ? 0 : Math.exp(each - largest))),
  };
}

/** By the set of columns that are taken, as bits: nothing is taken yet. */
function startOf(columns: number): Float64Array<ArrayBuffer> {
  const ways = new Float64Array(1 << columns);
  ways[0] = 1;
  return ways;
}

function extended(
  before: Float64Array,
  { outside, columns: chances }: Odds,
  columns: number,
): Float64Array<ArrayBuffer> {
  const ways = new Float64Array(before.length);
  for (let taken = 0; taken < before.length; taken++) {
    const count = before[taken]!;
    if (count === 0) {
      continue;
    }
    ways[taken]! += count * outside;
    for (let column = 0; column < columns; column++) {
      if ((taken & (1 << column)) === 0) {
        ways[taken | (1 << column)]! += count * chances[column]!;
      }
    }
  }
  return ways;
}

/** Many rows make numbers too small: only how they relate to each other counts. */
function scaled(ways: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const largest = ways.reduce((most, each) => Math.max(most, each), 0);
  return largest > 0 ? ways.map((each) => each / largest) : ways;
}
