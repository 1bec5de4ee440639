/** Lines that differ: those from `start` to `end` of the first text are replaced by those of the second one. */
export interface ChangedLines {
  readonly before: { readonly start: number; readonly end: number };
  readonly after: { readonly start: number; readonly end: number };
}

/**
 * The differences of two lists of lines, in order, as few as possible. Source: E. W. Myers, An O(ND) Difference
 * Algorithm and Its Variations, 1986. Texts with more than `mostEdits` differences are one difference.
 */
export function lineDiff(before: readonly string[], after: readonly string[]): readonly ChangedLines[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) {
    start++;
  }
  let end = 0;
  const shorter = Math.min(before.length, after.length);
  while (end < shorter - start && before[before.length - 1 - end] === after[after.length - 1 - end]) {
    end++;
  }
  const own = before.slice(start, before.length - end);
  const other = after.slice(start, after.length - end);
  return joined(editsOf(own, other)).map((each) => ({
    before: { start: each.before.start + start, end: each.before.end + start },
    after: { start: each.after.start + start, end: each.after.end + start },
  }));
}

/** A fix changes a few lines. The work grows with the square of this number. */
const mostEdits = 300;

/** The removed and added lines, each by itself. */
function editsOf(before: readonly string[], after: readonly string[]): readonly ChangedLines[] {
  const [width, height] = [before.length, after.length];
  const most = Math.min(width + height, mostEdits);
  // How far each diagonal (x - y) has come, and the same before each step, to go back.
  const reached = new Map([[1, 0]]);
  const steps: ReadonlyMap<number, number>[] = [];
  for (let edits = 0; edits <= most; edits++) {
    steps.push(new Map(reached));
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      let x = isDown(reached, diagonal, edits) ? reached.get(diagonal + 1)! : reached.get(diagonal - 1)! + 1;
      while (x < width && x - diagonal < height && before[x] === after[x - diagonal]) {
        x++;
      }
      reached.set(diagonal, x);
      if (x >= width && x - diagonal >= height) {
        return wayBack(steps, width, height);
      }
    }
  }
  return [{ before: { start: 0, end: width }, after: { start: 0, end: height } }];
}

/** Whether the furthest way to a diagonal adds a line last, and does not remove one. */
function isDown(reached: ReadonlyMap<number, number>, diagonal: number, edits: number): boolean {
  return (
    diagonal === -edits || (diagonal !== edits && (reached.get(diagonal - 1) ?? -1) < (reached.get(diagonal + 1) ?? -1))
  );
}

function wayBack(steps: readonly ReadonlyMap<number, number>[], width: number, height: number): ChangedLines[] {
  const edits: ChangedLines[] = [];
  let [x, y] = [width, height];
  for (let edit = steps.length - 1; edit > 0; edit--) {
    const reached = steps[edit]!;
    const diagonal = x - y;
    const down = isDown(reached, diagonal, edit);
    const from = diagonal + (down ? 1 : -1);
    x = reached.get(from)!;
    y = x - from;
    edits.push({
      before: { start: x, end: down ? x : x + 1 },
      after: { start: y, end: down ? y + 1 : y },
    });
  }
  return edits.reverse();
}

/** Neighbouring differences as one. */
function joined(edits: readonly ChangedLines[]): readonly ChangedLines[] {
  const all: ChangedLines[] = [];
  for (const edit of edits) {
    const last = all.at(-1);
    if (last && last.before.end === edit.before.start && last.after.end === edit.after.start) {
      all[all.length - 1] = {
        before: { start: last.before.start, end: edit.before.end },
        after: { start: last.after.start, end: edit.after.end },
      };
    } else {
      all.push(edit);
    }
  }
  return all;
}
