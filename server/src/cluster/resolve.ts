import type { LookupFunction } from 'node:net';

/**
 * Resolves a name to addresses, in the order of preference. Rejects if there are none, with the code of the
 * resolver if it has one, e.g. `ENOTFOUND`; and when `signal` aborts.
 */
export type Resolve = (name: string, signal: AbortSignal) => Promise<readonly string[]>;

/**
 * Resolves names like every other program on this machine, including /etc/hosts: with getaddrinfo. That call
 * cannot be cancelled, it may take a minute if a name server is silent, and until it returns it blocks one of
 * the few threads of the process and the end of the process (libuv joins its threads). So a separate process
 * makes the call and is killed by the signal: `getent` if it exists, because it starts in a twentieth of the
 * time, else another Node.js.
 *
 * @param name the name of a host, which is not checked
 */
export const resolveByTheSystem: Resolve = async (name, signal) => {
  const found = process.platform === 'linux' && !name.startsWith('-') ? await byGetent(name, signal) : [];
  // `getent` does not say why it has found nothing.
  return found.length > 0 ? found : byNode(name, signal);
};

async function byGetent(name: string, signal: AbortSignal): Promise<readonly string[]> {
  try {
    const output = await outputOf('getent', ['ahosts', name], process.env, signal);
    const addresses = output.split('\n').map((line) => line.split(/\s/, 1)[0] ?? '');
    return [...new Set(addresses.filter((each) => each !== ''))];
  } catch (error) {
    if (signal.aborted) throw error;
    return [];
  }
}

async function byNode(name: string, signal: AbortSignal): Promise<readonly string[]> {
  // In VS Code that executable is Electron, which acts as Node.js only with this variable.
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1', NODE_OPTIONS: '' };
  const output = await outputOf(process.execPath, ['-e', script, '--', name], env, signal);
  const { addresses, code } = JSON.parse(output) as { addresses: readonly string[]; code?: string };
  if (code !== undefined) throw Object.assign(new Error(code), { code });
  return addresses;
}

const script = `require('node:dns').lookup(process.argv.at(-1), { all: true, order: 'verbatim' }, (error, found = []) =>
  console.log(JSON.stringify({ addresses: found.map(({ address }) => address), code: error?.code ?? error?.message })))`;

async function outputOf(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<string> {
  const { execFile } = await import('node:child_process');
  const options = { signal, killSignal: 'SIGKILL', maxBuffer: 1_000_000, windowsHide: true, env } as const;
  return new Promise((resolve, reject) => {
    execFile(command, args, options, (error, output) => (error ? reject(error) : resolve(output)));
  });
}

/** For sockets: resolves names as above. */
export interface LookUp {
  readonly lookup: LookupFunction;
  /** Cancels the look-ups that are under way. */
  end(): void;
}

// A little less than the time limit of a connection, so that the connection can report the cause.
const longestLookUp = 9_000;
// Several connections that open at the same time share one look-up.
const keptFor = 5_000;

export function createLookUp(resolve: Resolve = resolveByTheSystem): LookUp {
  const ended = new AbortController();
  const known = new Map<string, Promise<readonly string[]>>();
  const addressesOf = (name: string): Promise<readonly string[]> => {
    const kept = known.get(name);
    if (kept) return kept;
    const found = resolve(name, AbortSignal.any([ended.signal, AbortSignal.timeout(longestLookUp)]));
    known.set(name, found);
    const forget = () => known.delete(name);
    found.then(() => setTimeout(forget, keptFor).unref(), forget);
    return found;
  };
  return {
    end: () => ended.abort(),
    lookup: (name, { all, family }, callback) => {
      addressesOf(name).then(
        (addresses) => {
          const found = addresses
            .map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
            .filter((each) => !family || each.family === Number(String(family).replace('IPv', '')));
          const [first] = found;
          if (!first) callback(Object.assign(new Error(`no address of ${name}`), { code: 'ENOTFOUND' }), []);
          else if (all) callback(null, found);
          else callback(null, first.address, first.family);
        },
        (error: NodeJS.ErrnoException) => {
          const code = error.name === 'AbortError' ? 'EAI_AGAIN' : (error.code ?? 'EAI_AGAIN');
          callback(Object.assign(new Error(`${name} was not resolved`), { code }), []);
        },
      );
    },
  };
}
