import { resolveScalar } from '../../yaml/scalar.ts';
import { byteLength } from '../bytes.ts';

/**
 * - 2: go.yaml.in/yaml/v2, which folds at 80 columns and does not indent a sequence in a mapping
 * - 3: go.yaml.in/yaml/v3 with an indentation of 2, which indents it and never folds
 */
export type YamlVersion = 2 | 3;

/** The style in which a string is written. */
export function styleOf(text: string, isKey: boolean, version: YamlVersion): 'plain' | 'single' | 'double' | 'literal' {
  if (text === '') {
    return 'double';
  }
  const facts = analyze(text, version);
  if (text.includes('\n')) {
    return isKey || !facts.block ? 'double' : 'literal';
  }
  if (isKey && facts.breaks) {
    return 'double';
  }
  if (!mayBePlain(text, version)) {
    return 'double';
  }
  return facts.plain ? 'plain' : facts.single ? 'single' : 'double';
}

/** Whether a reader takes the plain text for a string. Source: stringv in encode.go, resolve in resolve.go. */
function mayBePlain(text: string, version: YamlVersion): boolean {
  const first = text.charCodeAt(0);
  // Most strings begin with a letter that begins no other scalar.
  if (((first >= 97 && first <= 122) || (first >= 65 && first <= 90)) && !wordStarts.includes(text[0]!)) {
    return true;
  }
  const scalar = { type: 'scalar', start: 0, end: 0, text, style: 'plain' } as const;
  if (resolveScalar(scalar, 'kustomize').type !== 'string') {
    return false;
  }
  const isString = version === 2 ? resolveScalar(scalar, 'kubectl').type === 'string' : !oldBooleans.test(text);
  return isString && (version === 2 || text !== '<<') && !base60.test(text);
}

const wordStarts = 'yYnNtTfFoO';
const oldBooleans = /^(?:y|Y|yes|Yes|YES|on|On|ON|n|N|no|No|NO|off|Off|OFF)$/;
const base60 = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;

/** The styles that a string allows in block context. Source: yaml_emitter_analyze_scalar. */
function analyze(
  text: string,
  version: YamlVersion,
): { plain: boolean; single: boolean; block: boolean; breaks: boolean } {
  if (/^[A-Za-z0-9_./][A-Za-z0-9_./=+-]*$/.test(text) && !text.startsWith('...')) {
    return { plain: true, single: true, block: true, breaks: false };
  }
  const breaks = /[\r\n\u0085\u2028\u2029]/.test(text);
  const indicators =
    /^(?:---|\.\.\.)/.test(text) ||
    /^[#,[\]{}&*!|>'"%@`]/.test(text) ||
    /^[?:-](?:[ \t\r\n\u0085\u2028\u2029]|$)/.test(text) ||
    /:(?:[ \t\r\n\u0085\u2028\u2029]|$)/.test(text) ||
    /[ \t\r\n\u0085\u2028\u2029]#/.test(text);
  const trailingSpace = text.endsWith(' ');
  const outer = /^[ \r\n\u0085\u2028\u2029]|[ \r\n\u0085\u2028\u2029]$/.test(text);
  const breakSpace = /[\r\n\u0085\u2028\u2029] /.test(text);
  const spaceBreak = / [\r\n\u0085\u2028\u2029]/.test(text);
  const tab = version === 3 && text.includes('\t');
  const special = hasSpecial(version === 3 ? text.replaceAll('\t', '') : text);
  return {
    plain: !(outer || breakSpace || spaceBreak || special || tab || breaks || indicators),
    single: !(breakSpace || spaceBreak || special || tab),
    block: !(trailingSpace || spaceBreak || special),
    breaks,
  };
}

/** Whether a character is not printable to the encoder: a tab and everything beyond U+FFFF is not. */
function hasSpecial(text: string): boolean {
  return /[^\n -~\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd]/.test(text);
}

/** Whether a character is escaped in double quotes. */
export function needsEscape(code: number): boolean {
  const isPrintable =
    (code >= 0x20 && code <= 0x7e) ||
    (code >= 0xa0 && code <= 0xd7ff) ||
    (code >= 0xe000 && code <= 0xfffd && code !== 0xfeff);
  return !isPrintable || code === 0x22 || code === 0x5c || code === 0x2028 || code === 0x2029;
}

export function escapeOf(code: number): string {
  const short = shortEscapes.get(code);
  if (short !== undefined) {
    return `\\${short}`;
  }
  const digits = code.toString(16).toUpperCase();
  return code <= 0xff
    ? `\\x${digits.padStart(2, '0')}`
    : code <= 0xffff
      ? `\\u${digits.padStart(4, '0')}`
      : `\\U${digits.padStart(8, '0')}`;
}

const shortEscapes: ReadonlyMap<number, string> = new Map([
  [0x00, '0'],
  [0x07, 'a'],
  [0x08, 'b'],
  [0x09, 't'],
  [0x0a, 'n'],
  [0x0b, 'v'],
  [0x0c, 'f'],
  [0x0d, 'r'],
  [0x1b, 'e'],
  [0x22, '"'],
  [0x5c, '\\'],
  [0x85, 'N'],
  [0xa0, '_'],
  [0x2028, 'L'],
  [0x2029, 'P'],
]);

/**
 * Whether a key stands in front of its colon without a question mark. Source: yaml_emitter_check_simple_key. The length
 * is in bytes.
 */
export function isSimpleKey(key: string): boolean {
  return !/[\r\n\u0085\u2028\u2029]/.test(key) && byteLength(key) <= 128;
}

export function isBreak(character: string): boolean {
  return character === '\n' || character === '\r' || /^[\u0085\u2028\u2029]$/.test(character);
}

export function isLowSurrogate(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff;
}
