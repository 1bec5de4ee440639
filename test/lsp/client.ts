import { type ChildProcess, spawn } from 'node:child_process';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import {
  type ClientCapabilities,
  type CodeAction,
  type CodeLens,
  createConnection,
  createMessageConnection,
  type Diagnostic,
  type FileEvent,
  type InitializeResult,
  type LogMessageParams,
  type MessageConnection,
  type PublishDiagnosticsParams,
  type Range,
  type RegistrationParams,
  StreamMessageReader,
  StreamMessageWriter,
  type TextDocumentContentChangeEvent,
} from 'vscode-languageserver/node';
import {
  explainRequest,
  type InitializationOptions,
  type Status,
  statusNotification,
} from '../../server/src/lsp/protocol.ts';
import { type ServerOptions, startServer } from '../../server/src/lsp/server.ts';

/** A minimal editor for tests: it talks to a real server and remembers the messages. */
export interface Client {
  readonly connection: MessageConnection;
  readonly initializeResult: InitializeResult;
  /** Every publication, in the order in which they came. */
  readonly publications: readonly PublishDiagnosticsParams[];
  readonly log: readonly LogMessageParams[];
  readonly registrations: readonly RegistrationParams['registrations'][number][];
  /** Every other notification and request that came, by method. */
  received(method: string): readonly unknown[];
  open(uri: string, text: string, version?: number, languageId?: string): void;
  change(uri: string, version: number, changes: TextDocumentContentChangeEvent[] | string): void;
  close(uri: string): void;
  save(uri: string): void;
  watched(changes: FileEvent[]): void;
  /** The diagnostics that the editor shows now for a URI. */
  shown(uri: string): readonly Diagnostic[];
  /** Waits until the diagnostics of a URI are as expected; fails with the last ones if that does not happen. */
  until(
    uri: string,
    wanted: (diagnostics: readonly Diagnostic[]) => boolean,
    milliseconds?: number,
  ): Promise<readonly Diagnostic[]>;
  /** Waits until anything at all holds. */
  eventually(what: string, holds: () => boolean, milliseconds?: number): Promise<void>;
  lenses(uri: string): Promise<CodeLens[]>;
  actions(uri: string, range: Range, only?: string[]): Promise<CodeAction[]>;
  /** The last publication for a URI. */
  last(uri: string): PublishDiagnosticsParams | undefined;
  publicationsOf(uri: string): readonly PublishDiagnosticsParams[];
  /** Waits until everything is indexed, and everything that was said is published. */
  ready(): Promise<void>;
  /** Says goodbye and leaves nothing behind. */
  stop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface ClientOptions {
  readonly folders?: readonly string[] | null;
  /** What editors without workspace folders have. */
  readonly rootUri?: string;
  readonly capabilities?: ClientCapabilities;
  readonly initializationOptions?: InitializationOptions;
  /** Only in memory. */
  readonly server?: ServerOptions;
  /** Answers `workspace/configuration` for one item. */
  configuration?(scopeUri: string | undefined, section: string | undefined): unknown;
}

/** The capabilities of VS Code that the server reads. */
export const likeVsCode: ClientCapabilities = {
  general: { positionEncodings: ['utf-16'] },
  workspace: {
    configuration: true,
    workspaceFolders: true,
    didChangeWatchedFiles: { dynamicRegistration: true },
    didChangeConfiguration: { dynamicRegistration: true },
    codeLens: { refreshSupport: true },
    workspaceEdit: { documentChanges: true },
  },
  textDocument: {
    publishDiagnostics: {
      relatedInformation: true,
      versionSupport: true,
      codeDescriptionSupport: true,
      dataSupport: true,
    },
    codeAction: {
      codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix', 'source.fixAll'] } },
      isPreferredSupport: true,
      dataSupport: true,
    },
  },
  window: { workDoneProgress: true },
};

/** A server in this process, over streams in memory. */
export function connectInMemory(options: ClientOptions = {}): Promise<Client> {
  const toServer = new PassThrough();
  const toClient = new PassThrough();
  // Readers and writers rather than streams: with streams the package ends the process when they end.
  const server = createConnection(new StreamMessageReader(toServer), new StreamMessageWriter(toClient));
  startServer(server, options.server);
  const connection = createMessageConnection(new StreamMessageReader(toClient), new StreamMessageWriter(toServer));
  return connect(connection, options, async () => {
    server.dispose();
  });
}

/** A server in its own process, on standard input and output. */
export async function connectToProcess(options: ClientOptions = {}, command?: readonly string[]): Promise<Client> {
  const main = fileURLToPath(new URL('../../server/src/main.ts', import.meta.url));
  const [executable, ...parameters] = command ?? [process.execPath, main, '--stdio'];
  const child = spawn(executable!, parameters, { stdio: ['pipe', 'pipe', 'inherit'] });
  const connection = createMessageConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  return connect(connection, options, () => goodbye(connection, child));
}

async function connect(
  connection: MessageConnection,
  options: ClientOptions,
  afterwards: () => Promise<void>,
): Promise<Client> {
  const publications: PublishDiagnosticsParams[] = [];
  const log: LogMessageParams[] = [];
  const registrations: RegistrationParams['registrations'] = [];
  const received = new Map<string, unknown[]>();
  const texts = new Map<string, string>();

  const remember = (method: string, params: unknown): void => {
    received.set(method, [...(received.get(method) ?? []), params]);
  };
  connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
    publications.push(params);
  });
  connection.onNotification('window/logMessage', (params: LogMessageParams) => {
    log.push(params);
  });
  connection.onNotification((method, params) => remember(method, params));
  connection.onUnhandledProgress((params) => remember('$/progress', params));
  connection.onRequest('client/registerCapability', (params: RegistrationParams) => {
    registrations.push(...params.registrations);
    return null;
  });
  connection.onRequest('workspace/configuration', (params: { items: { scopeUri?: string; section?: string }[] }) => {
    remember('workspace/configuration', params);
    return Promise.all(params.items.map((item) => options.configuration?.(item.scopeUri, item.section) ?? null));
  });
  connection.onRequest((method, params) => {
    remember(method, params);
    return null;
  });
  connection.listen();

  const initializeResult: InitializeResult = await connection.sendRequest('initialize', {
    processId: null,
    rootUri: options.rootUri ?? null,
    capabilities: options.capabilities ?? likeVsCode,
    workspaceFolders: options.folders?.map((uri) => ({ uri, name: uri.slice(uri.lastIndexOf('/') + 1) })) ?? null,
    initializationOptions: { status: true, ...options.initializationOptions },
  });
  void connection.sendNotification('initialized', {});

  const shown = (uri: string): readonly Diagnostic[] =>
    publications.findLast((each) => each.uri === uri)?.diagnostics ?? [];
  const eventually = async (what: string, holds: () => boolean, milliseconds = hangs): Promise<void> => {
    const end = performance.now() + milliseconds;
    while (!holds()) {
      if (performance.now() > end) {
        throw new Error(`not within ${milliseconds} ms: ${what}`);
      }
      await pause(5);
    }
  };
  const notify = (method: string, params: unknown): void => void connection.sendNotification(method, params);
  const stop = async (): Promise<void> => {
    await connection.sendRequest('shutdown');
    await afterwards();
    connection.dispose();
  };
  return {
    connection,
    initializeResult,
    publications,
    log,
    registrations,
    received: (method) => received.get(method) ?? [],
    open: (uri, text, version = 1, languageId = 'yaml') => {
      texts.set(uri, text);
      notify('textDocument/didOpen', { textDocument: { uri, languageId, version, text } });
    },
    change: (uri, version, changes) => {
      const contentChanges = typeof changes === 'string' ? [{ text: changes }] : changes;
      notify('textDocument/didChange', { textDocument: { uri, version }, contentChanges });
    },
    close: (uri) => notify('textDocument/didClose', { textDocument: { uri } }),
    save: (uri) => notify('textDocument/didSave', { textDocument: { uri } }),
    watched: (changes) => notify('workspace/didChangeWatchedFiles', { changes }),
    shown,
    until: async (uri, wanted, milliseconds) => {
      await eventually(`${uri}`, () => wanted(shown(uri)), milliseconds).catch((error: Error) => {
        throw new Error(`${error.message} is ${JSON.stringify(shown(uri), null, 1)}`);
      });
      return shown(uri);
    },
    eventually,
    lenses: async (uri) => (await connection.sendRequest('textDocument/codeLens', { textDocument: { uri } })) ?? [],
    actions: async (uri, range, only) =>
      (await connection.sendRequest('textDocument/codeAction', {
        textDocument: { uri },
        range,
        context: { diagnostics: shown(uri), ...(only ? { only } : {}) },
      })) ?? [],
    last: (uri) => publications.findLast((each) => each.uri === uri),
    publicationsOf: (uri) => publications.filter((each) => each.uri === uri),
    ready: async () => {
      // An answer comes behind everything that was said before it.
      await connection.sendRequest(explainRequest, { code: '' });
      const state = () => (received.get(statusNotification)?.at(-1) as Status | undefined)?.state;
      await eventually('the index is ready', () => state() === 'ready');
      await pause(longestPublishingDelay + 30);
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

async function goodbye(connection: MessageConnection, child: ChildProcess): Promise<void> {
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
  await connection.sendNotification('exit');
  const code = await ended;
  if (code !== 0) {
    throw new Error(`the server ended with status ${code}`);
  }
}

/** Milliseconds after which nothing more is to be expected, however busy the machine is. */
const hangs = 120_000;

/** Milliseconds, as `publishing.ts` has it. */
const longestPublishingDelay = 100;

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/**
 * Waits until the clock of the server stops, which means that the server has nothing to do; longer if it has not moved
 * since `begin`.
 */
export async function rests(now: () => number, begin?: number): Promise<void> {
  let quiet = 0;
  let last = now();
  while (quiet < (last === begin ? 300 : 10)) {
    await pause(30);
    quiet = now() === last ? quiet + 1 : 0;
    last = now();
  }
}
