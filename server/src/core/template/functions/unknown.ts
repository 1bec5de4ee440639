import { type Functions, failure, type ParameterType, type TemplateFunction } from '../function.ts';
import { int, string, struct, type Value } from '../value.ts';
import { fixed, intAt, textAt } from './declare.ts';

/**
 * Functions whose results nobody can know before the chart is installed: randomness, keys and certificates, the clock
 * and the network. Each gives an unknown value of the right type and, as far as it is known, of the right length.
 */
function random(name: string): TemplateFunction {
  return fixed(['int'], (args, call) => {
    const length = Math.max(intAt(args, 0), 0);
    return call.spend(length) ?? call.unknown('x'.repeat(length), `${name} makes random text`);
  });
}

function secret(name: string, parameters: readonly ParameterType[], placeholder: string): TemplateFunction {
  return fixed(parameters, (_, call) => call.unknown(placeholder, `${name} makes a new secret`));
}

function certificate(name: string, parameters: readonly ParameterType[]): TemplateFunction {
  return fixed(parameters, (_, call) => {
    const because = `${name} makes a new certificate`;
    const fields: [string, Value][] = [
      ['Cert', call.unknown('-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n', because)],
      ['Key', call.unknown('-----BEGIN RSA PRIVATE KEY-----\n-----END RSA PRIVATE KEY-----\n', because)],
    ];
    return struct('sprig.certificate', fields);
  });
}

const signing: readonly ParameterType[] = ['string', 'list', 'list', 'int'];

export const unknownFunctions: Functions = new Map<string, TemplateFunction>([
  ['randAlphaNum', random('randAlphaNum')],
  ['randAlpha', random('randAlpha')],
  ['randAscii', random('randAscii')],
  ['randNumeric', random('randNumeric')],
  [
    'randInt',
    fixed(['int', 'int'], (args, call) => {
      const [least, limit] = [intAt(args, 0), intAt(args, 1)];
      return limit <= least
        ? failure('invalid argument to Intn')
        : int(least, 'int', call.unknown(String(least), 'randInt makes a random number').origin);
    }),
  ],
  [
    'randBytes',
    fixed(['int'], (args, call) => {
      const length = Math.ceil(Math.max(intAt(args, 0), 0) / 3) * 4;
      return call.spend(length) ?? call.unknown('x'.repeat(length), 'randBytes makes random bytes');
    }),
  ],
  [
    'shuffle',
    fixed(['string'], (args, call) => call.unknown(textAt(args, 0).text, 'shuffle changes the order at random')),
  ],
  [
    'uuidv4',
    fixed([], (_, call) => call.unknown('00000000-0000-4000-8000-000000000000', 'uuidv4 makes a random UUID')),
  ],
  ['bcrypt', secret('bcrypt', ['string'], 'x'.repeat(60))],
  [
    'htpasswd',
    fixed(['string', 'string'], (args, call) => {
      const name = textAt(args, 0).text;
      return name.includes(':')
        ? string(`invalid username: ${name}`)
        : call.unknown(`${name}:${'x'.repeat(60)}`, 'htpasswd makes a new secret');
    }),
  ],
  ['genPrivateKey', secret('genPrivateKey', ['string'], '-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n')],
  ['derivePassword', secret('derivePassword', ['int', 'string', 'string', 'string', 'string'], 'x'.repeat(14))],
  ['encryptAES', secret('encryptAES', ['string', 'string'], 'x'.repeat(24))],
  ['decryptAES', secret('decryptAES', ['string', 'string'], 'x')],
  ['buildCustomCert', certificate('buildCustomCert', ['string', 'string'])],
  ['genCA', certificate('genCA', ['string', 'int'])],
  ['genCAWithKey', certificate('genCAWithKey', ['string', 'int', 'string'])],
  ['genSelfSignedCert', certificate('genSelfSignedCert', signing)],
  ['genSelfSignedCertWithKey', certificate('genSelfSignedCertWithKey', [...signing, 'string'])],
  ['genSignedCert', certificate('genSignedCert', [...signing, 'struct'])],
  ['genSignedCertWithKey', certificate('genSignedCertWithKey', [...signing, 'struct', 'string'])],
  // Without its flag --enable-dns, Helm resolves no names.
  ['getHostByName', fixed(['string'], () => string(''))],
]);
