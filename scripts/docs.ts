// Writes the generated files: docs/rules/ and, in the settings of package.json, the severities of the rules from the
// rules, and docs/verdicts.md from the verdicts of a probe.
//
//   node scripts/docs.ts            writes them
//   node scripts/docs.ts --check    writes nothing; status 1 if one is not current
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { rules } from '../server/src/core/rules/list.ts';
import { rulePage } from '../server/src/core/rules/page.ts';
import { severitySettings } from '../server/src/core/settingsFile.ts';
import { verdictPage } from './verdict-page.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = 'docs/rules';

const wanted = new Map<string, string>([
  [`${folder}/README.md`, ruleList()],
  ...rules.map((rule) => [`${folder}/${rule.code}.md`, rulePage(rule)] as const),
  ['docs/verdicts.md', verdictPage()],
  ['package.json', withSeverities(readFileSync(path.join(root, 'package.json'), 'utf8'))],
]);
const present = existsSync(path.join(root, folder)) ? readdirSync(path.join(root, folder)) : [];
const surplus = present.map((name) => `${folder}/${name}`).filter((file) => !wanted.has(file));
const stale = [...wanted].filter(([file, text]) => textOf(file) !== text).map(([file]) => file);

if (process.argv.includes('--check')) {
  for (const file of [...stale, ...surplus]) {
    process.stderr.write(`${file} is not current: run "npm run docs" and commit the files.\n`);
    process.exitCode = 1;
  }
} else {
  mkdirSync(path.join(root, folder), { recursive: true });
  for (const file of stale) {
    writeFileSync(path.join(root, file), wanted.get(file)!);
  }
  for (const file of surplus) {
    rmSync(path.join(root, file));
  }
}

/** All rules with their titles, linked to their pages in the same folder. */
function ruleList(): string {
  const rows = rules.map(
    ({ code, severity, documentation }) => `| [${code}](${code}.md) | ${documentation.title} | ${severity} |\n`,
  );
  return `# Rules\n\n| code | what is wrong | severity at most |\n| --- | --- | --- |\n${rows.join('')}`;
}

function textOf(file: string): string | undefined {
  return existsSync(path.join(root, file)) ? readFileSync(path.join(root, file), 'utf8') : undefined;
}

/**
 * The manifest with one property per rule under the setting `podwire.severity`; the rest of its text is
 * unchanged.
 */
function withSeverities(manifest: string): string {
  const properties = Object.fromEntries(
    rules.map(({ code, documentation }) => [
      code,
      // The type makes VS Code offer a table of rules. Without it VS Code offers only "Edit in settings.json".
      { type: 'string', description: documentation.title, enum: severitySettings },
    ]),
  );
  const setting = manifest.indexOf('"podwire.severity": {');
  const start = manifest.indexOf('"properties": {', setting);
  if (setting < 0 || start < 0) {
    throw new Error('package.json has no setting podwire.severity with properties');
  }
  const indent = /[ ]*$/.exec(manifest.slice(0, start))![0];
  const end = start + lengthOfObject(manifest.slice(start));
  const text = JSON.stringify({ properties }, undefined, 2)
    .split('\n')
    .slice(1, -1)
    .map((line) => indent.slice(2) + line)
    .join('\n');
  return manifest.slice(0, start) + text.trimStart() + manifest.slice(end);
}

/** The length up to the brace that closes the first one. Strings in the object contain no braces. */
function lengthOfObject(text: string): number {
  let depth = 0;
  for (let at = text.indexOf('{'); at < text.length; at++) {
    depth += text[at] === '{' ? 1 : text[at] === '}' ? -1 : 0;
    if (depth === 0) {
      return at + 1;
    }
  }
  throw new Error('package.json: a brace is not closed');
}
