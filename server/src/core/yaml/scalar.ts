import type { Scalar } from './node.ts';

/** The tool whose reading applies: `kubectl apply -f`, or a kustomize build. */
export type Reader = 'kubectl' | 'kustomize';

/** A scalar as a reader resolves it. */
export interface Resolved {
  /**
   * `timestamp` is the type of a date in kustomize, which emits it as a string in another spelling. `invalid`
   * means that the reader rejects the whole document because of this scalar.
   */
  readonly type: 'string' | 'integer' | 'float' | 'boolean' | 'null' | 'timestamp' | 'invalid';
  /**
   * The value in JSON, e.g. `10` for `012`, `true` for `yes`, `2020-01-01T00:00:00Z`. For `invalid` it is the
   * text.
   */
  readonly value: string;
}

/**
 * Resolves a value as kubectl (sigs.k8s.io/yaml YAMLToJSON over go.yaml.in/yaml/v2) or kustomize (kyaml
 * RNode.MarshalJSON over go.yaml.in/yaml/v3) does. These rules are neither YAML 1.1 nor YAML 1.2. Source:
 * `resolve` in resolve.go of both; a test compares the results with a table that the real readers produced.
 */
export function resolveScalar(scalar: Scalar, reader: Reader): Resolved {
  const resolved = resolve(scalar, reader);
  // Both readers convert to JSON, which has neither infinity nor not-a-number.
  const inJson = resolved.type !== 'float' || Number.isFinite(Number(resolved.value));
  return inJson ? resolved : { type: 'invalid', value: scalar.text };
}

/**
 * Resolves the key of a mapping. kubectl converts a key to a string (`y:` becomes "true", `1.0:` "1"), so
 * `value` is the key that the API server receives. Kustomize cannot emit such a mapping. A merge key is
 * `invalid`, as it is for the readers if a scalar follows it.
 */
export function resolveKey(key: Scalar, reader: Reader): Resolved {
  const invalid: Resolved = { type: 'invalid', value: key.text };
  const { text, style, tag } = key;
  if (
    text === '<<' &&
    (tag === `${prefix}merge` || (tag === undefined && (style === 'plain' || reader === 'kustomize')))
  ) {
    return invalid;
  }
  const resolved = resolve(key, reader);
  if (reader === 'kustomize') {
    return resolved.type === 'string' && (tag === undefined || tag === '!' || tag === `${prefix}str`)
      ? resolved
      : invalid;
  }
  switch (resolved.type) {
    case 'string':
    case 'boolean':
      return resolved;
    case 'integer':
      // convertToJSONableObject accepts int64 as a key, but not uint64.
      return BigInt(resolved.value) > maxInt64 ? invalid : resolved;
    case 'float':
      return { type: 'float', value: floatKey(resolved.value) };
    default:
      return invalid;
  }
}

function resolve({ text, tag, style }: Scalar, reader: Reader): Resolved {
  if (tag !== undefined) {
    return resolveTagged(text, tag, style, reader);
  }
  // Nearly every scalar is a word, and few first characters can begin a value of another type.
  return style === 'plain' && (text === '' || mayBeMore(text.charCodeAt(0)))
    ? resolvePlain(text, reader)
    : { type: 'string', value: text };
}

/** Digits, signs, a dot, and the first letters of the words in the tables. */
function mayBeMore(code: number): boolean {
  return (code >= 48 && code <= 57) || code === 43 || code === 45 || code === 46 || wordStarts.has(code);
}

const wordStarts: ReadonlySet<number> = new Set([...'yYnNtTfFoO~'].map((letter) => letter.charCodeAt(0)));

/** Words that both readers resolve. */
const words: ReadonlyMap<string, Resolved> = new Map<string, Resolved>([
  ...['true', 'True', 'TRUE'].map((word) => [word, { type: 'boolean', value: 'true' }] as const),
  ...['false', 'False', 'FALSE'].map((word) => [word, { type: 'boolean', value: 'false' }] as const),
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, { type: 'null', value: 'null' }] as const),
  // Values that JSON does not have. As keys, kubectl accepts them in these spellings.
  ...['.nan', '.NaN', '.NAN'].map((word) => [word, { type: 'float', value: '.nan' }] as const),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map(
    (word) => [word, { type: 'float', value: '.inf' }] as const,
  ),
  ...['-.inf', '-.Inf', '-.INF'].map((word) => [word, { type: 'float', value: '-.inf' }] as const),
]);

