/** Small manifests with the ports and labels on which judgements depend. */

export interface ServiceText {
  readonly name?: string;
  readonly namespace?: string;
  /** In flow style, e.g. `app: web`. */
  readonly selector: string;
  readonly port?: string;
}

export function service({ name = 'web', namespace, selector, port = '8001' }: ServiceText): string {
  return `apiVersion: v1
kind: Service
metadata:
  name: ${name}
${namespace ? `  namespace: ${namespace}\n` : ''}spec:
  selector: {${selector}}
  ports:
    - port: ${port}
`;
}

/** The Service `web` with the lines of its spec, which are indented. */
export function serviceWithSpec(lines: string): string {
  return `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
${lines}
`;
}

export interface WorkloadText {
  readonly kind?: string;
  readonly name?: string;
  readonly namespace?: string;
  readonly labels: string;
  /** The labels of its own selector; if absent, its labels. */
  readonly selector?: string;
  readonly port?: string;
}

export function workload(text: WorkloadText): string {
  const {
    kind = 'apps/v1\nkind: Deployment',
    name = 'web',
    namespace,
    labels,
    selector = labels,
    port = '8001',
  } = text;
  return `apiVersion: ${kind}
metadata:
  name: ${name}
${namespace ? `  namespace: ${namespace}\n` : ''}spec:
  selector:
    matchLabels: {${selector}}
  template:
    metadata:
      labels: {${labels}}
    spec:
      containers:
        - name: main
          ports:
            - containerPort: ${port}
`;
}
