import fc from 'fast-check';

// YAML as people write it, for property tests: every style, comments, blank lines, CRLF, with and without a last line
// break; and the same with mistakes in it.

/** What a generated document says: the model that its text is written from. */
export type Value = string | number | Value[] | readonly Entry[] | undefined;

/** A pair of a mapping. */
export interface Entry {
  readonly key: string;
  readonly value: Value;
}

export const word = fc.constantFrom(
  ...['app', 'web', 'name', 'tier', 'front-end', 'a.b/c', 'version', 'v1', 'x', 'y', 'no', '1.10', '012', 'é', '😀'],
);

const sentence = fc.constantFrom(
  'a b',
  'a: b',
  '# c',
  '- x',
  "it's",
  'say "x"',
  '',
  'null',
  '{a}',
  'a,b',
  ' a ',
  '*x',
  'true',
);

const scalar = fc.oneof(
  { weight: 4, arbitrary: word },
  { weight: 1, arbitrary: sentence },
  { weight: 1, arbitrary: fc.nat(40_000) },
);

const key = fc.oneof(
  { weight: 6, arbitrary: word },
  { weight: 1, arbitrary: fc.constantFrom('a b', 'it', '~', 'x:y') },
);

const { mapping } = fc.letrec<{ mapping: readonly Entry[]; value: Value }>((tie) => ({
  mapping: fc
    .uniqueArray(key, { minLength: 1, maxLength: 4 })
    .chain((keys) =>
      fc
        .tuple(...keys.map(() => tie('value')))
        .map((values) => keys.map((each, i) => ({ key: each, value: values[i] }))),
    ),
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { weight: 5, arbitrary: scalar },
    { weight: 1, arbitrary: fc.constant(undefined) },
    { weight: 2, arbitrary: tie('mapping') },
    { weight: 1, arbitrary: fc.array(tie('value'), { maxLength: 3 }) },
  ),
}));

