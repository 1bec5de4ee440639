import type { Unread } from '../../model/document.ts';

/**
 * A mark of a part that is not read: equal for equal texts in any place; for a part without a text, the mark is
 * its file. A text is thus recognised without being kept: two sums of 32 bits and the length make a collision
 * practically impossible.
 */
export function markOfUnread(file: string, { text }: Pick<Unread, 'text'>): string {
  return text === undefined ? `file ${file}` : `${text.length} ${sumOf(text, 16777619)} ${sumOf(text, 709607)}`;
}

/** Source: FNV-1a, draft-eastlake-fnv, over code units and with any odd prime. */
function sumOf(text: string, prime: number): number {
  let sum = 2166136261;
  for (let at = 0; at < text.length; at++) {
    sum = Math.imul(sum ^ text.charCodeAt(at), prime);
  }
  return sum >>> 0;
}
