/**
 * Names to addresses, in the order in which they are preferred. Rejects where there are none, with the code of the resolver where
 * it has one, e.g. `ENOTFOUND`; and when `signal` aborts, as nobody waits for it any more.
 */
export type Resolve = (name: string, signal: AbortSignal) => Promise<readonly string[]>;

/**
 * As everything else on this machine resolves names, /etc/hosts included: by getaddrinfo. That call cannot be taken back, it may take
 * a minute where a name server is silent, and until it returns it holds one of the few threads of a process and its end (libuv
 * joins them). So a process of its own makes it, which ends with the signal.
 *
 * @param name the name of a host, which is not looked at any further
 */
export const resolveByTheSystem: Resolve = async (name, signal) => {
  const { execFile } = await import('node:child_process');
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      ['-e', lookUp, '--', name],
      {
        signal,
        killSignal: 'SIGKILL',
        maxBuffer: 1_000_000,
        windowsHide: true,
        // In VS Code that executable is an Electron, which is Node.js with this only.
        env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', NODE_OPTIONS: '' },
      },
      (error, output) => {
        if (error) return reject(error);
        try {
          const { addresses, code } = JSON.parse(output) as { addresses: readonly string[]; code?: string };
          if (code === undefined) resolve(addresses);
          else reject(Object.assign(new Error(code), { code }));
        } catch (unreadable) {
          reject(unreadable);
        }
      },
    );
  });
};

const lookUp = `require('node:dns').lookup(process.argv.at(-1), { all: true, order: 'verbatim' }, (error, found = []) =>
  console.log(JSON.stringify({ addresses: found.map(({ address }) => address), code: error?.code ?? error?.message })))`;
