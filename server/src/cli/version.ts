import path from 'node:path';
import { existsSync, readFileSync } from '../sources/disk.ts';

/** The version in package.json, which is shipped next to the bundles and is above the sources. */
export function versionOf(): string {
  return String(packageFile()?.version ?? 'of unknown version');
}

/** The web address of the repository in package.json, if it states one. Without `.git` at the end. */
export function repositoryOf(content: PackageFile | undefined = packageFile()): string | undefined {
  const { repository } = content ?? {};
  const url = typeof repository === 'string' ? repository : repository?.url;
  return /^(?:git\+)?(https:\/\/.*?)(?:\.git)?\/?$/.exec(url ?? '')?.[1];
}

interface PackageFile {
  readonly version?: unknown;
  readonly repository?: string | { readonly url?: string };
}

function packageFile(directory: string = import.meta.dirname): PackageFile | undefined {
  const file = path.join(directory, 'package.json');
  if (existsSync(file)) {
    return JSON.parse(readFileSync(file, 'utf8')) as PackageFile;
  }
  const above = path.dirname(directory);
  return above === directory ? undefined : packageFile(above);
}
