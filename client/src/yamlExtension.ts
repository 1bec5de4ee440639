import { extensions } from 'vscode';

/**
 * Whether the YAML extension of Red Hat is there. It reports syntax errors, and completes `podwire.yaml` by its schema,
 * so Podwire leaves both to it.
 */
export function hasYamlExtension(): boolean {
  return extensions.getExtension('redhat.vscode-yaml') !== undefined;
}
