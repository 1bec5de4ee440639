import { chartIn } from './keys.ts';
import type { IndexReader } from './reader.ts';

/** The directory of the chart whose `templates` or `crds` the file is among. */
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
