import { type ObjectFilter, reachesOf } from '../../core/features/reaches.ts';
import { boundedText, checkAnswer, diffAnswer, usualEntries, wiringAnswer } from '../../formats/answers.ts';
import { firstFixes } from '../../formats/firstFixes.ts';
import { reportOf } from '../../formats/report.ts';
import { counted } from '../../formats/text.ts';
import { compareWithBase } from '../base.ts';
import { diffWithCommit } from '../diff.ts';
import { explain } from '../explain.ts';
import { planFixes } from '../fix.ts';
import { type Io, UsageError } from '../io.ts';
import { unifiedDiff } from '../patch.ts';
import { readWorkspace, type Workspace } from '../workspace.ts';
import type { Places } from './places.ts';

/** A call of a tool whose paths have been accepted. */
export type ToolCall = { readonly places: Places } & (
  | { readonly tool: 'check'; readonly base?: string; readonly limit?: number }
  | { readonly tool: 'explain'; readonly about: string }
  | { readonly tool: 'wiring'; readonly object?: ObjectFilter; readonly limit?: number }
  | { readonly tool: 'diff'; readonly ref: string; readonly limit?: number }
  | { readonly tool: 'fix'; readonly apply: boolean }
);

/** What happens around a call. */
export interface CallHost {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** A step begins, e.g. `reading the files`. */
  progress(step: string): void;
  /** Called before files are written; false if the call was cancelled meanwhile. */
  beginsToWrite(): boolean;
}

/**
 * Runs a tool and resolves to its answer, a bounded text.
 *
 * @throws UsageError if the call cannot be answered
 */
export async function runTool(call: ToolCall, host: CallHost): Promise<string> {
  const written: string[] = [];
  const io = ioOf(call.places.root, host, written);
  if (call.tool === 'explain') {
    await explain(call.about, { color: 'never' }, io);
    return boundedText(written.join(''));
  }
  host.progress('reading the files');
  const workspace = await readWorkspace(call.places.paths, { closedWorld: false, isConfined: true }, io);
  const [refused] = workspace.refused ? workspace.errors : [];
  if (refused) {
    throw new UsageError(`${refused.file}: ${refused.message}`);
  }
  const entries = { entries: ('limit' in call ? call.limit : undefined) ?? usualEntries };
  const { shown } = workspace.targets;
  switch (call.tool) {
    case 'check': {
      if (call.base !== undefined) {
        host.progress(`comparing with ${call.base}`);
      }
      const base = call.base === undefined ? undefined : orThrow(await compareWithBase(workspace, call.base, io));
      const analysis = workspace.analysis();
      host.progress('looking for fixes');
      const report = reportOf(analysis, {
        files: workspace.files,
        shown,
        isIncluded: workspace.isIncluded,
        fixesOf: firstFixes(analysis, { verbose: true }),
        errors: [...workspace.unusable].flatMap(([file, error]) => (base?.isAsThen(file) ? [] : [error])),
        ...(base ? { base: base.reportBase(analysis, false) } : {}),
      });
      return asText(checkAnswer(report, entries));
    }
    case 'wiring':
      return asText(wiringAnswer(reachesOf(workspace.analysis(), call.object), workspace.analysis(), entries, shown));
    case 'diff': {
      host.progress(`comparing with ${call.ref}`);
      return asText(diffAnswer(orThrow(await diffWithCommit(workspace, call.ref, io)), entries));
    }
    case 'fix':
      return fix(workspace, call.apply, host);
  }
}

async function fix(workspace: Workspace, apply: boolean, host: CallHost): Promise<string> {
  const { shown } = workspace.targets;
  host.progress('trying the fixes');
  const plan = planFixes(workspace);
  const titles = plan.files.flatMap((each) => each.titles.map((title) => ({ file: each.file, title })));
  if (apply && !host.beginsToWrite()) {
    throw new UsageError('the call was cancelled before anything was written.');
  }
  const { made, errors } = apply ? await plan.write() : { made: titles, errors: plan.errors };
  const lines = [
    apply
      ? `${counted(made.length, 'fix', 'fixes')} applied.`
      : `Nothing is written. ${counted(made.length, 'fix', 'fixes')} would be applied.`,
    ...made.map(({ file, title }) => `- ${shown(file)}: ${title}`),
    ...errors.map(({ file, message }) => `- ${file}: ${message}`),
  ];
  return boundedText(`${lines.join('\n')}\n\n${plan.files.map(unifiedDiff).join('')}`);
}

function asText(answer: object): string {
  return JSON.stringify(answer, undefined, 1);
}

function orThrow<T extends object>(result: T | { readonly trouble: string }): T {
  if ('trouble' in result) {
    throw new UsageError(result.trouble);
  }
  return result;
}

/** A call has no terminal: what a command prints is its answer. */
function ioOf(cwd: string, { env }: CallHost, written: string[]): Io {
  return {
    cwd,
    env,
    outputIsTerminal: false,
    print: async (text) => {
      written.push(text);
    },
    complain: async (line) => {
      written.push(`${line}\n`);
    },
    whenInterrupted: () => {},
    readInput: async () => Buffer.alloc(0),
  };
}
