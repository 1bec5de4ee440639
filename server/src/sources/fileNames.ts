import path from 'node:path';
import { baseName } from '../core/text/path.ts';

/** A path of this system with slashes, as all other code here writes it. */
export function slashes(file: string): string {
  return path.sep === '/' ? file : file.replaceAll(path.sep, '/');
}

/** Whether a path of this system is a folder or is inside it, at any depth; both absolute. */
export function isWithin(folder: string, other: string): boolean {
  const relative = path.relative(folder, other);
  return relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}

/**
 * The path of an entry of a directory; the empty directory is the base of all paths. `path.join` also
 * normalizes, which costs more than listing a directory.
 */
export function below(directory: string, name: string): string {
  return directory === '' ? name : directory.endsWith('/') ? directory + name : `${directory}/${name}`;
}

/**
 * Whether a name is that of a manifest or a kustomization that kubectl and kustomize read, with their case
 * sensitivity. Of a path, which is `/`-separated, only the last part matters.
 */
export function isManifestPath(file: string): boolean {
  return /\.(?:ya?ml|json)$/.test(file) || /(?:^|\/)Kustomization$/.test(file);
}

/**
 * Why a file that may make manifests is not read, continuing "unknown, because …"; undefined for any other
 * file. Templates of manifests have two extensions: `web.yaml.tmpl`, `web.yml.j2`.
 */
export function whyUnread(file: string): string | undefined {
  const name = baseName(file);
  const template = /\.(?:ya?ml|json)\.(\w+)$/.exec(name)?.[1];
  if (template !== undefined) {
    const language = templateLanguages.get(template.toLowerCase());
    return language && `${file} is ${language}`;
  }
  const language = fileNames.get(name) ?? extensions.get(/\.(\w+)$/.exec(name)?.[1] ?? '');
  return language && `${file} is ${language}, which is not read`;
}

/** Whether a walk returns the file: a manifest, or a file that may make some and is not read. */
export function mayMakeManifests(file: string): boolean {
  return isManifestPath(file) || whyUnread(file) !== undefined;
}

const templateLanguages: ReadonlyMap<string, string> = new Map([
  ['dist', 'a template'],
  ['ejs', 'an EJS template'],
  ['eex', 'an EEx template'],
  ['envsubst', 'a template'],
  ['erb', 'an ERB template'],
  ['gotmpl', 'a Go template'],
  ['gtpl', 'a Go template'],
  ['hbs', 'a Handlebars template'],
  ['in', 'a template'],
  ['j2', 'a Jinja template'],
  ['jinja', 'a Jinja template'],
  ['jinja2', 'a Jinja template'],
  ['mustache', 'a Mustache template'],
  ['template', 'a template'],
  ['tftpl', 'a Terraform template'],
  ['tmpl', 'a template'],
  ['tpl', 'a template'],
  ['age', 'encrypted'],
  ['asc', 'encrypted'],
  ['enc', 'encrypted'],
  ['gpg', 'encrypted'],
]);

const fileNames: ReadonlyMap<string, string> = new Map([['Tiltfile', 'a Tiltfile']]);

const extensions: ReadonlyMap<string, string> = new Map([
  ['cue', 'CUE'],
  ['jsonnet', 'Jsonnet'],
  ['libsonnet', 'Jsonnet'],
  ['pkl', 'Pkl'],
]);
