import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Decoded, decode, encode } from '../../server/src/sources/decode.ts';

const text = 'name: größe 🚀\nkind: x\r\n';

test('UTF-8, with and without a byte order mark, and UTF-16 of both orders are read, and written as they were', () => {
  const utf16 = Buffer.from(`\ufeff${text}`, 'utf16le');
  for (const bytes of [
    Buffer.from(text),
    Buffer.from(`\ufeff${text}`),
    utf16,
    Buffer.from(utf16).swap16(),
    Buffer.from('plain: ascii\n'),
    Buffer.alloc(0),
  ]) {
    const before = Buffer.from(bytes);
    const decoded = decode(bytes);
    assert.ok('text' in decoded);
    assert.equal(decoded.text.startsWith('\ufeff'), false);
    assert.deepEqual(encode(decoded.text, decoded.encoding), before);
    assert.deepEqual(bytes, before, 'the bytes given are left as they are');
  }
  assert.equal(textOf(decode(utf16)), text);
});

test('what is no UTF-8 is refused, with the line', () => {
  const bytes = Buffer.concat([Buffer.from('a: b\nname: gr'), Buffer.from([0xf6]), Buffer.from('sse\n')]);
  assert.deepEqual(decode(bytes), { invalid: { because: 'is not UTF-8 (line 2)', text: 'a: b\nname: gr\ufffdsse\n' } });
});

test('UTF-16 cut in the middle of a character is refused, half a surrogate pair too', () => {
  const utf16 = Buffer.from('\ufeffab', 'utf16le');
  assert.match(becauseOf(decode(utf16.subarray(0, 5))), /middle of a UTF-16 character/);
  assert.match(becauseOf(decode(Buffer.from('\ufeffa\ud800', 'utf16le'))), /half of a surrogate pair/);
});

function textOf(decoded: Decoded): string | undefined {
  return 'text' in decoded ? decoded.text : undefined;
}

function becauseOf(decoded: Decoded): string {
  return 'invalid' in decoded ? decoded.invalid.because : 'it was read';
}
