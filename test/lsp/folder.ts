import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** A folder on disk for one test. */
export interface TestFolder {
  readonly path: string;
  readonly uri: string;
  uriOf(file: string): string;
  read(file: string): string;
  write(file: string, text: string | Buffer): void;
  remove(file: string): void;
  [Symbol.dispose](): void;
}

/**
 * Files of one string: each begins with a line `=== path`. A name may be anything that the file system takes.
 */
export function folderWith(files: string, name = 'work'): TestFolder {
  const parent = mkdtempSync(path.join(tmpdir(), 'podwire-lsp-'));
  const root = path.join(parent, name);
  mkdirSync(root, { recursive: true });
  const write = (file: string, text: string | Buffer): void => {
    const target = path.join(root, file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, text);
  };
  for (const part of files.split(/^=== /m).slice(1)) {
    const end = part.indexOf('\n');
    write(part.slice(0, end).trim(), part.slice(end + 1));
  }
  return {
    path: root,
    uri: pathToFileURL(root).href,
    uriOf: (file) => pathToFileURL(path.join(root, file)).href,
    read: (file) => readFileSync(path.join(root, file), 'utf8'),
    write,
    remove: (file) => rmSync(path.join(root, file), { recursive: true }),
    [Symbol.dispose]: () => rmSync(parent, { recursive: true, force: true }),
  };
}

/** The founding case: a Service whose selector is near the labels of a Deployment. */
export const mismatch = `=== service.yaml
apiVersion: v1
kind: Service
metadata:
  name: family-assistant-nodeport
spec:
  type: NodePort
  selector:
    app: family-assistant
  ports:
    - port: 80
      targetPort: 8080
      nodePort: 30801
=== deployment.yaml
apiVersion: apps/v1
kind: Deployment
metadata:
  name: family-assistant-backend
spec:
  selector:
    matchLabels:
      app: family-assistant-backend
  template:
    metadata:
      labels:
        app: family-assistant-backend
    spec:
      containers:
        - name: web
          image: example/web
          ports:
            - containerPort: 8080
`;
