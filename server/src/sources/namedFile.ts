import path from 'node:path';
import { longestNamedText, type NamedAs } from '../core/model/document.ts';
import type { NamedFile } from '../world.ts';
import { decode } from './decode.ts';
import { readFileSync, realpathSync, statSync } from './disk.ts';
import { contentOf, fileKey, readContent } from './workspaceFiles.ts';

/**
 * The file at a path below a folder, whatever its name: kustomize takes patches and resources with any name.
 * Undefined if there is no file. Links are not followed. Never throws.
 *
 * @param root absolute
 * @param file relative to it, `/`-separated
 * @param as the expected content: a file that may hold objects, or a plain text
 */
export function namedFile(root: string, file: string, as: NamedAs): NamedFile | undefined {
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
      const content = (as === 'file' ? readContent(root, file)?.content : undefined) ?? { text: '' };
      const text = readText(path.join(root, file));
      return text === undefined ? { content } : { content, text };
    },
  };
}

/** As `namedFile`, for a file with these bytes from any source. */
export function namedBytes(file: string, bytes: Buffer, key: string, as: NamedAs): NamedFile {
  return {
    key,
    read: () => {
      const content = as === 'file' ? contentOf(file, bytes).content : { text: '' };
      const text = bytes.length > mostBytes ? undefined : textIn(bytes);
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

/** Undefined for a file that is not text, or is too long to keep: generators take archives and images too. */
function readText(file: string): string | undefined {
  try {
    return statSync(file).size > mostBytes ? undefined : textIn(readFileSync(file));
  } catch {
    return undefined;
  }
}

function textIn(bytes: Buffer): string | undefined {
  const decoded = bytes.includes(0) ? undefined : decode(bytes);
  return decoded && 'text' in decoded ? decoded.text : undefined;
}

// In UTF-8 a code unit of UTF-16 takes at most three bytes. A byte order mark may precede them.
const mostBytes = 3 * longestNamedText + 3;
