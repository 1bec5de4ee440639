import path from 'node:path';
import { baseName } from '../core/text/path.ts';

/** A path of this system as it is written everywhere else here: with slashes. */
export function slashes(file: string): string {
  return path.sep === '/' ? file : file.replaceAll(path.sep, '/');
}

/** What lies in a directory; the empty one is where paths begin. `path.join` tidies up, which costs more than listing a directory. */
export function below(directory: string, name: string): string {
  return directory === '' ? name : directory.endsWith('/') ? directory + name : `${directory}/${name}`;
}

/**
 * Whether a name is that of a manifest or a kustomization: what kubectl and kustomize read, upper and lower case as they do. Of a path,
 * which is `/`-separated, only the last part decides.
 */
export function isManifestPath(file: string): boolean {
  return /\.(?:ya?ml|json)$/.test(file) || /(?:^|\/)Kustomization$/.test(file);
}

/**
 * Why a file that may make manifests is not read, in words that continue "unknown, because …"; undefined for a file that
 * makes none. Templates of manifests are known by the two parts of their names: `web.yaml.tmpl`, `web.yml.j2`.
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

/** Whether a file is one of those that a walk gives: a manifest, or what may make some and is not read. */
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
