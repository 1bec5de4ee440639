/**
 * Whether a text that breaks a syntax has marks of some template language: what it will be filled with may well keep to
 * the syntax. Wider than what is taken for a placeholder elsewhere, because nothing correct has such characters here.
 */
export function looksLikeTemplate(text: string): boolean {
  return /[{}<>[\]$%]|\(\(|^__.*__$|^@.*@$/.test(text);
}
