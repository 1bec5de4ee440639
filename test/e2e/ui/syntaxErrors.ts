import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually } from '../../harness/vscode/eventually.ts';
import { inExample, type Session, serviceFile } from './session.ts';

// The file cannot be read. The row of the Service shows that everything has been judged.
const extra = { 'broken.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: "broken\n' };

/** One extension reports syntax errors of YAML. */
export function syntaxErrors(session: () => Session, anotherYamlExtension: boolean): void {
  const who = anotherYamlExtension ? 'are left to another YAML extension' : 'are reported where no other does it';
  test(`syntax errors ${who}`, async (context) => {
    await inExample(context, session(), { file: 'broken.yaml', extra }, async (window) => {
      await window.showProblems();
      const expected = anotherYamlExtension ? [serviceFile] : ['broken.yaml', serviceFile];
      await eventually(async () => {
        const rows = await window.problems();
        assert.deepEqual([...new Set(rows.map(({ file }) => file))].sort(), expected);
      });
    });
  });
}
