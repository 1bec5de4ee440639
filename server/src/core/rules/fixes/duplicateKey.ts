import type { Fix, Problem } from '../../model/problem.ts';
import type { Range } from '../../text/range.ts';
import { removePair } from '../../yaml/edit.ts';
import type { DuplicateKeyData } from '../duplicateKey.ts';
import { fixOf, openDocument, pairAtRange, together } from './tree.ts';

/** Keep the last pair, which changes nothing for kubectl, or the first. */
export function* duplicateKeyFixes({ at, data }: Problem): Generator<Fix | undefined> {
  const { kept, dropped, same } = data as DuplicateKeyData;
  const text = openDocument(at.document);
  if (!text) {
    return;
  }
  const without = (ranges: readonly Range[]) => {
    const found = ranges.map((range) => pairAtRange(text, range));
    return found.every((each) => each !== undefined)
      ? together(...found.map(({ mapping, pair }) => removePair(text, mapping, pair)))
      : { edits: [], shared: false };
  };
  const written = at.document.text.slice(kept.start, kept.end);
  const short = /[\r\n]/.test(written) || written.length > 60 ? 'the last' : written;
  yield fixOf({ title: `Keep ${short}`, preferred: true, certain: same }, at.document, without(dropped));
  const [first, ...others] = dropped;
  if (!same && first) {
    yield fixOf({ title: 'Keep the first value' }, at.document, without([...others, kept]));
  }
}
