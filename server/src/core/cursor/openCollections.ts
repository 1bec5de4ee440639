import type { Range, TextEdit } from '../text/range.ts';
import type { Token } from './tokens.ts';

/** A collection around the line that is being read. */
export interface Open {
  readonly type: 'mapping' | 'sequence';
  /** The column of its keys or dashes; -1 in a flow collection. */
  readonly column: number;
  readonly isFlow: boolean;
  readonly pairs: Map<string, string | undefined>;
  /** The last key. */
  key: string | undefined;
  /** The number of the last item. */
  index: number;
  /** Whether the last key or item has a value. */
  isFilled: boolean;
  /** In a flow collection, what comes next. */
  next: 'key' | 'colon' | 'value' | 'comma';
  /** The scalars in a mapping under the key `metadata`. */
  metadata: ReadonlyMap<string, string | undefined> | undefined;
  /** Whether a key is in double quotes, as in JSON. */
  isJson: boolean;
}

export function openCollection(type: Open['type'], column: number, isFlow = false): Open {
  return {
    type,
    column,
    isFlow,
    pairs: new Map(),
    key: undefined,
    index: -1,
    isFilled: true,
    next: type === 'mapping' ? 'key' : 'value',
    metadata: undefined,
    isJson: false,
  };
}

/** A collection on the path of the cursor. Its pairs grow with the lines after the cursor; the step stays. */
export interface Step {
  readonly open: Open;
  readonly key: string | undefined;
  readonly index: number;
}

/** The token at the cursor, and the collections around it. */
export interface Place {
  /** As in `Typing`. */
  readonly part: 'key' | 'value' | 'word';
  readonly token: Token;
  readonly steps: readonly Step[];
  readonly needsSpace: boolean;
  hasColon: boolean;
  /** Whether removing the token leaves no text that is read wrongly. A key with a value is only removed with it. */
  readonly removed: Range | undefined;
  readonly afterColon?: number;
  hasBlock?: boolean;
  /** What closes the flow collections that are not closed, and where it belongs. */
  closing?: TextEdit;
}

/** More levels than any manifest has. */
export const deepest = 100;

/** The collections around the line that is being read, the outermost first, and what was found at the cursor. */
export class OpenCollections {
  readonly stack: Open[] = [];
  /** `nothing` if nothing can be typed at the cursor. */
  place: Place | 'nothing' | undefined;

  /** The mapping with its keys at a column. */
  openMapping(column: number): Open {
    this.popDeeper(column);
    const top = this.top();
    if (top?.type === 'sequence' && top.column === column) {
      this.pop();
      return this.openMapping(column);
    }
    if (top?.type === 'mapping' && top.column === column) {
      return top;
    }
    if (top) {
      top.isFilled = true;
    }
    const made = openCollection('mapping', column);
    this.stack.push(made);
    return made;
  }

  popDeeper(column: number): void {
    while (this.top() !== undefined && this.top()!.column > column) {
      this.pop();
    }
  }

  pop(): void {
    closeInto(this.stack.pop(), this.top());
  }

  top(): Open | undefined {
    return this.stack.at(-1);
  }

  found(place: Omit<Place, 'steps'>): void {
    const steps = this.stack.map((open): Step => ({ open, key: open.key, index: open.index }));
    this.place ??= { ...place, steps };
  }
}

/** Notes the scalars of a collection that ends, if they are the metadata of an object. */
function closeInto(closed: Open | undefined, outer: Open | undefined): void {
  if (closed?.type === 'mapping' && outer?.type === 'mapping' && outer.key === 'metadata') {
    outer.metadata = closed.pairs;
  }
}
