import type { Problem, Unknown } from './model/problem.ts';

/**
 * By which a finding is known again in another state of the files: what was found, about which object, in which file and about which
 * text there. Where it stands in the file is no part of it, and its message is none, which may name neighbours.
 *
 * @param pathThen the path that a file or a directory of now has in the other state; by default the same
 */
export function fingerprintOf(finding: Problem | Unknown, pathThen: (path: string) => string = (path) => path): string {
  const { code, at, resource } = finding;
  const { apiVersion, kind, namespace, name, bundle } = resource;
  return JSON.stringify([
    code,
    apiVersion,
    kind,
    namespace?.value ?? null,
    name,
    bundle === undefined ? null : pathThen(bundle),
    pathThen(at.document.file),
    at.document.text.slice(at.range.start, at.range.end),
  ]);
}
