/** Paths here are `/`-separated; only the last part decides. */

/** Whether a name is that of a manifest or a kustomization: what kubectl and kustomize read, upper and lower case as they do. */
export function isManifestPath(path: string): boolean {
  return /\.(?:ya?ml|json)$/.test(path) || /(?:^|\/)Kustomization$/.test(path);
}

/**
 * Why a file that may make manifests is not read, in words that continue "unknown, because …"; undefined for a file that
 * makes none. Templates of manifests are known by the two parts of their names: `web.yaml.tmpl`, `web.yml.j2`.
 */
export function whyUnread(path: string): string | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const template = /\.(?:ya?ml|json)\.(\w+)$/.exec(name)?.[1];
  if (template !== undefined) {
    const language = templateLanguages[template.toLowerCase()];
    return language && `${path} is ${language}`;
  }
  const language = fileNames[name] ?? extensions[/\.(\w+)$/.exec(name)?.[1] ?? ''];
  return language && `${path} is ${language}, which is not read`;
}

const templateLanguages: Readonly<Record<string, string>> = {
  dist: 'a template',
  ejs: 'an EJS template',
  eex: 'an EEx template',
  envsubst: 'a template',
  erb: 'an ERB template',
  gotmpl: 'a Go template',
  gtpl: 'a Go template',
  hbs: 'a Handlebars template',
  in: 'a template',
  j2: 'a Jinja template',
  jinja: 'a Jinja template',
  jinja2: 'a Jinja template',
  mustache: 'a Mustache template',
  template: 'a template',
  tftpl: 'a Terraform template',
  tmpl: 'a template',
  tpl: 'a template',
  age: 'encrypted',
  asc: 'encrypted',
  enc: 'encrypted',
  gpg: 'encrypted',
};

const fileNames: Readonly<Record<string, string>> = {
  Tiltfile: 'a Tiltfile',
};

const extensions: Readonly<Record<string, string>> = {
  cue: 'CUE',
  jsonnet: 'Jsonnet',
  libsonnet: 'Jsonnet',
  pkl: 'Pkl',
};
