import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'yaml';
import { labelsAtPlace } from '../../client/src/labelsAtPlace.ts';

const text = 'app: web\ntier: "1"\n';
const service = 'kind: Service\nspec:\n  selector:';
const labels = { app: 'web', tier: '1' };

/** The document after pasting at its end, as an object. */
function pasted(before: string): unknown {
  return parse(before + (labelsAtPlace(text, before.split('\n')) ?? text));
}

test('copied labels become the selector, wherever they are pasted at it', () => {
  for (const [what, before] of [
    ['behind the key', service],
    ['behind the key and a space', `${service} `],
    ['at the beginning of the next line', `${service}\n`],
    ['in a line that is indented like a label', `${service}\n    `],
    ['in a line that the editor indented like the key', `${service}\n  `],
    ['in a line with more indentation', `${service}\n      `],
    ['in braces', `${service} {`],
    ['below a comment', `${service}\n    # which pods\n`],
    ['behind a key with a comment', `${service} # which pods`],
  ] as const) {
    const closed = before.endsWith('{') ? `${before}${labelsAtPlace(text, before.split('\n'))}}` : undefined;
    const found = closed === undefined ? pasted(before) : parse(closed);
    assert.deepEqual(found, { kind: 'Service', spec: { selector: labels } }, what);
  }
});

test('beside other pairs they get the same indentation', () => {
  const expected = { kind: 'Service', spec: { selector: { role: 'x', ...labels } } };
  assert.deepEqual(pasted(`${service}\n    role: x\n`), expected);
  assert.deepEqual(pasted(`${service}\n    role: x\n    `), expected);
  const flow = `${service} {role: x`;
  assert.deepEqual(parse(`${flow}${labelsAtPlace(text, flow.split('\n'))}}`), expected);
});

test('in a list item the key counts, not the dash', () => {
  const before = 'items:\n  - labels:';
  assert.deepEqual(pasted(before), { items: [{ labels }] });
});

test('in the middle of another text nothing is changed', () => {
  assert.equal(labelsAtPlace(text, ['# paste: here']), undefined);
  assert.equal(labelsAtPlace(text, ['name: web']), undefined);
});
