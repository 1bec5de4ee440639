import { type FeatureName, features } from '../../server/src/core/resolve/evidence/likelihood/features.ts';
import type { Row, Values } from './rows.ts';

export type Weights = Readonly<Record<FeatureName, number>>;

/** A row with how much it counts. */
export interface Weighted {
  readonly row: Row;
  readonly weight: number;
}

/**
 * The weights under which the intended workloads are likeliest: a conditional logit over the candidates and none,
 * with a quadratic penalty, by Newton's method. A weight with a sign that its feature forbids stays 0. There is one
 * optimum, so initial weights near it only save steps.
 */
export function fittedWeights(
  rows: readonly Weighted[],
  names: readonly FeatureName[],
  penalty: number,
  near?: Weights,
): Weights {
  const choices = rows.filter(({ row }) => row.right > -2).map((each) => choiceOf(each, names));
  const held = new Set<number>();
  let weights = Float64Array.from(names, (name) => near?.[name] ?? 0);
  for (let round = 0; round < mostRounds; round++) {
    weights = optimum(choices, weights, held, penalty);
    const wrong = names.flatMap((name, at) => {
      const { sign } = features[name];
      return !held.has(at) && ((sign === '+' && weights[at]! < 0) || (sign === '-' && weights[at]! > 0)) ? [at] : [];
    });
    if (wrong.length === 0) {
      break;
    }
    for (const at of wrong) {
      held.add(at);
      weights[at] = 0;
    }
  }
  const result = Object.fromEntries(Object.keys(features).map((name) => [name, 0])) as Record<FeatureName, number>;
  for (const [at, name] of names.entries()) {
    result[name] = weights[at]!;
  }
  return result;
}

const mostRounds = 10;

/** Of each alternative, none first, which features it has. */
interface Choice {
  readonly weight: number;
  readonly right: number;
  readonly alternatives: readonly (readonly (readonly [at: number, value: number])[])[];
}

function choiceOf({ row, weight }: Weighted, names: readonly FeatureName[]): Choice {
  const position = new Map(names.map((name, at) => [name as string, at]));
  const sparse = (values: Values) =>
    Object.entries(values).flatMap(([name, value]): [number, number][] => {
      const at = position.get(name);
      return at === undefined || !value ? [] : [[at, value]];
    });
  return { weight, right: row.right + 1, alternatives: [row.none, ...row.candidates].map(sparse) };
}

function optimum(
  choices: readonly Choice[],
  start: Float64Array<ArrayBuffer>,
  held: ReadonlySet<number>,
  penalty: number,
): Float64Array<ArrayBuffer> {
  const size = start.length;
  let weights = start.slice();
  let value = objective(choices, weights, penalty);
  for (let step = 0; step < mostSteps; step++) {
    const gradient = new Float64Array(size);
    const hessian = Array.from({ length: size }, () => new Float64Array(size));
    for (const { weight, right, alternatives } of choices) {
      const shares = sharesOf(alternatives, weights);
      const mean = new Map<number, number>();
      for (const [which, each] of alternatives.entries()) {
        const share = shares[which]!;
        for (const [at, amount] of each) {
          mean.set(at, (mean.get(at) ?? 0) + share * amount);
          gradient[at]! += weight * ((which === right ? 1 : 0) - share) * amount;
          for (const [other, more] of share < 1e-6 ? [] : each) {
            hessian[at]![other]! += weight * share * amount * more;
          }
        }
      }
      for (const [at, amount] of mean) {
        for (const [other, more] of mean) {
          hessian[at]![other]! -= weight * amount * more;
        }
      }
    }
    for (let at = 0; at < size; at++) {
      gradient[at]! -= penalty * weights[at]!;
      hessian[at]![at]! += penalty;
      if (held.has(at)) {
        gradient[at] = 0;
        hessian[at]!.fill(0);
        for (const row of hessian) {
          row[at] = 0;
        }
        hessian[at]![at] = 1;
      }
    }
    const direction = solved(hessian, gradient);
    let length = 1;
    let next = weights;
    let nextValue = value;
    for (; length > 1e-4; length /= 2) {
      next = weights.map((each, at) => each + length * direction[at]!);
      nextValue = objective(choices, next, penalty);
      if (nextValue > value) {
        break;
      }
    }
    if (nextValue - value < 1e-7 * Math.abs(value)) {
      break;
    }
    weights = next;
    value = nextValue;
  }
  return weights;
}

const mostSteps = 40;

function objective(choices: readonly Choice[], weights: Float64Array, penalty: number): number {
  let sum = 0;
  for (const { weight, right, alternatives } of choices) {
    sum += weight * Math.log(Math.max(1e-12, sharesOf(alternatives, weights)[right]!));
  }
  return sum - (penalty / 2) * weights.reduce((total, each) => total + each * each, 0);
}

function sharesOf(alternatives: Choice['alternatives'], weights: Float64Array): readonly number[] {
  const scores = alternatives.map((each) => each.reduce((sum, [at, value]) => sum + weights[at]! * value, 0));
  const largest = Math.max(...scores);
  const odds = scores.map((each) => Math.exp(each - largest));
  const total = odds.reduce((sum, each) => sum + each, 0);
  return odds.map((each) => each / total);
}

/** Solves a symmetric positive definite system by Gaussian elimination. */
function solved(matrix: readonly Float64Array[], right: Float64Array): readonly number[] {
  const size = right.length;
  const rows = matrix.map((row, at) => [...row, right[at]!]);
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let row = column + 1; row < size; row++) {
      pivot = Math.abs(rows[row]![column]!) > Math.abs(rows[pivot]![column]!) ? row : pivot;
    }
    [rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!];
    for (let row = column + 1; row < size; row++) {
      const factor = rows[row]![column]! / rows[column]![column]!;
      for (let at = column; factor !== 0 && at <= size; at++) {
        rows[row]![at]! -= factor * rows[column]![at]!;
      }
    }
  }
  const result = new Array<number>(size).fill(0);
  for (let row = size - 1; row >= 0; row--) {
    let sum = rows[row]![size]!;
    for (let at = row + 1; at < size; at++) {
      sum -= rows[row]![at]! * result[at]!;
    }
    result[row] = sum / rows[row]![row]!;
  }
  return result;
}

/** The probability of each candidate, none being shifted by so many logits. */
export function probabilities(row: Row, weights: Weights, shift: number): readonly number[] {
  const score = (values: Values) =>
    Object.entries(values).reduce((sum, [name, value]) => sum + (weights[name as FeatureName] ?? 0) * value, 0);
  const scores = [score(row.none) + shift, ...row.candidates.map(score)];
  const largest = Math.max(...scores);
  const odds = scores.map((each) => Math.exp(each - largest));
  const total = odds.reduce((sum, each) => sum + each, 0);
  return odds.slice(1).map((each) => each / total);
}
