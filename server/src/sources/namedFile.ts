import { readFileSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { longestNamedText } from '../core/model/document.ts';
import type { NamedFile } from '../world.ts';
import { decode } from './decode.ts';
import { contentOf, fileKey, readContent } from './workspaceFiles.ts';

/**
 * What is at a path below a folder, whatever its name: kustomize takes patches and resources of any. Undefined where no file is
 * there. Links are not followed here either. Never throws.
 *
 * @param root absolute
 * @param file relative to it, `/`-separated
 * @param as what it is looked for as: what may hold objects, or a mere text
 */
export function namedFile(root: string, file: string, as: 'file' | 'text'): NamedFile | undefined {
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

/** As `namedFile`, of a file with these bytes, wherever they come from. */
export function namedBytes(file: string, bytes: Buffer, key: string, as: 'file' | 'text'): NamedFile {
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

/** Undefined for what is no text, and for what is too long to be kept: generators take archives and images too. */
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

// In UTF-8, where a code unit of UTF-16 takes three bytes at most, with a byte order mark before them.
const mostBytes = 3 * longestNamedText + 3;
