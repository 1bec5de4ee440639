/** A parsed URI with decoded parts. */
export interface ParsedUri {
  /** Lower case, e.g. `file`. */
  readonly scheme: string;
  readonly authority: string;
  /** Begins with `/` for every hierarchical URI. A drive letter follows in lower case: `/c:/work`. */
  readonly path: string;
  /**
   * The part after the path, including `?` or `#`; usually empty. It distinguishes several versions of one
   * file.
   */
  readonly query: string;
}

/** How the file system compares names. */
export interface NameComparison {
  readonly ignoresCase: boolean;
  /** Whether composed and decomposed accents are the same name, as on macOS. */
  readonly normalizes: boolean;
}

export function comparisonOf(platform: NodeJS.Platform): NameComparison {
  return { ignoresCase: platform === 'win32' || platform === 'darwin', normalizes: platform === 'darwin' };
}

/** A form of the path in which equal names are equal strings. */
export function comparablePath(path: string, comparison: NameComparison): string {
  const composed = comparison.normalizes ? path.normalize('NFC') : path;
  return comparison.ignoresCase ? composed.toLowerCase() : composed;
}

/**
 * Editors encode different characters (`c%3A`, `C:`, a bare space), so URIs are compared in parsed form, never
 * as strings. A file on disk has no query, so there a `?` or `#` that an editor did not encode is a part of the
 * name.
 */
export function parseUri(uri: string): ParsedUri {
  const match = /^([A-Za-z][A-Za-z0-9+.-]*):(?:\/\/([^/?#]*))?(.*)$/s.exec(uri);
  if (!match) {
    return { scheme: '', authority: '', path: decode(uri), query: '' };
  }
  const scheme = match[1]!.toLowerCase();
  const rest = match[3]!;
  const end = scheme === 'file' ? -1 : rest.search(/[?#]/);
  const path = decode(end < 0 ? rest : rest.slice(0, end));
  return {
    scheme,
    authority: decode(match[2] ?? '').toLowerCase(),
    path: path.replace(/^\/([A-Za-z]):/, (_, drive: string) => `/${drive.toLowerCase()}:`),
    query: end < 0 ? '' : decode(rest.slice(end)),
  };
}

/**
 * The path of `uri` relative to a folder; the empty string for the folder itself, undefined for a URI outside
 * of it.
 */
export function pathBelow(folder: ParsedUri, uri: ParsedUri, comparison: NameComparison): string | undefined {
  if (folder.scheme !== uri.scheme || folder.authority !== uri.authority) {
    return undefined;
  }
  const root = withoutEndingSlash(folder.path);
  if (uri.scheme === 'file') {
    // Unicode composition changes lengths, so the cut counts segments, not characters.
    const above = root.split('/');
    const segments = uri.path.split('/');
    return above.every((segment, at) => {
      const other = segments[at];
      return other !== undefined && comparablePath(segment, comparison) === comparablePath(other, comparison);
    })
      ? withoutEndingSlash(segments.slice(above.length).join('/'))
      : undefined;
  }
  if (uri.path === root || uri.path === `${root}/`) {
    return '';
  }
  return uri.path.startsWith(`${root}/`) ? uri.path.slice(root.length + 1) : undefined;
}

/** The URI of a path below a folder, with the client's spelling of the folder. */
export function uriBelow(folder: string, path: string): string {
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  return path === '' ? folder : `${withoutEndingSlash(folder)}/${encoded}`;
}

/** The URI of the directory that holds a document. */
export function directoryUri(uri: string): string {
  return uri.slice(0, uri.lastIndexOf('/'));
}

function withoutEndingSlash(path: string): string {
  return path.endsWith('/') ? path.slice(0, -1) : path;
}

/** A percent sign that begins no valid sequence stays a percent sign. Editors send such URIs. */
function decode(text: string): string {
  if (!text.includes('%')) {
    return text;
  }
  return text.replace(/(?:%[0-9A-Fa-f]{2})+/g, (sequence) => {
    try {
      return decodeURIComponent(sequence);
    } catch {
      return sequence;
    }
  });
}
