import assert from 'node:assert/strict';
import { test } from 'node:test';
import { helmFunctions } from '../../../server/src/core/template/functions/helm.ts';
import { sprigFunctions } from '../../../server/src/core/template/functions/sprig.ts';
import { Text } from '../../../server/src/core/template/text.ts';
import { executed } from './executed.ts';
import { functionCases } from './functionCases.ts';

test('each function has a case that the real Helm has answered', () => {
  const templates = functionCases.join('\n');
  // These need a key or a certificate of another function.
  const withoutCase = [
    ...['decryptAES', 'buildCustomCert', 'genCAWithKey', 'genSelfSignedCertWithKey', 'genSignedCertWithKey'],
  ];
  const names = [...new Set([...sprigFunctions.keys(), ...helmFunctions.keys()])];
  assert.deepEqual(
    names.filter((name) => !new RegExp(`[({| ]${name}\\b`).test(templates)),
    withoutCase,
  );
});

/** Templates whose output nobody can know, because of the function of the name. */
const unknown: Readonly<Record<string, string>> = {
  randAlphaNum: '{{ randAlphaNum 8 }}',
  randInt: '{{ randInt 1 9 }}',
  randBytes: '{{ randBytes 8 | b64dec | upper }}',
  uuidv4: 'id-{{ uuidv4 | trunc 8 }}',
  shuffle: '{{ shuffle "abc" }}',
  bcrypt: '{{ bcrypt "a" }}',
  htpasswd: '{{ htpasswd "a" "b" | b64enc }}',
  genCA: '{{ (genCA "ca" 365).Cert | b64enc }}',
  genSignedCert: '{{ $ca := genCA "ca" 1 }}{{ (genSignedCert "a" nil (list "b") 1 $ca).Key }}',
  genPrivateKey: '{{ genPrivateKey "rsa" | sha256sum }}',
  derivePassword: '{{ derivePassword 1 "long" "p" "u" "s" }}',
  encryptAES: '{{ encryptAES "key" "text" }}',
  now: '{{ now | date "2006" }}',
  'now as a number': '{{ now | unixEpoch }}',
  'now as text': '{{ now }}',
  ago: '{{ ago (toDate "2006" "2020") }}',
  'a date without a date': '{{ date "2006" "no date" }}',
  'a zone that only a database knows': '{{ dateInZone "15:04" 0 "Europe/Berlin" }}',
  'a part of a longer text': 'a{{ printf "%s-%s" "b" (randAlpha 3) }}',
};

for (const [name, template] of Object.entries(unknown)) {
  test(`is unknown: ${name}`, () => {
    const text = executed(template);
    assert.ok(text instanceof Text, JSON.stringify(text));
    assert.notEqual(text.unknown, undefined);
  });
}

test('what is unknown equals nothing, not even itself', () => {
  const text = executed('{{ $x := uuidv4 }}{{ eq $x $x }} {{ deepEqual $x $x }} {{ has $x (list $x) }}');
  assert.ok(text instanceof Text);
  assert.equal(text.text, 'false false false');
});

test('digests and encodings of what is known are known', () => {
  const text = executed('{{ sha256sum "a" }}{{ sha1sum "a" }}{{ sha512sum "a" }}{{ adler32sum "a" }}{{ b64enc "a" }}');
  assert.ok(text instanceof Text);
  assert.equal(text.unknown, undefined);
});

test('work that is out of proportion to the template is bounded', () => {
  const templates = [
    '{{ repeat 1000000000 "ab" }}',
    '{{ until 1000000000 }}',
    '{{ untilStep 0 1000000000 1 }}',
    '{{ seq 1000000000 }}',
    '{{ randAlphaNum 1000000000 }}',
    '{{ indent 1000000000 "a" }}',
  ];
  for (const template of templates) {
    const result = executed(template);
    assert.ok('message' in result && result.bound === true, `${template}: ${JSON.stringify(result).slice(0, 200)}`);
  }
});
