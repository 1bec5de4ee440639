import assert from 'node:assert/strict';
import { test } from 'node:test';
import { appliedText, applyQuestion, conflictQuestion, refusal } from '../../client/src/applyText.ts';
import type { ApplyItem } from '../../server/src/lsp/protocol.ts';

const item = (more: Partial<ApplyItem>): ApplyItem => ({
  label: 'Service "web"',
  namespace: 'shop',
  outcome: 'changed',
  before: '',
  after: '',
  dropped: [],
  reasons: [],
  ...more,
});
const plan = (...items: readonly ApplyItem[]) => ({ context: 'homelab', items });

test('the question names context, namespace, what happens to each, and what is dropped', () => {
  const question = applyQuestion(
    plan(
      item({ dropped: ['spec.selector.tier'] }),
      item({ label: 'Namespace "shop"', namespace: '', outcome: 'created' }),
    ),
    false,
  );
  assert.deepEqual(question, {
    message: 'Apply to homelab?',
    detail:
      'Service "web" in namespace shop: will be changed; drops spec.selector.tier\nNamespace "shop" of the whole cluster: will be created',
    yes: 'Apply',
  });
});

test('taking over is another yes', () => {
  const { detail, yes } = applyQuestion(plan(item({})), true);
  assert.equal(yes, 'Overwrite and Apply');
  assert.match(detail, /Fields of other owners are overwritten\.$/);
});

test('who owns what is asked first', () => {
  assert.equal(conflictQuestion(plan(item({}))), undefined);
  const reasons = ['.spec.selector is owned by kubectl-client-side-apply'];
  const question = conflictQuestion(plan(item({ outcome: 'conflict', reasons })));
  assert.match(question?.detail ?? '', /^Service "web": \.spec\.selector is owned by kubectl-client-side-apply\n/);
  assert.notEqual(question?.yes, 'Apply');
});

test('what the server refuses is told', () => {
  assert.equal(refusal(plan(item({}))), undefined);
  assert.equal(refusal(plan(item({ outcome: 'refused', reasons: ['invalid'] }))), 'Service "web": invalid');
});

test('what became of it', () => {
  const ready = { service: 'Service "web"', isReady: true, text: '2 of 2 endpoints ready' };
  assert.deepEqual(appliedText({ applied: ['Service "web"'], failed: [], endpoints: [ready] }), {
    text: 'Applied Service "web". Service "web": 2 of 2 endpoints ready.',
    isGood: true,
  });
  const failed = appliedText({ applied: [], failed: ['Service "web": forbidden'], endpoints: [] });
  assert.deepEqual(failed, { text: 'Nothing was applied. Not applied: Service "web": forbidden.', isGood: false });
});
