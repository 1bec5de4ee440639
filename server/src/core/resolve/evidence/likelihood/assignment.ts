/** A selector that selects nothing, and the workloads that it may mean. */
export interface Row {
  /** For each column the likelihood of the workload, in logits; undefined if the workload is not a candidate. */
  readonly scores: readonly (number | undefined)[];
  /** The likelihood that the selector means none of the workloads, in logits. */
  readonly outside: number;
}

/**
 * The probability that each row means each column, under the condition that no two rows mean the same column.
 * Each assignment of rows to columns counts with its likelihood. Undefined if there are too many assignments.
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
  // From the last row backwards: the weight of all assignments of the later rows, for each set of columns that
  // the earlier rows have taken.
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

// The computation visits every subset of the columns for each row.
const mostColumns = 10;
const mostRows = 64;

interface Odds {
  readonly outside: number;
  readonly columns: readonly number[];
}

/** The odds as factors, the largest of which is 1. */
function oddsOf({ scores, outside }: Row): Odds {
  const largest = Math.max(outside, ...scores.map((each) => each ?? Number.NEGATIVE_INFINITY));
  return {
    outside: Math.exp(outside - largest),
    columns: scores.map((each) => (each === undefined ? 0 : Math.exp(each - largest))),
  };
}

/** The weight for each set of taken columns, as bits, before the first row: no column is taken. */
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

/** Only the ratios matter. Without scaling, many rows make the numbers underflow. */
function scaled(ways: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const largest = ways.reduce((most, each) => Math.max(most, each), 0);
  return largest > 0 ? ways.map((each) => each / largest) : ways;
}
