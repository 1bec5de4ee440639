import { styleText } from 'node:util';
import type { Report, ReportRow } from '../core/model/report.ts';
import type { Attempt } from '../core/probe/attempt.ts';
import type { ProbeFacts } from '../core/probe/facts.ts';
import type { ReportContext } from '../core/probe/report.ts';
import type { Verdict } from '../core/probe/verdict.ts';
import type { ReportedFix } from './report.ts';
import { printable } from './terminal.ts';

/** A report for a terminal: the verdict, what to do, then the route of the traffic. */
export function reportTreeAsText({ title, verdict, rows }: Report, color: boolean): string {
  const paint = (format: Parameters<typeof styleText>[0], text: string) =>
    color ? styleText(format, text, { validateStream: false }) : text;
  const sign = (mark: ReportRow['mark']) => paint(colors[mark], signs[mark]);
  const lines: string[] = [];
  if (verdict) {
    const advice = verdict.advice ? paint('cyan', ` → ${printable(verdict.advice)}`) : '';
    lines.push(`${sign(verdict.mark)} ${paint('bold', printable(verdict.text))}${advice}`, '');
  }
  lines.push(printable(title));
  const add = (row: ReportRow, indent: string) => {
    lines.push(`${indent}${sign(row.mark)} ${printable(row.text)}`);
    for (const line of row.detail?.split('\n') ?? []) lines.push(paint('gray', `${indent}  ${printable(line)}`));
    for (const each of row.rows ?? []) add(each, `${indent}  `);
  };
  for (const row of rows) add(row, '  ');
  return `${lines.join('\n')}\n`;
}

/** The format is in `schemas/probe.schema.json`. */
export interface ProbeJson {
  readonly version: 1;
  readonly service: { readonly namespace: string | null; readonly name: string };
  readonly from: string;
  /** Null if the cluster was not asked. */
  readonly context: string | null;
  readonly asked: string;
  readonly attempts: readonly ReportedAttempt[];
  readonly verdict: {
    readonly code: string;
    readonly message: string;
    readonly advice: string | null;
    readonly evidence: readonly string[];
  };
  readonly notes: readonly string[];
  /** The route of the traffic, line by line, as in the text format. */
  readonly rows: readonly ReportRow[];
  readonly fixes: readonly ReportedFix[];
}

type ReportedAttempt = Pick<Attempt, 'address' | 'port' | 'network' | 'outcome' | 'milliseconds'> & {
  readonly resolved: string | null;
  readonly node: string | null;
  readonly status: number | null;
  readonly because: string | null;
  readonly excerpt: string | null;
  readonly redirect: Attempt['redirect'] | null;
  readonly certificate: Attempt['certificate'] | null;
};

export function probeAsJson(
  { facts, verdict }: { readonly facts: ProbeFacts; readonly verdict: Verdict },
  { rows }: Report,
  { from, notes }: ReportContext,
  fixes: readonly ReportedFix[],
): string {
  const json: ProbeJson = {
    version: 1,
    service: { namespace: facts.service.namespace ?? null, name: facts.service.name },
    from,
    context: facts.live?.context ?? null,
    asked: facts.asked,
    attempts: facts.attempts.map((attempt) => ({
      address: attempt.address,
      resolved: attempt.resolved ?? null,
      port: attempt.port,
      node: attempt.node ?? null,
      network: attempt.network,
      outcome: attempt.outcome,
      status: attempt.status ?? null,
      milliseconds: attempt.milliseconds,
      because: attempt.because ?? null,
      excerpt: attempt.excerpt ?? null,
      redirect: attempt.redirect ?? null,
      certificate: attempt.certificate ?? null,
    })),
    verdict: {
      code: verdict.code,
      message: verdict.message,
      advice: verdict.advice ?? null,
      evidence: verdict.evidence,
    },
    notes,
    rows,
    fixes,
  };
  return `${JSON.stringify(json, undefined, 2)}\n`;
}

const signs: Readonly<Record<ReportRow['mark'], string>> = { ok: '✓', failed: '✗', unknown: '?', note: '·' };
const colors = { ok: 'green', failed: 'red', unknown: 'yellow', note: 'gray' } as const;
