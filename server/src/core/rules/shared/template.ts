/**
 * Whether a string with wrong syntax contains marks of a template language, so that the filled-in string may be
 * right. The test is wider than elsewhere, because no correct string has such characters here.
 */
export function looksLikeTemplate(text: string): boolean {
  return /[{}<>[\]$%]|\(\(|^__.*__$|^@.*@$/.test(text);
}
