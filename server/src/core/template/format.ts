import { bytesOfText, textOfBytes } from './bytes.ts';
import { type Flags, noFlags, readDirective } from './directive.ts';
import { floatText } from './numberText.ts';
import { quoteGo } from './quote.ts';
import { Text } from './text.ts';
import { type Float, type Int, type List, list, type Struct, sortedKeys, typeName, type Value } from './value.ts';

/** A string as Go's fmt makes it. Parts of arguments keep their origins. Source: fmt print.go and format.go. */
type Parts = (Text | string)[];

/** A value as `fmt.Sprint` and `%v` print it. */
export function printed(value: Value): Text {
  return value.kind === 'string' ? value : joined(formatted(value, 'v', noFlags, false));
}

/** `fmt.Sprint`: a space between two operands of which neither is a string. */
export function sprint(values: readonly Value[]): Text {
  const parts: Parts = [];
  for (const [index, value] of values.entries()) {
    if (index > 0 && value.kind !== 'string' && values[index - 1]!.kind !== 'string') {
      parts.push(' ');
    }
    parts.push(printed(value));
  }
  return joined(parts);
}

/** `fmt.Sprintln` */
export function sprintln(values: readonly Value[]): Text {
  return joined([Text.join(values.map(printed), ' '), '\n']);
}

/** `fmt.Sprintf` */
export function sprintf(format: Text, values: readonly Value[]): Text {
  const { text } = format;
  const parts: Parts = [];
  let next = 0;
  let reordered = false;
  let at = 0;
  for (let percent = text.indexOf('%'); percent >= 0; percent = text.indexOf('%', at)) {
    parts.push(format.slice(at, percent));
    const directive = readDirective(text, percent + 1, values, next);
    at = directive.end;
    next = directive.next;
    reordered ||= directive.reordered;
    const { verb } = directive;
    parts.push(...directive.problems);
    if (verb === undefined) {
      parts.push('%!(NOVERB)');
    } else if (verb === '%') {
      parts.push(format.slice(at - 1, at));
    } else if (directive.isBadIndex) {
      parts.push(`%!${verb}(BADINDEX)`);
    } else if (next >= values.length) {
      parts.push(`%!${verb}(MISSING)`);
    } else {
      const value = values[next++]!;
      parts.push(...formatDirective(value, verb, directive.flags));
    }
  }
  parts.push(format.slice(at));
  if (!reordered && next < values.length) {
    parts.push('%!(EXTRA ');
    for (const [index, value] of values.slice(next).entries()) {
      parts.push(index > 0 ? ', ' : '', typeName(value), ...(value.kind === 'nil' ? [] : ['=', printed(value)]));
    }
    parts.push(')');
  }
  return joined(parts);
}

function joined(parts: Parts): Text {
  const [only] = parts;
  return parts.length === 1 && typeof only === 'object' ? only : Text.join(parts);
}

function formatDirective(value: Value, verb: string, flags: Flags): Parts {
  if (verb === 'T') {
    return padded([typeName(value)], flags);
  }
  if (verb === 'p') {
    return badVerb(value, verb);
  }
  // `%+v` names the fields of objects and gives numbers no sign.
  return formatted(value, verb, verb === 'v' && flags.plus ? { ...flags, plus: false, names: true } : flags, false);
}

/** @param isNested whether the value is an item of a list or a value of a map */
function formatted(value: Value, verb: string, flags: Flags, isNested: boolean): Parts {
  switch (value.kind) {
    case 'nil':
      return isNested || verb === 'v' ? padded([Text.of('<nil>', value.origin)], flags) : badVerb(value, verb);
    case 'bool':
      return verb === 't' || verb === 'v'
        ? padded([Text.of(String(value.value), value.origin)], flags)
        : badVerb(value, verb);
    case 'int':
      return formatInt(value, verb, flags);
    case 'float':
      return formatFloat(value, verb, flags);
    case 'string':
      return formatString(value, value, verb, flags);
    case 'bytes':
      if (verb === 'v' || verb === 'd') {
        const items: Value[] = [...value.bytes].map((byte) => ({ kind: 'int', value: BigInt(byte), type: 'uint8' }));
        return formatList(list(items, '[]uint8'), 'd', flags);
      }
      return formatString(Text.of(textOfBytes(value.bytes), value.origin), value, verb, flags);
    case 'list':
      return formatList(value, verb, flags);
    case 'map': {
      const parts: Parts = [isSyntax(verb, flags) ? `${value.type}{` : 'map['];
      for (const [index, key] of sortedKeys(value).entries()) {
        const entry = value.entries.get(key)!;
        parts.push(index > 0 ? (isSyntax(verb, flags) ? ', ' : ' ') : '');
        parts.push(...formatString(Text.of(key, entry.key), Text.of(key), verb, flags), ':');
        parts.push(...formatted(entry.value, verb, flags, true));
      }
      parts.push(isSyntax(verb, flags) ? '}' : ']');
      return parts;
    }
    case 'struct':
      return formatStruct(value, verb, flags, isNested);
  }
}

function isSyntax(verb: string, { sharp }: Flags): boolean {
  return verb === 'v' && sharp;
}

function formatList(value: List, verb: string, flags: Flags): Parts {
  const syntax = isSyntax(verb, flags);
  const parts: Parts = [syntax ? `${value.type}{` : '['];
  for (const [index, item] of value.items.entries()) {
    parts.push(index > 0 ? (syntax ? ', ' : ' ') : '', ...formatted(item, verb, flags, true));
  }
  parts.push(syntax ? '}' : ']');
  return parts;
}

