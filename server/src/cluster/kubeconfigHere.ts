import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { type Kubeconfig, readKubeconfig } from './kubeconfig.ts';

/**
 * The kubeconfig of whoever runs this process. `currentFolder` is where relative paths of KUBECONFIG begin; `file` is read instead of
 * what the environment names.
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
