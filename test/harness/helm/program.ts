import { spawnSync } from 'node:child_process';
import { goProgram, goProgramVersion } from '../goProgram.ts';

/** The program that calls the real Helm, built once for each of its versions; undefined without Go. */
export function helmProgram(): string | undefined {
  return goProgram(import.meta.dirname, 'helm');
}

/** Changes when the program or one of its modules changes. */
export function helmVersion(): string {
  return goProgramVersion(import.meta.dirname);
}

/** What Helm is to render. See render.go. */
export interface HelmRequest {
  /** The absolute path of a folder or an archive. */
  readonly chart?: string;
  /** The texts of a chart by path, in place of a folder. */
  readonly files?: Readonly<Record<string, string>>;
  /** Files that are no text, in base64. */
  readonly bytes?: Readonly<Record<string, string>>;
  /** The texts of value files in the order of the command line. */
  readonly values?: readonly string[];
}

/** What Helm answers. */
export interface HelmAnswer {
  /** The rendered texts by the name of the template. */
  readonly templates?: Readonly<Record<string, string>>;
  /** Why it refuses to render. */
  readonly error?: string;
  /** Why `helm template` refuses texts that were rendered. */
  readonly unreadable?: string;
  readonly loadMicroseconds: number;
  readonly renderMicroseconds: number;
}

/** The release of all requests. */
export const caseRelease = { name: 'release-name', namespace: 'default' } as const;
export const caseKubeVersion = 'v1.37.0';

/** Renders charts one after another, without a cluster and without a network. */
export function renderAll(program: string, requests: readonly HelmRequest[]): HelmAnswer[] {
  const common = { release: caseRelease.name, namespace: caseRelease.namespace, kubeVersion: caseKubeVersion };
  const answers: HelmAnswer[] = [];
  // In batches, because one string may not hold the texts of all charts.
  for (let from = 0; from < requests.length; from += 50) {
    const input = requests
      .slice(from, from + 50)
      .map((request) => `${JSON.stringify({ ...request, ...common })}\n`)
      .join('');
    const { status, stdout, stderr } = spawnSync(program, { input, maxBuffer: 2 ** 29, encoding: 'utf8' });
    if (status !== 0) {
      throw new Error(`helm ended with ${status}: ${stderr.slice(-2000)}`);
    }
    answers.push(
      ...stdout
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as HelmAnswer),
    );
  }
  return answers;
}
