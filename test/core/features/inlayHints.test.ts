import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inlayHints } from '../../../server/src/core/features/inlayHints.ts';
import { marked } from '../cursor/marked.ts';
import { fileWithOverlays, wholeShop } from '../cursor/shop.ts';

/** The text of a file with its hints in it. */
function hinted(fixture: string, path: string): string {
  const { analysis } = marked(fixture);
  let text = '';
  let at = 0;
  const hints = inlayHints(analysis, path);
  for (const { document, offset, text: hint } of hints.toSorted((a, b) => a.offset - b.offset)) {
    text += `${document.facts.text.slice(at, offset)}‹${hint}›`;
    at = offset;
  }
  return text + (hints[0]?.document.facts.text.slice(at) ?? '');
}

test('a selector says what it selects, a named port its number', () => {
  const service = hinted(wholeShop, 'service.yaml');
  assert.match(service, / {2}selector:‹→ Deployment web›\n/);
  assert.match(service, / {6}targetPort: serve‹→ 8080›$/);
  assert.match(hinted(wholeShop, 'ingress.yaml'), /port: \{name: http‹→ 80›\}/);
  assert.equal(hinted(wholeShop, 'deployment.yaml'), '', 'nothing about its own pods');
});

test('how many pods a workload asks for', () => {
  const scaled = wholeShop.replace(
    'name: web\nspec:\n  selector:\n    matchLabels',
    'name: web\nspec:\n  replicas: 2\n  selector:\n    matchLabels',
  );
  assert.match(hinted(scaled, 'service.yaml'), /‹→ Deployment web · 2 pods›/);
});

test('of several overlays only what they have in common is said', () => {
  const texts = (fixture: string) => inlayHints(marked(fixture).analysis, 'base/all.yaml').map(({ text }) => text);
  assert.deepEqual(texts(fileWithOverlays('namePrefix: b-')), ['→ Deployment web']);
  const other = `patches: [{target: {kind: Service}, patch: "- {op: replace, path: /spec/selector/app, value: x}"}]`;
  assert.deepEqual(texts(fileWithOverlays(other)), []);
});
