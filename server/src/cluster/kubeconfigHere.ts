import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { type Kubeconfig, readKubeconfig } from './kubeconfig.ts';

/**
 * The kubeconfig of the user of this process. `currentFolder` is the base of relative paths in KUBECONFIG;
 * `file` is read instead of the files that the environment names.
 */
export function kubeconfigHere(
  env: Readonly<Record<string, string | undefined>>,
  currentFolder: string,
  file?: string,
): Kubeconfig {
  return readKubeconfig({
    env,
    homeFolder: env.HOME || homedir(),
    currentFolder,
    ...(file === undefined ? {} : { file }),
    readText: readText,
  });
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new Error(`it cannot be read: ${code}`);
  }
}
