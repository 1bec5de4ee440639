import assert from 'node:assert/strict';
import { test } from 'node:test';
import { typingAt } from '../../../server/src/core/cursor/typing.ts';
import { applyEdits } from '../../../server/src/core/text/range.ts';

const head = 'apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n  namespace: shop\nspec:\n';

/** What is typed at `¦` below the header of a Service: `part path "prefix" [flags]`, or `nothing`. */
const places: readonly (readonly [text: string, expected: string])[] = [
  ['  selector:¦', 'value spec.selector "" space'],
  ['  selector: ¦', 'value spec.selector ""'],
  ['  selector: ¦\n    app: web', 'value spec.selector "" block'],
  ['  ports: ¦\n  - port: 80', 'value spec.ports "" block'],
  ['  selector: ¦\n  ports: []', 'value spec.selector ""'],
  ['  selector: # which\n    ¦', 'word spec.selector ""'],
  ['  selector:\n    ¦', 'word spec.selector ""'],
  ['  selector:\n    ¦\n    app: web', 'word spec.selector "" {app: web}'],
  ['  selector:\n    ap¦', 'word spec.selector "ap"'],
  ['  selector:\n    ap¦\n    tier: front', 'word spec.selector "ap" {tier: front}'],
  ['  selector:\n    tier: front\n    ap¦', 'key spec.selector "ap" {tier: front}'],
  ['  selector:\n    tier: front\n    ¦\n  ports: []', 'key spec.selector "" {tier: front}'],
  ['  selector:\n    tier: front\n    a¦p: web\n    x: y', 'key spec.selector "a" colon {tier: front, x: y}'],
  ['  selector:\n    app:¦', 'value spec.selector.app "" space'],
  ['  selector:\n    app: w¦\n    x: y', 'value spec.selector.app "w" {x: y}'],
  ['  selector:\n    app: w¦eb # comment', 'value spec.selector.app "w"'],
  ['  selector:\n    app: "w¦\n    x: y', 'value spec.selector.app "w" " open {x: y}'],
  ["  selector:\n    app: 'w¦eb'", 'value spec.selector.app "w" \''],
  ['  selector:\n    "ap¦": web', 'key spec.selector "ap" colon "'],
  ['  selector: {¦}', 'key spec.selector "" flow'],
  ['  selector: {app: w¦', 'value spec.selector.app "w" flow'],
  ['  selector: {app: w¦\n  ports: []', 'value spec.selector.app "w" flow'],
  ['  selector: {app: web, ¦}', 'key spec.selector "" flow {app: web}'],
  ['  selector: {app: ¦, tier: front}', 'value spec.selector.app "" flow {tier: front}'],
  ['  selector: {app:¦}', 'value spec.selector.app "" space flow'],
  ['  selector: {\n    app: web,\n    ti¦: front\n  }', 'key spec.selector "ti" colon flow {app: web}'],
  ['  selector: {app: web} ¦', 'nothing'],
  ['  selector: {app: web ¦}', 'nothing'],
  ['  ports:\n  - ¦', 'word spec.ports.0 ""'],
  ['  ports:\n  -¦', 'word spec.ports.0 "" space'],
  ['  ports:\n  - port: 80\n  - na¦\n    port: 90', 'word spec.ports.1 "na" {port: 90}'],
  [
    '  ports:\n    - port: 80\n      targetPort: ¦\n      protocol: UDP',
    'value spec.ports.0.targetPort "" {port: 80, protocol: UDP}',
  ],
  ['  ports: [{port: 80, targetPort: ¦}]', 'value spec.ports.0.targetPort "" flow {port: 80}'],
  ['  ports: [{port: 80}, {targetPort: 8¦', 'value spec.ports.1.targetPort "8" flow'],
  ['  externalIPs: [a, ¦]', 'value spec.externalIPs.1 "" flow'],
  ['  - - ¦', 'word spec.0.0 ""'],
  ['  selector: # comm¦ent', 'nothing'],
  ['  # comm¦ent', 'nothing'],
  ['  selector:\n    app: web #¦', 'nothing'],
  ['  text: |\n    app: ¦', 'nothing'],
  ['  text: >-\n    app\n\n    ¦', 'nothing'],
  ['  - |\n    a¦', 'nothing'],
  ['  text: |\n    app:\n  selector:\n    ¦', 'word spec.selector ""'],
  ['  selector:\n    app: web\n      ¦', 'nothing'],
  ['  selector:\n    app: web ¦', 'nothing'],
  ['  selector: *anch¦or', 'nothing'],
  ['  selector: &anchor ¦', 'nothing'],
  [' ¦ selector:', 'nothing'],
  ['  selector:\n\t¦', 'nothing'],
  ['---¦', 'nothing'],
  ['  type: NodePort\n¦', 'key  ""'],
  ['  selector:\n  ¦', 'key spec ""'],
];

for (const lineEnd of ['\n', '\r\n', '\r']) {
  for (const [text, expected] of places) {
    test(`typing ${JSON.stringify(text)} with ${JSON.stringify(lineEnd)}`, () => {
      assert.equal(typed(head + text, lineEnd), expected);
    });
  }
}

