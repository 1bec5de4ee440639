import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rules } from '../../../server/src/core/rules/list.ts';
import { defaultSettings, type Settings } from '../../../server/src/core/settings.ts';
import { settingsDocumentation, settingsTemplate } from '../../../server/src/core/settingsDocumentation.ts';
import { readSettings } from '../../../server/src/core/settingsFile.ts';

const codes = rules.map(({ code }) => code);

test('the template states nothing, and each of its examples is valid', () => {
  const template = settingsTemplate();
  assert.deepEqual(readSettings(template, codes), { settings: {}, errors: [] });
  for (const line of template.split('\n')) {
    assert.match(line, /^(?:# .*)?$/);
  }
  const uncommented = template.replace(/^# (?=(?: |- |[a-zA-Z]+:(?: |$)))/gm, (mark, at: number) =>
    template.startsWith('# Default:', at) ? mark : '',
  );
  const { settings, errors } = readSettings(uncommented, codes);
  assert.deepEqual(errors, [], uncommented);
  assert.deepEqual(Object.keys(settings).sort(), Object.keys(settingsDocumentation).sort());
  assert.deepEqual(Object.keys(settings.severity ?? {}), [...codes].reverse());
});

test('the stated defaults are the defaults', () => {
  for (const [key, documentation] of Object.entries(settingsDocumentation)) {
    const { settings, errors } = readSettings(`${key}: ${documentation.default}\n`, codes);
    assert.deepEqual([errors, settings], [[], { [key]: defaultSettings[key as keyof Settings] }]);
  }
});
