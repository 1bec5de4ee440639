import { chartIn } from './keys.ts';
import type { IndexReader } from './reader.ts';

/** The directory of the Helm chart that has the file in its `templates` or `crds`. */
export function chartOf(file: string, index: IndexReader): string | undefined {
  const parts = file.split('/');
  for (const [position, part] of parts.entries()) {
    if (part === 'templates' || part === 'crds') {
      const directory = parts.slice(0, position).join('/');
      if (index.list(chartIn(directory)).length > 0) {
        return directory;
      }
    }
  }
  return undefined;
}
