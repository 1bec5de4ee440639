/** A URI taken apart, its parts decoded. */
export interface ParsedUri {
  /** Lower case, e.g. `file`. */
  readonly scheme: string;
  readonly authority: string;
  /** Begins with `/` for every hierarchical URI; a drive letter stands behind it in lower case: `/c:/work`. */
  readonly path: string;
  /** What stands behind the path, `?` or `#` included; empty for most. Several versions of one file differ by it. */
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

/** The path in a form in which equal names are equal strings. */
export function comparablePath(path: string, comparison: NameComparison): string {
  const composed = comparison.normalizes ? path.normalize('NFC') : path;
  return comparison.ignoresCase ? composed.toLowerCase() : composed;
}

/**
 * Editors differ in what they encode (`c%3A`, `C:`, a bare space), so URIs are compared taken apart, never as strings.
 * A file on disk has no query, so there a `?` or `#` that an editor left bare is part of the name.
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

/** The path of `uri` relative to a folder; the empty string for the folder itself, undefined for what is not in it. */
export function pathBelow(folder: ParsedUri, uri: ParsedUri, comparison: NameComparison): string | undefined {
  if (folder.scheme !== uri.scheme || folder.authority !== uri.authority) {
    return undefined;
  }
  const root = withoutEndingSlash(folder.path);
  if (uri.scheme === 'file') {
    // Composition changes lengths, so the cut is made by counting segments, not characters.
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

/** The URI of a path below a folder, in the spelling that the client gave the folder. */
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

/** A percent sign that begins no valid sequence is taken as itself: editors send such URIs. */
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
