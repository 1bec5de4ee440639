import { readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';
import type { NamedFile } from '../world.ts';
import { decode } from './decode.ts';
import { fileKey, largestFile, readContent } from './workspaceFiles.ts';

/**
 * What is at a path below a folder, whatever its name: kustomize takes patches and resources of any. Undefined where no file is
 * there. Links are not followed here either. Never throws.
 *
 * @param root absolute
 * @param file relative to it, `/`-separated
 */
export function namedFile(root: string, file: string): NamedFile | undefined {
  const key = fileKey(root, file);
  if (key === undefined) {
    return undefined;
  }
  if (isBehindLink(root, file)) {
    const because = `${file} is behind a symbolic link, which is not followed`;
    return { key: `link ${key}`, read: () => ({ content: { unread: { because } } }) };
  }
  return {
    key,
    read: () => {
      const content = readContent(root, file)?.content ?? { text: '' };
      const text = textOf(path.join(root, file));
      return text === undefined ? { content } : { content, text };
    },
  };
}

function isBehindLink(root: string, file: string): boolean {
  try {
    return realpathSync(path.join(root, file)) !== path.join(realpathSync(root), file);
  } catch {
    return true;
  }
}

/** Undefined for what is no text. */
function textOf(file: string): string | undefined {
  try {
    const bytes = readFileSync(file);
    const decoded = bytes.length > largestFile || bytes.includes(0) ? undefined : decode(bytes);
    return decoded && 'text' in decoded ? decoded.text : undefined;
  } catch {
    return undefined;
  }
}
