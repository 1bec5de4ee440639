import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { projectRoot } from '../harness/vscode/project.ts';
import { evaluate, interpolate, isTrue, type Value } from './expressions.ts';

export interface Step {
  readonly name: string;
  readonly id?: string;
  readonly if?: string;
  readonly shell?: string;
  readonly run?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly 'continue-on-error'?: boolean;
}

export interface Action {
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default?: string }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

export function readAction(): Action {
  return parse(fs.readFileSync(path.join(projectRoot, 'action.yml'), 'utf8')) as Action;
}

export interface Job {
  /** The repository, checked out. */
  readonly workspace: string;
  /** A folder that the steps of one job share. */
  readonly temp: string;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly event: { readonly name: string; readonly sha: string; readonly payload: { readonly [name: string]: Value } };
  /** The address of the API, without a slash at its end. */
  readonly api: string;
  /** The result of a step that uses another action. */
  readonly outcomes?: Readonly<Record<string, 'success' | 'failure'>> | undefined;
  /** Steps that an earlier job with the same `temp` has done. */
  readonly done?: readonly string[];
}

export interface JobResult {
  readonly conclusion: 'success' | 'failure';
  /** What the scripts print, by the name of the step. */
  readonly logs: Readonly<Record<string, string>>;
  /** The names of the steps that ran, in order. */
  readonly ran: readonly string[];
  /** What is passed to other actions, by the name of the step. */
  readonly passed: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
}

/**
 * Runs the steps of `action.yml` as the runner of GitHub does: each script in a bash with its options, with the
 * variables of a runner, and with the files for outputs and for the summary. Other actions do not run.
 */
export async function runAction(job: Job): Promise<JobResult> {
  const { inputs: declared, outputs, runs } = readAction();
  const github: Value = {
    event_name: job.event.name,
    sha: job.event.sha,
    token: 'token-of-the-job',
    workspace: job.workspace,
    event: job.event.payload,
  };
  const inputs: Record<string, Value> = {};
  for (const [name, { default: value = '' }] of Object.entries(declared)) {
    inputs[name] = job.inputs?.[name] ?? interpolate(value, { github });
  }
  const steps: Record<string, Value> = {};
  const contexts = { github, inputs, steps, runner: { temp: job.temp } };
  const logs: Record<string, string> = {};
  const passed: Record<string, Record<string, string>> = {};
  const ran: string[] = [];
  const files = { GITHUB_OUTPUT: path.join(job.temp, 'output'), GITHUB_STEP_SUMMARY: path.join(job.temp, 'summary') };
  fs.writeFileSync(files.GITHUB_STEP_SUMMARY, '');
  let conclusion: JobResult['conclusion'] = 'success';
  for (const step of runs.steps) {
    if (step.if !== undefined && !isTrue(evaluate(step.if, contexts))) {
      continue;
    }
    ran.push(step.name);
    const filled = (texts: Readonly<Record<string, string>> = {}) =>
      Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, interpolate(String(text), contexts)]));
    fs.writeFileSync(files.GITHUB_OUTPUT, '');
    let outcome: 'success' | 'failure' = 'success';
    if (step.uses !== undefined) {
      passed[step.name] = filled(step.with);
      outcome = job.outcomes?.[step.name] ?? 'success';
    } else if (!job.done?.includes(step.name)) {
      const { status, output } = await bash(step.run!, job, { ...files, ...filled(step.env) });
      logs[step.name] = output;
      outcome = status === 0 ? 'success' : 'failure';
    }
    if (step.id !== undefined) {
      const lines = fs.readFileSync(files.GITHUB_OUTPUT, 'utf8').split('\n').filter(Boolean);
      steps[step.id] = { outcome, outputs: Object.fromEntries(lines.map((line) => line.split(/=(.*)/s, 2))) };
    }
    if (outcome === 'failure' && !step['continue-on-error']) {
      conclusion = 'failure';
      break;
    }
  }
  return {
    ...{ conclusion, logs, ran, passed },
    outputs: Object.fromEntries(
      Object.entries(outputs).map(([name, { value }]) => [name, interpolate(value, contexts)]),
    ),
    summary: fs.readFileSync(files.GITHUB_STEP_SUMMARY, 'utf8'),
  };
}

/** Source: docs.github.com, *Workflow syntax*, `jobs.<job_id>.steps[*].shell`: how the runner starts bash. */
function bash(
  script: string,
  job: Job,
  variables: Readonly<Record<string, string>>,
): Promise<{ status: number | null; output: string }> {
  const file = path.join(job.temp, 'step.sh');
  fs.writeFileSync(file, script);
  const child = spawn('bash', ['--noprofile', '--norc', '-e', '-o', 'pipefail', file], {
    cwd: job.workspace,
    env: {
      PATH: process.env.PATH,
      HOME: job.temp,
      CI: 'true',
      npm_config_cache: path.join(job.temp, 'npm'),
      npm_config_offline: 'true',
      GITHUB_ACTIONS: 'true',
      GITHUB_ACTION_PATH: projectRoot,
      GITHUB_API_URL: job.api,
      GITHUB_EVENT_NAME: job.event.name,
      GITHUB_GRAPHQL_URL: `${job.api}/graphql`,
      GITHUB_REPOSITORY: 'someone/manifests',
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_SHA: job.event.sha,
      GITHUB_WORKSPACE: job.workspace,
      RUNNER_TEMP: job.temp,
      ...variables,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (text) => {
      output += text;
    });
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, output }));
  });
}
