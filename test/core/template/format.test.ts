// The texts were printed by Go 1.26.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { printed, sprintf } from '../../../server/src/core/template/format.ts';
import { floatText } from '../../../server/src/core/template/numberText.ts';
import { Text } from '../../../server/src/core/template/text.ts';
import {
  bool,
  bytes,
  float,
  int,
  list,
  map,
  nil,
  string,
  type Value,
} from '../../../server/src/core/template/value.ts';

const text = (format: string, ...values: Value[]) => sprintf(Text.of(format), values).text;
const [a, one] = [string('a'), int(1)];

test('floats are printed as strconv prints them', () => {
  for (const [value, shortest, exponent, fixed, three] of [
    [0, '0', '0.000000e+00', '0.00', '0'],
    [80, '80', '8.000000e+01', '80.00', '80'],
    [1000000, '1e+06', '1.000000e+06', '1000000.00', '1e+06'],
    [123456, '123456', '1.234560e+05', '123456.00', '1.23e+05'],
    [123456789, '1.23456789e+08', '1.234568e+08', '123456789.00', '1.23e+08'],
    [1e21, '1e+21', '1.000000e+21', '1000000000000000000000.00', '1e+21'],
    [0.0001, '0.0001', '1.000000e-04', '0.00', '0.0001'],
    [0.00001, '1e-05', '1.000000e-05', '0.00', '1e-05'],
    [-2.5, '-2.5', '-2.500000e+00', '-2.50', '-2.5'],
    [1e100, '1e+100', '1.000000e+100', undefined, '1e+100'],
  ] as const) {
    assert.equal(floatText(value, 'g', -1), shortest);
    assert.equal(floatText(value, 'e', 6), exponent);
    assert.equal(floatText(value, 'g', 3), three);
    if (fixed !== undefined) {
      assert.equal(floatText(value, 'f', 2), fixed);
    }
  }
  assert.equal(floatText(1000000, 'f', -1), '1000000');
  assert.equal(floatText(0.00001, 'f', -1), '0.00001');
});

test('printf has the verbs and flags of Go', () => {
  for (const [found, expected] of [
    [
      text(
        '%5d|%-5d|%05d|%+d|%x|%X|%o|%b|%c|%U|%q',
        ...[42, 42, 42, 42, 255, 255, 8, 5, 65, 65, 65].map((n) => int(n)),
      ),
      "   42|42   |00042|+42|ff|FF|10|101|A|U+0041|'A'",
    ],
    [
      text(
        '%5s|%-5s|%.2s|%05s|%q|%x|%X|% x|%#v|%T|%v',
        ...['abc', 'abc', 'abc', 'abc', 'a"b\n', 'hi', 'hi', 'hi', 's'].map((each) => string(each)),
        float(1.5),
        bool(true),
      ),
      '  abc|abc  |ab|00abc|"a\\"b\\n"|6869|6869|68 69|"s"|float64|true',
    ],
    [
      text('%6.2f|%-8.3f|%08.3f|%+f|%e|%G', ...[2.71812, 2.71812, 2.71812, 3, 1000000, 1e-10].map((n) => float(n))),
      '  2.72|2.718   |0002.718|+3.000000|1.000000e+06|1E-10',
    ],
    [
      text('%s %d %v %q %x %t', float(1.5), a, nil, int(3), string('hi'), one),
      "%!s(float64=1.5) %!d(string=a) <nil> '\\x03' 6869 %!t(int=1)",
    ],
    [text('%d'), '%!d(MISSING)'],
    [text('x', one, a), 'x%!(EXTRA int=1, string=a)'],
    [text('%[1]d %d %[3]d', one, int(2), int(3)), '1 2 3'],
    [text('%[1]s %[1]s', a), 'a a'],
    [text('%.1f%%', float(12.34)), '12.3%'],
    [text('%*d', int(4), one), '   1'],
    [
      text('%#v %#v', map([['a', { value: string('b') }]]), list([one, a])),
      'map[string]interface {}{"a":"b"} []interface {}{1, "a"}',
    ],
    [text('%s|%v|%x', ...[1, 2, 3].map(() => bytes(Uint8Array.of(104, 105)))), 'hi|[104 105]|6869'],
    [text('%x %#x % d', int(-255), int(255), int(5)), '-ff 0xff  5'],
    [text('%10v|%-10v|', bool(true), list([one, int(2)])), '      true|[1          2         ]|'],
    [text('%q', string('é\0\u2028')), '"é\\x00\\u2028"'],
    [text('%d items', int(3, 'int64')), '3 items'],
  ] as const) {
    assert.equal(found, expected);
  }
});

test('maps have sorted keys, and nil in a map is printed', () => {
  const value = map([
    ['b', { value: string('x') }],
    ['a', { value: list([nil, float(1.5)]) }],
    ['é', { value: map() }],
  ]);
  assert.equal(printed(value).text, 'map[a:[<nil> 1.5] b:x é:map[]]');
  assert.equal(text('%s', map([['a', { value: one }]])), 'map[a:%!s(int=1)]');
});

test('parts of arguments keep their origins', () => {
  const origin = { sort: 'given', start: 0, end: 0, name: 'Release.Name' } as const;
  const found = sprintf(Text.of('%s-%d'), [string('web', origin), int(3)]);
  assert.deepEqual(
    found.pieces.map((piece) => [piece.text, piece.origin?.name]),
    [
      ['web', 'Release.Name'],
      ['-', undefined],
      ['3', undefined],
    ],
  );
});
