import { verdictCodes } from './verdictCodes.ts';

/** The documentation of the verdicts, as Markdown. */
export function verdictPage(): string {
  return `# Verdicts of a probe

\`podwire probe\` ends with one of these. The codes are stable: scripts may read them from \`--format json\`. A verdict claims no
more than what was seen, and what was not seen is part of its evidence.

| code | means |
| --- | --- |
${Object.entries(verdictCodes)
  .map(([code, means]) => `| \`${code}\` | ${means} |\n`)
  .join('')}`;
}