/** A document's model with the text it was written as. */
export const document = fc
  .tuple(mapping, fc.array(fc.nat(1000), { minLength: 40, maxLength: 40 }), fc.constantFrom('\n', '\r\n'), fc.boolean())
  .map(([root, dice, lineEnd, lastBreak]) => {
    let thrown = 0;
    const next = () => dice[thrown++ % dice.length]!;
    const lines = next() % 8 === 0 ? [flow(root, next, next() % 2 === 0)] : blockMapping(root, 0, next);
    // A block scalar whose last line break is content cannot be added to where the text ends without one.
    const breaks = lastBreak || lines.some((line) => /[|>]\+?(?: #.*)?$/.test(line));
    const text = lines.join(lineEnd) + (breaks ? lineEnd : '');
    return { root, text };
  });

export const manifestText = document.map(({ root, text }) =>
  text.startsWith('{') || root.some((each) => ['apiVersion', 'kind', 'metadata'].includes(each.key))
    ? text
    : `apiVersion: v1\nkind: Service # c\n${text.endsWith('\n') ? text : `${text}\n`}metadata:\n  name: web\n`,
);

const bits = fc.constantFrom(
  ...'\n|  |\t|- |-|: |:|# |#|"|\'|{|}|[|]|,|>|&a |*a|!!str |! |? |---\n|...\n|\r\n|\r|%|@|`|<<: |~|\\|a: b\n|- c\n|\ufeff|é|\u2028|\0'.split(
    '|',
  ),
  '|',
  '|-',
  '>+',
);

/** A document with one to three mistakes: something put in, taken out or doubled. */
export const mutated = fc
  .tuple(
    manifestText,
    fc.array(fc.tuple(fc.nat(2), fc.double({ min: 0, max: 1, noNaN: true }), bits, fc.nat(12)), {
      minLength: 1,
      maxLength: 3,
    }),
  )
  .map(([text, mistakes]) =>
    mistakes.reduce((current, [what, where, bit, length]) => {
      const at = Math.floor(where * current.length);
      const from = what === 1 ? at + length : at;
      return (
        current.slice(0, at) +
        (what === 0 ? bit : what === 2 ? current.slice(at, at + length) : '') +
        current.slice(from)
      );
    }, text),
  );

function blockMapping(entries: readonly Entry[], indent: number, next: () => number): string[] {
  return entries.flatMap(({ key: name, value }) => {
    const before = next() % 8 === 0 ? [`${' '.repeat(indent)}# above ${next()}`] : [];
    return [...before, ...placed(`${' '.repeat(indent)}${quoted(name, next, true)}:`, value, indent, next)];
  });
}

/** A value behind a key or a dash whose node may be indented more than `indent`. */
function placed(head: string, value: Value, indent: number, next: () => number): string[] {
  const comment = next() % 6 === 0 ? ` # on it ${next()}` : '';
  const tab = next() % 10 === 0 ? '\t' : ' ';
  if (value === undefined) {
    return [head + comment];
  }
  if (typeof value === 'number') {
    return [`${head}${tab}${value}${comment}`];
  }
  if (typeof value === 'string') {
    const style = next() % 8;
    if (style === 0 && /^[^\s#].*[^\s]$/.test(value)) {
      const header = ['|', '>', '|-', '>-', '|+', '>+'][next() % 6];
      const blank = next() % 3 === 0 ? ['', ''] : [];
      return [`${head} ${header}${comment}`, `${' '.repeat(indent + 2)}${value}`, ...blank];
    }
    return [`${head}${tab}${quoted(value, next, false)}${comment}`];
  }
  if (value.length === 0 || next() % 5 === 0) {
    return [`${head} ${flow(value, next, next() % 3 === 0)}${comment}`];
  }
  if (isEntries(value)) {
    const inner = indent + 1 + (next() % 4);
    return [head + comment, ...blockMapping(value, inner, next)];
  }
  const inner = head.trimStart().startsWith('-') ? indent + 1 + (next() % 2) : indent + (next() % 3);
  return [head + comment, ...value.flatMap((item) => blockItem(item, inner, next))];
}

function blockItem(item: Value, indent: number, next: () => number): string[] {
  const dash = `${' '.repeat(indent)}-`;
  if (Array.isArray(item) && isEntries(item) && item.length > 0 && next() % 4 !== 0) {
    const gap = 1 + (next() % 2);
    const [first, ...rest] = blockMapping(item, indent + 1 + gap, next).filter((line) => !/^ *# above/.test(line));
    return [`${dash}${' '.repeat(gap)}${first!.trimStart()}`, ...rest];
  }
  return placed(dash, item, indent, next);
}

function flow(value: Value, next: () => number, json: boolean): string {
  if (value === undefined) {
    return 'null';
  }
  if (typeof value === 'number') {
    return String(value);
  }
  if (typeof value === 'string') {
    return json ? JSON.stringify(value) : quoted(value, next, false, true);
  }
  const separator = json && next() % 4 === 0 ? ',' : ', ';
  if (isEntries(value) && value.length > 0) {
    const inner = value.map(({ key: name, value: each }) => {
      const written = json ? JSON.stringify(name) : quoted(name, next, true, true);
      return `${written}: ${flow(each, next, json)}`;
    });
    return `{${inner.join(separator)}}`;
  }
  return `[${(value as Value[]).map((each) => flow(each, next, json)).join(separator)}]`;
}

/** A text in one of the ways that keep it one. */
function quoted(text: string, next: () => number, isKey: boolean, inFlow = false): string {
  const plain = /^[A-Za-z0-9é😀][\w.é😀/-]*( [\w.]+)*$/u.test(text) && (!isKey || !/^(?:y|no|\d.*)$/.test(text));
  const style = next() % 4;
  if (plain && (style < 2 || (inFlow && style === 2))) {
    return text;
  }
  return style === 3 ? JSON.stringify(text) : `'${text.replaceAll("'", "''")}'`;
}

export function isEntries(value: Value): value is readonly Entry[] {
  return (
    Array.isArray(value) && value.length > 0 && typeof value[0] === 'object' && value[0] !== null && 'key' in value[0]
  );
}
