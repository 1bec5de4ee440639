import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../vscode/project.ts';

/**
 * The program and arguments that start the application behind the Service; its certificate is written into the folder
 * first.
 */
export function backendIn(folder: string, { key, cert }: { readonly key: string; readonly cert: string }): string[] {
  const [keyFile, certFile] = [path.join(folder, 'key.pem'), path.join(folder, 'cert.pem')];
  writeFileSync(keyFile, key);
  writeFileSync(certFile, cert);
  return [process.execPath, path.join(projectRoot, 'test/harness/topology/app.ts'), keyFile, certFile];
}