test('the header is that of the document at the cursor, and of the item of a list', () => {
  const other = `${head.replaceAll('web', 'api')}  selector:\n    app: api\n`;
  const objectAt = (text: string) => at(text)?.object;
  assert.deepEqual(objectAt(`${other}---\n${head}  selector:\n    ¦\n---\n${other}`), {
    path: [],
    apiVersion: 'v1',
    kind: 'Service',
    name: 'web',
    namespace: 'shop',
  });
  const list =
    'apiVersion: v1\nkind: List\nitems:\n- spec:\n    selector: {app: ¦}\n  metadata: {name: web}\n  kind: Service\n  apiVersion: v1\n';
  assert.deepEqual(objectAt(list), {
    path: ['items', 0],
    apiVersion: 'v1',
    kind: 'Service',
    name: 'web',
    namespace: undefined,
  });
  assert.equal(at('spec:\n  selector:\n    ¦')?.object, undefined);
});

test('JSON is read like a flow collection', () => {
  const found = at(
    '{"apiVersion": "v1", "kind": "Service", "spec": {"selector": {"app": "w¦"}}, "metadata": {"name": "web"}}',
  )!;
  assert.deepEqual(found.path, ['spec', 'selector', 'app']);
  assert.deepEqual([found.style.json, found.quote, found.object?.name], [true, '"', 'web']);
});

test('without what is typed, the rest parses', () => {
  const without = (text: string) => {
    const found = at(head + text)!;
    return applyEdits((head + text).replace('¦', ''), found.withoutTyped).slice(head.length);
  };
  assert.equal(without('  selector:\n    ap¦\n  type: x\n'), '  selector:\n    \n  type: x\n');
  assert.equal(without('  selector:\n    app: "w¦\n  type: x\n'), '  selector:\n    app: \n  type: x\n');
  assert.equal(without('  selector: {app: w¦\n  type: x\n'), '  selector: {app: }\n  type: x\n');
  assert.equal(
    without('  ports: [{port: 80, targetPort: h¦\n  type: x\n'),
    '  ports: [{port: 80, targetPort: }]\n  type: x\n',
  );
  assert.equal(without('  selector:\n    a¦: web\n    b: c\n'), '  selector:\n    \n    b: c\n');
});

test('the indentation of the document is known', () => {
  const four = at('kind: Service\nspec:\n    selector:¦\n')!;
  assert.deepEqual([four.step, four.column], [4, 4]);
  assert.equal(at('kind: Service\nspec:¦')!.step, 2);
});

test('hostile texts are read in bounded time, and nothing is thrown', () => {
  const texts = [
    `${'a:\n'.repeat(1)}${Array.from({ length: 5_000 }, (_, depth) => `${' '.repeat(Math.min(depth, 400))}a:`).join('\n')}\n`,
    `${'- '.repeat(25_000)}`,
    `${'{a: '.repeat(25_000)}`,
    `${'['.repeat(20_000)}`,
    `a: ${'"'.repeat(50_001)}`,
    `a: ${'x '.repeat(20_000)}`,
    `${'-'.repeat(100_000)}`,
    `${'---\n'.repeat(25_000)}`,
    `kind: List\nitems:\n${'- a: 1\n  b: {c: d}\n'.repeat(20_000)}`,
    `{${'"a": "b", '.repeat(20_000)}`,
    `a: {\n${'b,\n'.repeat(25_000)}`,
    '\r'.repeat(75_000),
    '\u0000\ufeff: {"\\',
  ];
  for (const text of texts) {
    const start = performance.now();
    for (const offset of [0, 1, Math.floor(text.length / 2), text.length - 1, text.length]) {
      typingAt(text, offset);
    }
    const milliseconds = performance.now() - start;
    assert.ok(milliseconds < 3000, `${JSON.stringify(text.slice(0, 20))}: ${milliseconds} ms for five places`);
  }
});

test('every prefix of a manifest, with the cursor anywhere, gives a range that holds the cursor', () => {
  const text = `${head}  selector: {app: web, "tier": 'front'}\n  ports:\n  - {port: 80}\n  - port: 443 # tls\n    name: "https"\n`;
  for (let end = 0; end <= text.length; end++) {
    for (const offset of [end, Math.max(0, end - 5), Math.floor(end / 2)]) {
      const found = typingAt(text.slice(0, end), offset);
      if (found) {
        const { start, end: last } = found.replaced;
        assert.ok(start <= offset && offset <= last, `${JSON.stringify(text.slice(0, end))} at ${offset}`);
        assert.doesNotMatch(text.slice(start, last), /[\n\r]/);
      }
    }
  }
});

function at(text: string) {
  return typingAt(text.replace('¦', ''), text.indexOf('¦'));
}

function typed(text: string, lineEnd: string): string {
  const found = at(text.replaceAll('\n', lineEnd));
  if (!found) {
    return 'nothing';
  }
  const { part, path, prefix, quote, levels } = found;
  const isInMap = part !== 'value' || path.length > 2;
  const pairs = [...(levels.at(-1)?.pairs ?? [])].map(([key, value]) => `${key}: ${value}`);
  return [
    `${part} ${path.join('.')} "${prefix}"`,
    ...(found.needsSpace ? ['space'] : []),
    ...(found.hasBlock ? ['block'] : []),
    ...(found.hasColon ? ['colon'] : []),
    ...(quote ? [quote] : []),
    ...(found.isQuoteOpen ? ['open'] : []),
    ...(found.style.flow ? ['flow'] : []),
    ...(isInMap && pairs.length > 0 && path.length > 1 ? [`{${pairs.join(', ')}}`] : []),
  ].join(' ');
}
