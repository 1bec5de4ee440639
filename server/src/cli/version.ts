import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The version that package.json states; it ships beside the bundles, and stands above the sources. */
export function versionOf(directory: string = import.meta.dirname): string {
  const file = path.join(directory, 'package.json');
  if (existsSync(file)) {
    return String(JSON.parse(readFileSync(file, 'utf8')).version);
  }
  const above = path.dirname(directory);
  return above === directory ? 'of unknown version' : versionOf(above);
}
