/**
 * The languages of documents that may hold manifests. Extensions for Helm give templates the languages after `json`; without
 * one, VS Code shows a template as YAML.
 */
export const manifestLanguages = ['yaml', 'json', 'helm', 'helm-template', 'gotmpl', 'go-template'] as const;

/**
 * Files of charts whose language is none of these, or that another extension has changed. The server judges those of them
 * that are in a chart. Each pattern matches whatever the language is.
 */
export const chartFiles = [
  { pattern: '**/templates/**/*.{yaml,yml,tpl,txt,gotmpl}' },
  { pattern: '**/*.tpl' },
  { pattern: '**/.helmignore' },
] as const;
