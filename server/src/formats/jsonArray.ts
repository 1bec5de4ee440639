/** A JSON array in parts, one item on a line, so that a long one needs no memory for its whole text. */
export function* jsonArray(items: Iterable<unknown>): Iterable<string> {
  let before = '[\n';
  for (const item of items) {
    yield before + JSON.stringify(item);
    before = ',\n';
  }
  yield before === '[\n' ? '[]' : '\n]';
}
