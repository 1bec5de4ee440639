import { type Functions, failure, type TemplateFunction } from '../function.ts';
import { basePath, cleanPath, directoryPath, extension } from '../library/paths.ts';
import { type GoUrl, hostName, parseUrl, urlText } from '../library/urls.ts';
import { bool, type Entry, map, string } from '../value.ts';
import { fixed, mapAt, textAt } from './declare.ts';
import { kindOf } from './inspect.ts';

function ofPath(change: (path: string) => string): TemplateFunction {
  return fixed(['string'], (args) => {
    const text = textAt(args, 0);
    const changed = change(text.text);
    // The part of a path keeps its place.
    const at = text.text.lastIndexOf(changed);
    return changed !== '' && at >= 0 ? text.slice(at, at + changed.length) : string(changed, text.origin);
  });
}

const isAbsolute = fixed(['string'], (args) => bool(textAt(args, 0).text.startsWith('/')));

/** Sprig's functions on paths and URLs. Source: functions.go and url.go. Paths of the system are those of Linux. */
export const placeFunctions: Functions = new Map<string, TemplateFunction>([
  ['base', ofPath(basePath)],
  ['dir', ofPath(directoryPath)],
  ['clean', ofPath(cleanPath)],
  ['ext', ofPath(extension)],
  ['isAbs', isAbsolute],
  ['osBase', ofPath(basePath)],
  ['osDir', ofPath(directoryPath)],
  ['osClean', ofPath(cleanPath)],
  ['osExt', ofPath(extension)],
  ['osIsAbs', isAbsolute],
  [
    'urlParse',
    fixed(['string'], (args) => {
      const text = textAt(args, 0);
      const url = parseUrl(text.text);
      if (typeof url === 'string') {
        return failure(`unable to parse url: ${url}`);
      }
      const { scheme, host, path, query, opaque, fragment, userinfo = '' } = url;
      const parts = { scheme, host, hostname: hostName(host), path, query, opaque, fragment, userinfo };
      return map(
        Object.entries(parts).map(([name, part]): [string, Entry] => [name, { value: string(part, text.origin) }]),
      );
    }),
  ],
  [
    'urlJoin',
    fixed(['map'], (args) => {
      const given = mapAt(args, 0)?.entries ?? new Map<string, Entry>();
      const parts: Record<string, string> = {};
      for (const name of ['scheme', 'host', 'path', 'query', 'opaque', 'fragment', 'userinfo']) {
        const value = given.get(name)?.value ?? string('');
        if (value.kind !== 'string') {
          const message = `unable to parse ${name} key, must be of type string, but ${kindOf(value)} found`;
          return failure(
            value.kind === 'nil' ? 'runtime error: invalid memory address or nil pointer dereference' : message,
          );
        }
        parts[name] = value.text;
      }
      const { userinfo, ...rest } = parts;
      const withUser = userinfo === '' ? undefined : parseUrl(`proto://${userinfo}@host`);
      if (typeof withUser === 'string') {
        return failure(`unable to parse userinfo in dict: ${withUser}`);
      }
      const url = {
        ...(rest as unknown as GoUrl),
        ...(withUser?.userinfo === undefined ? {} : { userinfo: withUser.userinfo }),
      };
      return string(urlText(url));
    }),
  ],
]);