/** Words of YAML 1.1 that go.yaml.in/yaml/v2 resolves and v3 does not. */
const kubectlWords: ReadonlyMap<string, Resolved> = new Map<string, Resolved>([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'on', 'On', 'ON'].map(
    (word) => [word, { type: 'boolean', value: 'true' }] as const,
  ),
  ...['n', 'N', 'no', 'No', 'NO', 'off', 'Off', 'OFF'].map(
    (word) => [word, { type: 'boolean', value: 'false' }] as const,
  ),
]);

function resolvePlain(text: string, reader: Reader): Resolved {
  const word = words.get(text) ?? (reader === 'kubectl' ? kubectlWords.get(text) : undefined);
  if (word !== undefined) {
    return word;
  }
  const first = text.charCodeAt(0);
  if (first === 46) {
    const float = pointFloat(text);
    return float === undefined ? { type: 'string', value: text } : { type: 'float', value: json(float, reader) };
  }
  if (!(first >= 48 && first <= 57) && first !== 43 && first !== 45) {
    return { type: 'string', value: text };
  }
  const timestamp = timestampOf(text);
  if (timestamp !== undefined) {
    // yaml/v2 recognizes the timestamp but keeps the text when it decodes into an interface.
    return reader === 'kubectl' ? { type: 'string', value: text } : { type: 'timestamp', value: timestamp };
  }
  const plain = text.replaceAll('_', '');
  const integer = integerOf(plain, reader);
  if (integer !== undefined) {
    return { type: 'integer', value: integer.toString() };
  }
  if (/^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/.test(plain)) {
    const float = Number(plain);
    if (Number.isFinite(float)) {
      return { type: 'float', value: json(float, reader) };
    }
  }
  return { type: 'string', value: text };
}

const maxInt64 = 2n ** 63n - 1n;
const maxUint64 = 2n ** 64n - 1n;

/** strconv.ParseInt, then ParseUint, with base 0, then the additional spellings of yaml. */
function integerOf(plain: string, reader: Reader): bigint | undefined {
  const match = /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]([0-7]+)|0([0-7]+)|(0|[1-9][0-9]*))$/.exec(plain);
  if (match !== null) {
    const [, sign, hex, binary, octal, oldOctal, decimal] = match;
    const magnitude = BigInt(
      hex !== undefined
        ? `0x${hex}`
        : binary !== undefined
          ? `0b${binary}`
          : (octal ?? oldOctal) !== undefined
            ? `0o${octal ?? oldOctal}`
            : decimal!,
    );
    const number = sign === '-' ? -magnitude : magnitude;
    const fits = number >= -(2n ** 63n) && number <= (sign === '' ? maxUint64 : maxInt64);
    return fits ? number : undefined;
  }
  // The prefix `0b`, and in v3 `0o`, is removed and the rest is parsed again, so that a sign may follow the
  // prefix.
  const signed = /^0b([-+][01]+)$/.exec(plain) ?? (reader === 'kustomize' ? /^0o([-+][0-7]+)$/.exec(plain) : null);
  if (signed !== null) {
    const [, digits] = signed;
    const magnitude = BigInt(`${plain.slice(0, 2)}${digits!.slice(1)}`);
    const number = digits!.startsWith('-') ? -magnitude : magnitude;
    return number >= -(2n ** 63n) && number <= maxInt64 ? number : undefined;
  }
  return undefined;
}

/** strconv.ParseFloat of a text that begins with a point. It accepts underscores between digits. */
function pointFloat(text: string): number | undefined {
  if (!/^\.[0-9]+(_[0-9]+)*([eE][-+]?[0-9]+(_[0-9]+)*)?$/.test(text)) {
    return undefined;
  }
  const float = Number(text.replaceAll('_', ''));
  return Number.isFinite(float) ? float : undefined;
}

/**
 * A date or a time in one of the four layouts of parseTimestamp (resolve.go), in the JSON format of time.Time:
 * RFC 3339 with up to nanoseconds.
 */
function timestampOf(text: string): string | undefined {
  const match =
    /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[Tt](\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,](\d+))?(Z|[-+](?:[01]\d|2[0-4]):(?:[0-5]\d|60))| (\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,](\d+))?)?$/.exec(
      text,
    );
  if (match === null) {
    return undefined;
  }
  const [, year, month, day, hour1, minute1, second1, fraction1, zone, hour2, minute2, second2, fraction2] = match;
  const hour = hour1 ?? hour2 ?? '0';
  const minute = minute1 ?? minute2 ?? '0';
  const second = second1 ?? second2 ?? '0';
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  const valid =
    date.getUTCMonth() === Number(month) - 1 &&
    date.getUTCDate() === Number(day) &&
    Number(hour) < 24 &&
    Number(minute) < 60 &&
    Number(second) < 60;
  if (!valid) {
    return undefined;
  }
  const two = (part: string | undefined) => (part ?? '').padStart(2, '0');
  const fraction = (fraction1 ?? fraction2 ?? '').slice(0, 9).replace(/0+$/, '');
  const offset = zone === undefined || zone === 'Z' || /^[-+]00:00$/.test(zone) ? 'Z' : zone;
  return `${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}${fraction && `.${fraction}`}${offset}`;
}

