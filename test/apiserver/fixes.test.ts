// Applies the preferred fixes to the cases that a real API server rejects. It must accept the result.
//
//   node test/apiserver/fixes.test.ts
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { type Analysis, analyse, emptyAnalysis } from '../../server/src/core/analysis.ts';
import { fixesFor } from '../../server/src/core/features/fixes.ts';
import { readFile } from '../../server/src/core/kinds/documents.ts';
import type { Fix } from '../../server/src/core/model/problem.ts';
import { documentNow, problemsOf } from '../../server/src/core/problems.ts';
import { applyEdits } from '../../server/src/core/text/range.ts';
import type { CaseInWords } from '../core/rules/api-server-cases/in-words.ts';
import { apiServerCases } from '../core/rules/api-server-cases.ts';
import { findPrograms } from '../harness/control-plane/programs.ts';
import { startControlPlane } from '../harness/control-plane/start.ts';
import { replay } from './replay.ts';

test('the API server accepts what fixes leave behind', async (context) => {
  const programs = findPrograms(['etcd', 'kube-apiserver']);
  if ('because' in programs) return context.skip(programs.because);
  if (spawnSync('go', ['version']).status !== 0) return context.skip('Go is not installed');
  const fixed = apiServerCases.flatMap((each) => (each.strict.accepted ? [] : fix(each)));
  assert.ok(fixed.length > 100, `only ${fixed.length} cases are fixed`);
  const controlPlane = await startControlPlane(programs.folder);
  try {
    const answers = await replay(controlPlane, fixed);
    for (const { name, manifest } of fixed) {
      const answer = answers[name]!.strict;
      assert.ok(answer.accepted, `${name}: ${'messages' in answer ? answer.messages.join('; ') : ''}\n${manifest}`);
    }
  } finally {
    await controlPlane.stop();
  }
});

/** The case after all preferred fixes, if no problem remains; undefined if there is no fix. */
function fix(refused: CaseInWords): CaseInWords[] {
  let text = refused.manifest;
  // More problems than any case has.
  for (let round = 0; round < 10; round++) {
    const analysis = analysisOf(text);
    // A case has no neighbours, so hints say that there is nothing to select.
    const problems = problemsOf(analysis, path).filter(({ severity }) => severity !== 'hint');
    if (problems.length === 0) {
      return round === 0 ? [] : [{ ...refused, manifest: text }];
    }
    const fixes = problems.flatMap((problem) => fixesFor(analysis, problem).filter((fix) => fix.preferred));
    if (!fixes[0]) {
      return [];
    }
    text = withFix(text, analysis, fixes[0]);
  }
  throw new Error(`${refused.name}: fixes without end\n${text}`);
}

const path = 'manifest.yaml';

function analysisOf(text: string): Analysis {
  return analyse(emptyAnalysis, { files: new Map([[path, readFile(path, text)]]), complete: true }).analysis;
}

function withFix(text: string, analysis: Analysis, fix: Fix): string {
  const edits = fix.changes.flatMap(({ document, edits }) => {
    const { start } = documentNow(analysis, document)!;
    return edits.map(({ range, newText }) => ({
      range: { start: range.start + start, end: range.end + start },
      newText,
    }));
  });
  return applyEdits(text, edits);
}
