import path from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  CLIENT_CAPABILITIES_META_KEY,
  inputRequired,
  inputResponse,
  McpServer,
  ResourceTemplate,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { z } from 'zod';
import { rules } from '../core/rules/list.ts';
import { pageOf } from '../core/rules/page.ts';
import { mostEntries, usualEntries } from '../formats/answers.ts';
import { type Io, UsageError } from './io.ts';
import { PlaceRefused, type Places, placesOf, type Roots, rootsOf } from './mcp/places.ts';
import type { ToolCall } from './mcp/tools.ts';
import type { Threads } from './mcp/toolThread.ts';
import { versionOf } from './version.ts';

export interface McpOptions {
  /** Allows the tool `fix` to write files. */
  readonly write?: boolean;
  /** The limit for one call, in seconds. */
  readonly timeout: string;
}

/**
 * `podwire mcp`: answers the questions of the other commands over the Model Context Protocol, on standard input and
 * output, until the input ends. Source: https://modelcontextprotocol.io/specification
 *
 * @param folders the roots; without any, those that the client names, or else the current folder
 */
export async function mcp(folders: readonly string[], { write, timeout }: McpOptions, io: Io): Promise<number> {
  const milliseconds = Number(timeout) * 1000;
  if (!(milliseconds > 0 && milliseconds <= longestTimeout)) {
    throw new UsageError(`--timeout needs a number of seconds, at most ${longestTimeout / 1000}.`);
  }
  const stated = folders.map((folder) => path.resolve(io.cwd, folder));
  const fixed = stated.length === 0 ? undefined : orUsageError(() => rootsOf(stated));
  // A chunk of its own, because a thread loads it without the protocol.
  const { createThreads } = await import('./mcp/toolThread.ts');
  const settings = { write: write === true, threads: createThreads(milliseconds), fixed, cwd: io.cwd };
  const ended = Promise.withResolvers<void>();
  process.stdin.once('close', ended.resolve);
  io.whenInterrupted(ended.resolve);
  const handle = serveStdio(() => serverOf(settings), {
    onerror: (error) => void io.complain(`podwire: mcp: ${error.message}`),
  });
  await ended.promise;
  await handle.close();
  return 0;
}

/** One hour: nobody waits longer for an answer. */
const longestTimeout = 3_600_000;

function orUsageError<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    throw error instanceof PlaceRefused ? new UsageError(error.message) : error;
  }
}

interface Served {
  readonly write: boolean;
  readonly threads: Threads;
  /** Undefined if the client names the roots. */
  readonly fixed: Roots | undefined;
  readonly cwd: string;
}

/** The part of a call that is not about paths. */
type Question = ToolCall extends infer Call ? (Call extends ToolCall ? Omit<Call, 'places'> : never) : never;

function serverOf(served: Served): McpServer {
  const server = new McpServer(
    { name: 'podwire', title: 'Podwire', version: versionOf() },
    { instructions, capabilities: { tools: {}, resources: {} } },
  );

  async function answer(question: Question, paths: readonly string[], context: ServerContext) {
    try {
      const named = served.fixed ?? namedRoots(server, context);
      if (named === 'to be asked') {
        // The client answers by sending the same call again, with its roots.
        return inputRequired({ inputRequests: { roots: inputRequired.listRoots() } });
      }
      const places: Places = placesOf(paths, named ?? rootsOf([served.cwd]));
      const text = await served.threads.run({ ...question, places } as ToolCall, {
        signal: context.mcpReq.signal,
        progress: progressOf(context),
      });
      return { content: [{ type: 'text' as const, text }] };
    } catch (error) {
      return { isError: true, content: [{ type: 'text' as const, text: (error as Error).message }] };
    }
  }

  server.registerTool(
    'check',
    {
      title: 'Check manifests',
      description:
        'Checks whether the Services of Kubernetes manifests reach their pods, and other references between manifests: ports, Ingress and Gateway API backends, autoscalers, network policies, objects that pods need. Kustomizations are judged as kustomize builds them. With base, reports only what is new since a commit of git. Reads only.',
      inputSchema: z.object({ paths, base: ref.optional(), limit }),
      annotations: reads,
    },
    ({ paths: given, base, limit: most }, context) =>
      answer({ tool: 'check', ...(base === undefined ? {} : { base }), limit: most }, given, context),
  );
  server.registerTool(
    'explain',
    {
      title: 'Explain a problem or a Service',
      description:
        'Explains a problem code of check (what it means, why it matters, how to fix it), or, for FILE:LINE, each step by which the Service there was judged. Reads only.',
      inputSchema: z.object({
        about: z.string().min(1).max(4096).describe('A code such as service-selects-nothing, or FILE or FILE:LINE.'),
      }),
      annotations: reads,
    },
    ({ about }, context) => {
      const [, file = about] = /^(.+?):\d+(?::\d+)?$/.exec(about) ?? [];
      const isCode = rules.some(({ code }) => code === about) || !/[./\\:]/.test(about);
      return answer({ tool: 'explain', about }, isCode ? [] : [file], context);
    },
  );
  server.registerTool(
    'wiring',
    {
      title: 'What reaches what',
      description:
        'Lists what the references between Kubernetes manifests reach: selectors and ports of Services, backends, scale targets, policies, objects that pods need. With kind, name or namespace: only the references of these objects and those that reach them. Reads only.',
      inputSchema: z.object({
        paths,
        kind: z.string().max(253).optional().describe('E.g. Service.'),
        name: z.string().max(253).optional().describe('The name of the object.'),
        namespace: z
          .string()
          .max(253)
          .optional()
          .describe('The namespace that the manifest or its kustomization states.'),
        limit,
      }),
      annotations: reads,
    },
    ({ paths: given, kind, name, namespace, limit: most }, context) => {
      const stated = Object.entries({ kind, name, namespace }).filter(([, value]) => value !== undefined);
      const object = stated.length === 0 ? {} : { object: Object.fromEntries(stated) };
      return answer({ tool: 'wiring', ...object, limit: most }, given, context);
    },
  );
  server.registerTool(
    'diff',
    {
      title: 'What a change does to the wiring',
      description:
        'Compares the manifests with a commit of git, and lists the references that lost, gained or changed their targets. Nothing is fetched. Reads only.',
      inputSchema: z.object({ ref, paths, limit }),
      annotations: reads,
    },
    ({ ref: commit, paths: given, limit: most }, context) =>
      answer({ tool: 'diff', ref: commit, limit: most }, given, context),
  );
  server.registerTool(
    'fix',
    {
      title: 'Fix what is certain',
      description: `Finds the fixes that need no choice, and returns them as a unified diff. ${
        served.write
          ? 'Writes nothing unless apply is true.'
          : 'Writes nothing: this server was started without --write, so apply is refused.'
      }`,
      inputSchema: z.object({
        paths,
        apply: z
          .boolean()
          .default(false)
          .describe('Whether to write the fixes to the files. By default nothing is written.'),
      }),
      annotations: {
        readOnlyHint: !served.write,
        destructiveHint: served.write,
        idempotentHint: true,
        openWorldHint: false,
      },
    },
    ({ paths: given, apply }, context) =>
      apply && !served.write
        ? {
            isError: true,
            content: [{ type: 'text', text: 'Nothing is written: podwire mcp was started without --write.' }],
          }
        : answer({ tool: 'fix', apply }, given, context),
  );
  registerPages(server);
  return server;
}

