import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The version in package.json, which is shipped next to the bundles and is above the sources. */
export function versionOf(directory: string = import.meta.dirname): string {
  const file = path.join(directory, 'package.json');
  if (existsSync(file)) {
    return String(JSON.parse(readFileSync(file, 'utf8')).version);
  }
  const above = path.dirname(directory);
  return above === directory ? 'of unknown version' : versionOf(above);
}
