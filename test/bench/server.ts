import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Client, connectToProcess } from '../lsp/client.ts';
import { generateWorkspace } from './generate.ts';

export interface ServerFigures {
  readonly rssMiB: number;
  readonly indexMilliseconds: number;
  /** The longest wait of a hover, in milliseconds; a hover is requested every 20 ms during the first index. */
  readonly longestWait: number;
  /** Milliseconds from the start of the program to a problem of an open file that needs the whole workspace. */
  readonly firstProblem: number;
  /** From the change sent to the other file's problems received: the debounce is in it. */
  readonly keystroke: { readonly p50: number; readonly p95: number };
}

/** A real server in its own process over a generated workspace: its memory, its first index, its answer to typing. */
export async function serverFigures(folder: string): Promise<ServerFigures> {
  const server = fileURLToPath(new URL('../../dist/server.mjs', import.meta.url));
  const generated = [...generateWorkspace(10_000)];
  const start = performance.now();
  const client = await connectToProcess({ folders: [pathToFileURL(folder).href] }, [
    process.execPath,
    server,
    '--stdio',
  ]);
  try {
    const open = generated.find(({ path }) => path.endsWith('/service.yaml'));
    const opened = pathToFileURL(join(folder, open!.path)).href;
    client.open(opened, open!.text.replace(/instance: (\S+)\n {2}ports/, 'instance: $1x\n  ports'));
    const firstProblem = client
      .until(opened, (shown) => shown.length > 0, 60_000)
      .then(() => performance.now() - start);
    const waits = answersWhile(client, opened, () => !statusIs(client.received('podwire/status'), 'ready'));
    await client.eventually(
      'the first index is done',
      () => statusIs(client.received('podwire/status'), 'ready'),
      60_000,
    );
    const indexMilliseconds = performance.now() - start;
    const longestWait = await waits;
    const first = await firstProblem;
    client.close(opened);
    const deployments = generated.filter(({ path }) => path.endsWith('/deployment.yaml'));
    const times: number[] = [];
    for (let i = 0; i < 20; i++) {
      const { path } = deployments[(i * 53) % deployments.length]!;
      const text = readFileSync(join(folder, path), 'utf8');
      const uri = pathToFileURL(join(folder, path)).href;
      const service = pathToFileURL(join(folder, path.replace('deployment.yaml', 'service.yaml'))).href;
      const at = text.indexOf('app.kubernetes.io/instance: ', text.indexOf('template:'));
      client.open(uri, text);
      for (const [version, typed] of ['x', ''].entries()) {
        const sent = performance.now();
        const key = 'app.kubernetes.io/instance: ';
        client.change(uri, version + 2, text.slice(0, at) + key + typed + text.slice(at + key.length));
        await client.until(service, (shown) => shown.length > 0 === (typed !== ''), 10_000);
        times.push(performance.now() - sent);
      }
      client.close(uri);
    }
    times.sort((a, b) => a - b);
    return {
      rssMiB: residentMiB(server),
      indexMilliseconds,
      longestWait,
      firstProblem: first,
      keystroke: { p50: times[Math.floor(times.length / 2)]!, p95: times[Math.floor(times.length * 0.95)]! },
    };
  } finally {
    await client.stop();
  }
}

/** Hovers over the selector every 20 ms, whether the last answer is there or not; the longest wait, in milliseconds. */
async function answersWhile(client: Client, uri: string, goesOn: () => boolean): Promise<number> {
  let longest = 0;
  const answers: Promise<void>[] = [];
  while (goesOn()) {
    const asked = performance.now();
    const answer = client.connection.sendRequest('textDocument/hover', {
      textDocument: { uri },
      position: { line: 12, character: 8 },
    });
    answers.push(
      answer.then(() => {
        longest = Math.max(longest, performance.now() - asked);
      }),
    );
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await Promise.all(answers);
  return longest;
}

function statusIs(statuses: readonly unknown[], state: string): boolean {
  return (statuses.at(-1) as { state?: string } | undefined)?.state === state;
}

/** Resident memory of this process's child that runs the program. */
function residentMiB(program: string): number {
  const children = execFileSync('ps', ['--ppid', String(process.pid), '-o', 'rss=,args='], { encoding: 'utf8' });
  const line = children.split('\n').find((each) => each.includes(program));
  return Number.parseInt(line ?? '0', 10) / 1024;
}