const prefix = 'tag:yaml.org,2002:';

/** Resolves a scalar with an explicit tag. Quotes matter only for the tag `!`. */
function resolveTagged(text: string, tag: string, style: Scalar['style'], reader: Reader): Resolved {
  if (tag === '!') {
    // The non-specific tag makes a string in YAML, but kustomize loses the tag.
    return reader === 'kustomize' && style === 'plain' ? resolvePlain(text, reader) : { type: 'string', value: text };
  }
  const wanted = tag.startsWith(prefix) ? tag.slice(prefix.length) : undefined;
  switch (wanted) {
    case 'bool':
      return only(resolvePlain(text, reader), 'boolean', text);
    case 'int':
      return only(resolvePlain(text, reader), 'integer', text);
    case 'null':
      return only(resolvePlain(text, reader), 'null', text);
    case 'float': {
      const resolved = resolvePlain(text, reader);
      // `resolve` converts int64 to a float, but not uint64.
      return resolved.type === 'integer' && BigInt(resolved.value) <= maxInt64
        ? { type: 'float', value: json(Number(resolved.value), reader) }
        : only(resolved, 'float', text);
    }
    case 'timestamp': {
      const timestamp = timestampOf(text);
      if (timestamp === undefined) {
        return { type: 'invalid', value: text };
      }
      return reader === 'kubectl' ? { type: 'string', value: text } : { type: 'timestamp', value: timestamp };
    }
    case 'binary': {
      const decoded = decodeBase64(text);
      return decoded === undefined ? { type: 'invalid', value: text } : { type: 'string', value: decoded };
    }
    default:
      return { type: 'string', value: text };
  }
}

function only(resolved: Resolved, type: Resolved['type'], text: string): Resolved {
  return resolved.type === type ? resolved : { type: 'invalid', value: text };
}

/** Decodes base64 as base64.StdEncoding does. */
function decodeBase64(text: string): string | undefined {
  const digits = text.replace(/[\r\n]/g, '');
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(digits)) {
    return undefined;
  }
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  const bytes: number[] = [];
  let bits = 0;
  let held = 0;
  for (const digit of digits.replace(/=+$/, '')) {
    held = ((held << 6) | alphabet.indexOf(digit)) & 0xffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((held >> bits) & 0xff);
    }
  }
  return decodeUtf8(bytes);
}

/** Decodes UTF-8, with U+FFFD for each invalid byte, as encoding/json writes a string. */
function decodeUtf8(bytes: readonly number[]): string {
  let text = '';
  for (let at = 0; at < bytes.length; ) {
    const lead = bytes[at]!;
    const length =
      lead < 0x80 ? 1 : lead >= 0xc2 && lead < 0xe0 ? 2 : lead >= 0xe0 && lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
    const sequence = lead >= 0x80 && lead < 0xc2 ? [] : bytes.slice(at, at + length);
    try {
      const escaped = sequence.map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
      text += sequence.length === 0 ? '\ufffd' : decodeURIComponent(escaped);
      at += Math.max(1, sequence.length);
    } catch {
      text += '\ufffd';
      at++;
    }
  }
  return text;
}

/**
 * The spelling of a float64 in encoding/json. It equals JavaScript's, except for the sign of zero, which a
 * build loses.
 */
function json(float: number, reader: Reader): string {
  return Object.is(float, -0) && reader === 'kubectl' ? '-0' : String(float);
}

/**
 * strconv.FormatFloat(f, 'g', -1, 32), the spelling of a key in convertToJSONableObject: `1.0` → `1`, `1e6` →
 * `1e+06`.
 */
function floatKey(value: string): string {
  const float = Number(value);
  if (Number.isNaN(float)) {
    return value;
  }
  const single = Math.fround(float);
  if (!Number.isFinite(single)) {
    return single > 0 ? '.inf' : '-.inf';
  }
  if (single === 0) {
    return Object.is(float, -0) ? '-0' : '0';
  }
  let digits = 1;
  while (digits < 9 && Math.fround(Number(single.toPrecision(digits))) !== single) {
    digits++;
  }
  const [mantissa, exponent] = single.toExponential(digits - 1).split('e');
  const power = Number(exponent);
  // For the shortest digits, the limit of the exponent is the one for six digits (ftoa.go, eprec).
  if (power < -4 || power >= 6) {
    return `${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
  }
  return single.toFixed(Math.max(0, digits - 1 - power));
}
