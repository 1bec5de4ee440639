/** Text between tags. `>` is escaped as well, because `]]>` is not allowed there. */
export function xmlText(text: string): string {
  return allowed(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\r', '&#13;');
}

/**
 * An attribute with its value in quotes. A reader would turn line ends and tabs into spaces if they were not escaped.
 */
export function xmlAttribute(name: string, value: string | number): string {
  const text = xmlText(String(value)).replaceAll('"', '&quot;').replaceAll('\n', '&#10;').replaceAll('\t', '&#9;');
  return `${name}="${text}"`;
}

/** Attributes, each after a space. */
export function xmlAttributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${xmlAttribute(name, value)}`)
    .join('');
}

export const xmlDeclaration = '<?xml version="1.0" encoding="UTF-8"?>\n';

/**
 * With the characters that XML does not allow, even escaped, as a report on a terminal shows them, such as
 * `\x1b`. Source: XML 1.0, production Char.
 */
function allowed(text: string): string {
  return text.toWellFormed().replace(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, (character) => {
    const code = character.charCodeAt(0);
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16)}`;
  });
}
