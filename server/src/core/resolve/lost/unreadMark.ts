import type { Unread } from '../../model/document.ts';

/**
 * A mark of a part that is not read: equal for the same text, wherever it lies; of a part without a text it is its file. So a text
 * need not be kept to be recognised: two sums of 32 bits and the length make a chance likeness as good as impossible.
 */
export function markOfUnread(file: string, { text }: Pick<Unread, 'text'>): string {
  return text === undefined ? `file ${file}` : `${text.length} ${sumOf(text, 16777619)} ${sumOf(text, 709607)}`;
}

/** Source: FNV-1a, draft-eastlake-fnv, by code units and with any odd prime. */
function sumOf(text: string, prime: number): number {
  let sum = 2166136261;
  for (let at = 0; at < text.length; at++) {
    sum = Math.imul(sum ^ text.charCodeAt(at), prime);
  }
  return sum >>> 0;
}
