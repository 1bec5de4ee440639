import type { Budget } from './frame.ts';
import { type Call, type Failure, failure } from './function.ts';
import { madeAt, noOrigins, type Origin } from './origin.ts';
import { Text, type TextPiece } from './text.ts';
import type { Value } from './value.ts';

/** What a function may use during one call. */
export class CallContext implements Call {
  readonly place: Origin;
  readonly #budget: Budget;

  constructor(place: Origin, budget: Budget) {
    this.place = place;
    this.#budget = budget;
  }

  made(from: readonly (Value | undefined)[]): Origin {
    return madeAt(this.place, originsOf(from));
  }

  unknown(placeholder: string, because: string): Value {
    return Text.of(placeholder, madeAt(this.place, noOrigins, because));
  }

  spend(amount: number): Failure | undefined {
    this.#budget.size -= amount;
    return this.#budget.size < 0 ? failure('the template makes too much text') : undefined;
  }
}

/** More origins than this are not listed. */
const mostOrigins = 32;

function originsOf(values: readonly (Value | undefined)[]): Origin[] {
  const origins: Origin[] = [];
  for (const value of values) {
    if (value?.kind === 'string') {
      for (const { origin } of value.pieces) {
        if (origin !== undefined && origin !== origins.at(-1) && origins.length < mostOrigins) {
          origins.push(origin);
        }
      }
    } else if (value?.origin !== undefined) {
      origins.push(value.origin);
    }
  }
  return origins;
}

/** What a result costs of the budget. Where a function makes much of little, it has counted that itself before. */
export function sizeOf(value: Value): number {
  switch (value.kind) {
    case 'string':
      return value.text.length + value.pieces.length;
    case 'list':
      return value.items.length;
    case 'map':
      return value.entries.size;
    default:
      return 1;
  }
}

/** Gives a result that has no origin one that is made of the arguments. */
export function withArgumentOrigins(result: Value, args: readonly Value[], place: Origin): Value {
  switch (result.kind) {
    case 'string': {
      if (result.pieces.length > 0 && result.pieces.every(hasOrigin)) {
        return result;
      }
      const origin = madeAt(place, originsOf(args));
      if (result.pieces.length === 0) {
        return Text.of('', origin);
      }
      return new Text(
        result.pieces.map((piece) => (hasOrigin(piece) ? piece : { ...piece, origin })),
        result.text,
      );
    }
    case 'int':
    case 'float':
    case 'bytes':
      return result.origin === undefined ? { ...result, origin: madeAt(place, originsOf(args)) } : result;
    default:
      return result;
  }
}

/** Space that a function adds needs no origin. */
function hasOrigin({ origin, text }: TextPiece): boolean {
  return origin !== undefined || (text !== '' && text.trim() === '');
}