const instructions =
  'Podwire says whether traffic reaches a pod in Kubernetes manifests. Use check after a change of manifests, diff to see what the change connects and disconnects, and wiring to see what an object reaches and what reaches it. Answers are bounded and say how much they leave out.';

const paths = z
  .array(z.string().min(1).max(4096))
  .max(100)
  .default([])
  .describe('Files or folders below a root, absolute or relative to it. Without any: the first root.');

const ref = z.string().min(1).max(1000).describe('A commit, branch or tag of git, e.g. HEAD or origin/main.');

const limit = z
  .number()
  .int()
  .min(1)
  .max(mostEntries)
  .default(usualEntries)
  .describe('At most so many entries. The answer says how many are left out.');

const reads = { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false };

/** The pages of the rules, which `explain` prints. */
function registerPages(server: McpServer): void {
  const template = new ResourceTemplate('podwire://rules/{code}', {
    list: () => ({
      resources: rules.map(({ code, documentation }) => ({
        uri: `podwire://rules/${code}`,
        name: code,
        title: documentation.title,
        mimeType: 'text/markdown',
      })),
    }),
    complete: { code: (begun) => rules.map(({ code }) => code).filter((code) => code.startsWith(begun)) },
  });
  server.registerResource(
    'rule',
    template,
    { title: 'Page of a rule', description: 'What a problem code means and how to fix it.', mimeType: 'text/markdown' },
    (uri, { code }) => {
      const text = pageOf(`${code}`);
      if (text === undefined) {
        throw new Error(`No rule has the code ${code}.`);
      }
      return { contents: [{ uri: uri.href, mimeType: 'text/markdown', text }] };
    },
  );
}

/** The roots that the client names; undefined if it names none at all. */
function namedRoots(server: McpServer, { mcpReq }: ServerContext): Roots | 'to be asked' | undefined {
  // A client of 2026 sends its capabilities with each request, an older one once at the beginning.
  const envelope: Readonly<Record<string, unknown>> = mcpReq.envelope ?? {};
  const capabilities = envelope[CLIENT_CAPABILITIES_META_KEY] ?? server.server.getClientCapabilities();
  if (typeof capabilities !== 'object' || capabilities === null || !('roots' in capabilities)) {
    return undefined;
  }
  const response = inputResponse(mcpReq.inputResponses, 'roots');
  if (response.kind !== 'roots') {
    return 'to be asked';
  }
  const folders = response.roots.flatMap(({ uri }) =>
    URL.parse(uri)?.protocol === 'file:' ? [fileURLToPath(uri)] : [],
  );
  return rootsOf(folders);
}

/** Progress is sent only to a client that wants it. The number of steps is not known before the last one. */
function progressOf({ mcpReq }: ServerContext): (step: string) => void {
  const progressToken = mcpReq._meta?.progressToken;
  let progress = 0;
  return (message) => {
    if (progressToken !== undefined) {
      progress++;
      void mcpReq.notify({ method: 'notifications/progress', params: { progressToken, progress, message } });
    }
  };
}
