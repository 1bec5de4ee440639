import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { UsageError } from '../io.ts';
import { runTool, type ToolCall } from './tools.ts';

/**
 * Calls run in threads: the engine does not give way while it reads and judges, and the server has to hear that a call
 * is cancelled. A call that needs too long or too much memory ends with its thread, and the server lives on.
 */
export interface Threads {
  /**
   * Runs a tool, and resolves to its answer.
   *
   * @throws CallFailed also if the call is cancelled or takes too long
   */
  run(call: ToolCall, options: CallOptions): Promise<string>;
}

export interface CallOptions {
  readonly signal: AbortSignal;
  progress(step: string): void;
}

/** Why a call has no answer, as a sentence. */
export class CallFailed extends Error {}

/** In MB. A workspace of 10,000 manifests takes about 150. */
const mostMemory = 2048;

/** @param timeout of one call, in milliseconds */
export function createThreads(timeout: number): Threads {
  // A thread that has loaded the engine is kept for the next call.
  let idle: Worker | undefined;
  const keep = (worker: Worker) => {
    worker.removeAllListeners();
    // An idle thread that ends is replaced with the next call.
    worker.on('error', () => {});
    worker.unref();
    if (idle) {
      void worker.terminate();
    } else {
      idle = worker;
      worker.on('exit', () => {
        idle = idle === worker ? undefined : idle;
      });
    }
  };
  const take = (): Worker => {
    const worker = idle ?? startThread();
    idle = undefined;
    worker.removeAllListeners();
    worker.ref();
    return worker;
  };
  return {
    run: (call, { signal, progress }) => {
      if (signal.aborted) {
        return Promise.reject(new CallFailed('The call was cancelled.'));
      }
      const { promise, resolve, reject } = Promise.withResolvers<string>();
      const state = new Int32Array(new SharedArrayBuffer(4));
      const worker = take();
      const end = (why: string) => {
        // If files are being written, the call is finished first.
        if (Atomics.compareExchange(state, 0, running, cancelled) !== writing) {
          reject(new CallFailed(why));
          void worker.terminate();
        }
      };
      const timer = setTimeout(() => {
        end(
          `The call took longer than ${timeout / 1000} seconds and was ended. Name fewer files, or start podwire mcp with --timeout.`,
        );
      }, timeout);
      const cancel = () => end('The call was cancelled.');
      signal.addEventListener('abort', cancel);
      worker.on('message', (message: ThreadMessage) => {
        if ('progress' in message) {
          progress(message.progress);
          return;
        }
        keep(worker);
        if ('answer' in message) {
          resolve(message.answer);
        } else {
          reject(new CallFailed(message.failure));
        }
      });
      worker.on('error', ({ code, message }: NodeJS.ErrnoException) => {
        const isMemory = code === 'ERR_WORKER_OUT_OF_MEMORY';
        reject(
          new CallFailed(
            isMemory ? `The call needs more than ${mostMemory} MB of memory.` : `Internal error: ${message}`,
          ),
        );
      });
      worker.on('exit', () => reject(new CallFailed('The call ended without an answer.')));
      worker.postMessage({ call, state } satisfies ThreadRequest);
      return promise.finally(() => {
        clearTimeout(timer);
        signal.removeEventListener('abort', cancel);
      });
    },
  };
}

function startThread(): Worker {
  return new Worker(new URL(import.meta.url), {
    workerData: threadMark,
    resourceLimits: { maxOldGenerationSizeMb: mostMemory },
    // Its output would otherwise go to standard output, which belongs to the protocol.
    stdout: true,
    stderr: true,
  });
}

/** This module is also the code of the threads. */
const threadMark = 'podwire mcp: a thread for calls';

// The states of a call, which both threads see.
const [running, writing, cancelled] = [0, 1, 2];

interface ThreadRequest {
  readonly call: ToolCall;
  readonly state: Int32Array;
}

type ThreadMessage = { readonly progress: string } | { readonly answer: string } | { readonly failure: string };

if (!isMainThread && workerData === threadMark) {
  parentPort?.on('message', ({ call, state }: ThreadRequest) => {
    const say = (message: ThreadMessage) => parentPort?.postMessage(message);
    runTool(call, {
      env: process.env,
      progress: (step) => say({ progress: step }),
      beginsToWrite: () => Atomics.compareExchange(state, 0, running, writing) === running,
    }).then(
      (answer) => say({ answer }),
      (error: Error) =>
        say({ failure: error instanceof UsageError ? error.message : `Internal error: ${error.message}` }),
    );
  });
}
