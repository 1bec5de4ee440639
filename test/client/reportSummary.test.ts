import assert from 'node:assert/strict';
import { test } from 'node:test';
import { summaryOf } from '../../client/src/reportSummary.ts';
import type { ReportRow } from '../../server/src/lsp/protocol.ts';

const row = (mark: ReportRow['mark'], rows?: readonly ReportRow[]): ReportRow => ({
  mark,
  text: 'web-1: not ready',
  ...(rows ? { rows } : {}),
});

test('the summary counts checks, and names a detail that failed below a check that passed', () => {
  for (const [rows, summary] of [
    [[row('ok'), row('ok'), row('note')], 'All 2 checks passed.'],
    [[row('ok')], 'The check passed.'],
    [[row('ok'), row('failed')], '1 of 2 checks failed.'],
    [[row('ok'), row('unknown')], 'Nothing failed; 1 of 2 checks could not be decided.'],
    [[row('ok'), row('ok', [row('ok'), row('failed')])], 'All 2 checks passed, except: web-1: not ready.'],
    [[row('ok', [row('failed'), row('note', [row('failed')])])], 'The check passed, except for 2 details.'],
  ] as const) {
    assert.equal(summaryOf({ rows }), summary);
  }
});
