/**
 * A Service for the example of a rule, as YAML that ends with a line end. It has the type NodePort if the port states
 * a node port.
 */
export function exampleService(
  name: string,
  app: string,
  port: { readonly port: number; readonly targetPort?: number; readonly nodePort?: number },
): string {
  const fields = Object.entries(port).map(([field, number]) => `${field}: ${number}`);
  return `apiVersion: v1
kind: Service
metadata:
  name: ${name}
spec:
${port.nodePort === undefined ? '' : '  type: NodePort\n'}  selector:
    app: ${app}
  ports:
    - ${fields.join('\n      ')}
`;
}

/** A Deployment of that name, whose pods have the label `app` with the same value. */
export function exampleDeployment(name: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
spec:
  selector:
    matchLabels:
      app: ${name}
  template:
    metadata:
      labels:
        app: ${name}
    spec:
      containers:
        - name: ${name}
          image: nginx
`;
}