function formatStruct(value: Struct, verb: string, flags: Flags, isNested: boolean): Parts {
  if (value.text !== undefined && value.hasTextByPointer !== true && /[vsqxX]/.test(verb) && !isSyntax(verb, flags)) {
    return formatString(value.text, value, verb, flags);
  }
  const parts: Parts = [value.type.startsWith('*') && !isNested ? '&{' : '{'];
  for (const [index, [name, field]] of [...value.fields].entries()) {
    parts.push(index > 0 ? ' ' : '', flags.names ? `${name}:` : '', ...formatted(field, verb, flags, true));
  }
  parts.push('}');
  return parts;
}

function badVerb(value: Value, verb: string): Parts {
  const content: Parts =
    value.kind === 'nil' ? ['<nil>'] : [typeName(value), '=', ...formatted(value, 'v', noFlags, false)];
  return [`%!${verb}(`, ...content, ')'];
}

function padded(parts: Parts, { width, minus, zero }: Flags): Parts {
  if (width === undefined) {
    return parts;
  }
  const length = parts.reduce((sum, part) => sum + [...(typeof part === 'string' ? part : part.text)].length, 0);
  const missing = width - length;
  return missing <= 0
    ? parts
    : minus
      ? [...parts, ' '.repeat(missing)]
      : [(zero ? '0' : ' ').repeat(missing), ...parts];
}

function formatString(text: Text, value: Value, verb: string, flags: Flags): Parts {
  const characters = flags.precision === undefined ? undefined : [...text.text].slice(0, flags.precision).join('');
  const cut = characters === undefined ? text : text.slice(0, characters.length);
  switch (verb) {
    case 'v':
      return padded([flags.sharp ? quotedText(cut, { ...flags, sharp: false }) : cut], flags);
    case 's':
      return padded([cut], flags);
    case 'q':
      return padded([quotedText(cut, flags)], flags);
    case 'x':
    case 'X': {
      const digits = [...bytesOfText(cut.text)].map((byte) => byte.toString(16).padStart(2, '0'));
      const hexadecimal = (flags.sharp ? '0x' : '') + digits.join(flags.space ? ' ' : '');
      return padded([Text.of(verb === 'x' ? hexadecimal : hexadecimal.toUpperCase(), text.origin)], flags);
    }
    default:
      return badVerb(value, verb);
  }
}

/** The text in quotes, with its pieces where nothing is escaped. */
function quotedText(text: Text, { sharp, plus }: Flags): Text {
  if (sharp && !/[`\x00-\x08\x0a-\x1f\x7f]/.test(text.text)) {
    return Text.join(['`', text, '`']);
  }
  const escaped = quoteGo(text.text, plus);
  return escaped.length === text.text.length + 2 ? Text.join(['"', text, '"']) : Text.of(escaped, text.origin);
}

function formatInt(value: Int, verb: string, flags: Flags): Parts {
  const { value: number, origin } = value;
  const digitsOf = (base: number) => (number < 0n ? -number : number).toString(base);
  const written = (digits: string, prefix = ''): Parts => {
    const sign = number < 0n ? '-' : flags.plus ? '+' : flags.space ? ' ' : '';
    let body = flags.precision === undefined ? digits : digits.padStart(flags.precision, '0');
    if (flags.zero && !flags.minus && flags.precision === undefined && flags.width !== undefined) {
      body = digits.padStart(flags.width - sign.length, '0');
    }
    return padded([Text.of(sign + prefix + body, origin)], { ...flags, zero: false });
  };
  switch (verb) {
    case 'v':
    case 'd':
      return written(digitsOf(10));
    case 'b':
      return written(digitsOf(2), flags.sharp ? '0b' : '');
    case 'o':
      return written(digitsOf(8), flags.sharp ? '0' : '');
    case 'O':
      return written(digitsOf(8), '0o');
    case 'x':
      return written(digitsOf(16), flags.sharp ? '0x' : '');
    case 'X':
      return written(digitsOf(16).toUpperCase(), flags.sharp ? '0X' : '');
    case 'c':
    case 'q':
    case 'U': {
      const isCharacter = number >= 0n && number <= 0x10ffffn;
      const character = isCharacter ? String.fromCodePoint(Number(number)) : '\ufffd';
      const quote = () => (character === "'" ? "\\'" : character === '"' ? '"' : quoteGo(character).slice(1, -1));
      const text =
        verb === 'c'
          ? character
          : verb === 'q'
            ? `'${quote()}'`
            : `U+${number.toString(16).toUpperCase().padStart(4, '0')}`;
      return padded([Text.of(text, origin)], flags);
    }
    default:
      return badVerb(value, verb);
  }
}

function formatFloat(value: Float, verb: string, flags: Flags): Parts {
  const lower = verb.toLowerCase();
  if (verb !== 'v' && lower !== 'e' && lower !== 'f' && lower !== 'g') {
    return badVerb(value, verb);
  }
  const format = verb === 'v' ? 'g' : (lower as 'e' | 'f' | 'g');
  const precision = flags.precision ?? (format === 'g' ? -1 : 6);
  let text = floatText(value.value, format, precision);
  if (!/^[-+]/.test(text) && (flags.plus || flags.space)) {
    text = (flags.plus ? '+' : ' ') + text;
  }
  if (verb === 'E' || verb === 'G') {
    text = text.toUpperCase();
  }
  if (flags.zero && !flags.minus && flags.width !== undefined && Number.isFinite(value.value)) {
    const sign = /^[-+ ]/.exec(text)?.[0] ?? '';
    text = sign + text.slice(sign.length).padStart(flags.width - sign.length, '0');
  }
  return padded([Text.of(text, value.origin)], { ...flags, zero: false });
}
