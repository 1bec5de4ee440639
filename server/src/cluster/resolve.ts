import type { LookupFunction } from 'node:net';

/**
 * Names to addresses, in the order in which they are preferred. Rejects where there are none, with the code of the resolver where
 * it has one, e.g. `ENOTFOUND`; and when `signal` aborts, as nobody waits for it any more.
 */
export type Resolve = (name: string, signal: AbortSignal) => Promise<readonly string[]>;

/**
 * As everything else on this machine resolves names, /etc/hosts included: by getaddrinfo. That call cannot be taken back, it may take
 * a minute where a name server is silent, and until it returns it holds one of the few threads of a process and its end (libuv
 * joins them). So a process of its own makes it, which ends with the signal: `getent` where there is one, because it starts in a
 * twentieth of the time, else another Node.js.
 *
 * @param name the name of a host, which is not looked at any further
 */
export const resolveByTheSystem: Resolve = async (name, signal) => {
  const found = process.platform === 'linux' && !name.startsWith('-') ? await byGetent(name, signal) : [];
  // It does not say why it has found nothing.
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
  // In VS Code that executable is an Electron, which is Node.js with this only.
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

/** For sockets: names are resolved as above. */
export interface LookUp {
  readonly lookup: LookupFunction;
  /** Gives up what is under way. */
  end(): void;
}

// A little less than a connection may take, so that it is told what kept it.
const longestLookUp = 9_000;
// What opens several connections at a time asks once.
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
