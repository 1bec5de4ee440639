import { testRule } from '../fixture.ts';

const service = (spec: string) => `
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
${spec}
`;

testRule('service-rejected', {
  reports: {
    'a node port without a type that has such': service(`
  selector: {app: web}
  ports:
    - port: 80
      nodePort: 30080
#               ^^^^^ error service-rejected: A Service without type: NodePort or LoadBalancer has no node ports: the API server rejects Service "web".`),
    'a node port in a Service without a selector, where no kustomization is near': service(`
  type: ClusterIP
  ports:
    - port: 80
      nodePort: 30080
#               ^^^^^ service-rejected`),
    'several ports, of which two have no name': service(`
  ports:
    - port: 80
#     ^^^^ service-rejected: In a Service with several ports each port needs a name, and spec.ports[0] has none (and 1 more): the API
    - name: https
      port: 443
    - port: 8080
#     ^^^^ related: In a Service with several ports each port needs a name, and spec.ports[2] has none
      name: ""`),
    'two ports of one name, or of one number and protocol': service(`
  ports:
    - {name: a, port: 80}
    - {name: a, port: 81}
#            ^ service-rejected: Two ports have the name "a"
    - {name: b, port: 80, protocol: TCP}
#                     ^^ service-rejected: Two ports have the number 80 and the protocol TCP
    - {name: c, port: 80, protocol: UDP}`),
    'numbers in quotes': service(`
  type: NodePort
  ports:
    - port: "80"
#           ^^^^ service-rejected: port: "80" is a string, but must be a number
      targetPort: '8080'
#                 ^^^^^^ service-rejected: targetPort: "8080" is a port name, and a port name needs a letter
      nodePort: "30080"
#               ^^^^^^^ service-rejected: nodePort: "30080" is a string`),
    'what is no port': service(`
  ports:
    - {name: a, port: 0}
#                     ^ service-rejected: port: 0 is not in the range of ports
    - {name: b, port: 65536}
#                     ^^^^^ related: port: 65536 is not in the range of ports
    - {name: c, port: http}
#                     ^^^^ service-rejected: port: http is not a whole number (and 2 more)
    - {name: d, port: 80.5}
#                     ^^^^ related: port: 80.5 is not a whole number
    - {name: e, port: [80]}
#                     ^^^^ related: port is not a number
    - {name: f}
#      ^^^^ service-rejected: A port of a Service needs the field port
    - {name: g, port: 81, targetPort: 70000}
#                                     ^^^^^ service-rejected: targetPort: 70000 is not in the range of ports
    - {name: h, port: 82, targetPort: true}
#                                     ^^^^ service-rejected: targetPort: true is neither the number of a port nor its name`),
    'names that no port has': service(`
  ports:
    - name: HTTP_1
#           ^^^^^^ service-rejected: "HTTP_1" is not a valid name of a port
      port: 80
      targetPort: Http
#                 ^^^^ service-rejected: targetPort: "Http" is not a valid port name
    - name: 81
#           ^^ service-rejected: kubectl reads name: 81 as a number
      port: 81
      targetPort: averyveryverylong
#                 ^^^^^^^^^^^^^^^^^ related: at most 15 characters
    - name: b
      port: 82
      targetPort: a--b
#                 ^^^^ related: only single "-"`),
    'protocols that there are not': service(`
  ports:
    - {name: a, port: 80, protocol: tcp}
#                                   ^^^ service-rejected: There is no protocol "tcp": the API server rejects Service "web". Write TCP.
    - {name: b, port: 81, protocol: HTTP}
#                                   ^^^^ service-rejected: The protocols are TCP, UDP, SCTP.`),
    'types that there are not': service(`
  type: nodePort
#       ^^^^^^^^ service-rejected: There is no Service of type "nodePort": the API server rejects Service "web". Write NodePort.
  clusterIP: none
#            ^^^^ service-rejected: clusterIP: none is neither an address nor None
  externalTrafficPolicy: local
#                        ^^^^^ service-rejected: There is no externalTrafficPolicy "local"
  ports:
    - port: 80`),
    'a headless Service with node ports': service(`
  type: NodePort
  clusterIP: None
#            ^^^^ service-rejected: A Service of type NodePort needs a cluster IP and cannot have clusterIP: None
  ports:
    - port: 80`),
    'a policy for traffic that does not come': service(`
  externalTrafficPolicy: Local
#                        ^^^^^ service-rejected: externalTrafficPolicy needs a Service that is reached from outside
  ports:
    - port: 80`),
    'matchLabels and other maps in the selector': service(`
  selector:
    matchLabels:
#   ^^^^^^^^^^^ service-rejected: The selector of a Service is a plain map of labels, without matchLabels
      app: web
    matchExpressions: []
#   ^^^^^^^^^^^^^^^^ service-rejected: cannot have matchExpressions
    app: [web]
#   ^^^ service-rejected: app in spec.selector is a list, not a string
  ports:
    - port: 80`),
    'a selector that is no map': service(`
  selector: web
# ^^^^^^^^ service-rejected: spec.selector is not a map of labels
  ports:
    - port: 80`),
    'no ports at all': service(`
  selector: {app: web}
  ports:
# ^^^^^ service-rejected: A Service needs at least one port, and this one has none
`),
    'ports that are no list, and items that are no map': `
${service('  ports: {}\n# ^^^^^ service-rejected: spec.ports is not a list of ports')}
---
${service('  ports: [80]\n#         ^^ service-rejected: spec.ports[0] is not a map of fields')}
---
apiVersion: v1
kind: Service
metadata:
  name: web
spec: xxx
#     ^^^ service-rejected: spec is not a map of fields
`,
    'labels that are not indented below the selector': service(`
  selector:
  app: web
# ^^^ error service-rejected: app is not a field of spec: the API server rejects Service "web". The selector above it is empty: indent its labels.
  tier: front
  ports: [{port: 80}]`),
    'fields near known ones': service(`
  selectors: {app: web}
# ^^^^^^^^^ service-rejected: selectors is not a field of spec: the API server rejects Service "web". Did you mean selector?
  Type: NodePort
# ^^^^ service-rejected: Did you mean type?
  targetPort: 80
# ^^^^^^^^^^ service-rejected: targetPort is not a field of spec, but of an item of spec.ports
  ports:
    - port: 80
      targetport: 80
#     ^^^^^^^^^^ service-rejected: Did you mean targetPort?
      node_port: 30080
#     ^^^^^^^^^ service-rejected: Did you mean nodePort?
      containerPort: 80
#     ^^^^^^^^^^^^^ service-rejected: containerPort is a field of a container's port
      selector: {}
#     ^^^^^^^^ service-rejected: selector is not a field of spec.ports[0], but of spec`),
    'fields that belong elsewhere, or nearly': `
apiVersion: v1
kind: Service
metadata:
  name: web
  label: {app: web}
# ^^^^^ service-rejected: label is not a field of metadata: the API server rejects Service "web". Did you mean labels?
  type: NodePort
# ^^^^ service-rejected: type is not a field of metadata, but of spec
spec:
  podSelector: {app: web}
# ^^^^^^^^^^^ service-rejected: Did you mean selector?
  ports:
    - port: 80
`,
    'names and annotations': `
apiVersion: v1
kind: Service
metadata:
  name: web_front
#       ^^^^^^^^^ service-rejected: "web_front" is not a valid name of a Service
  annotations:
    prometheus.io/scrape: true
#                         ^^^^ service-rejected: kubectl reads the annotation prometheus.io/scrape as the boolean true, not as a string
    prometheus.io/port: 8080
#                       ^^^^ related: kubectl reads the annotation prometheus.io/port as the number 8080
    list: []
#         ^^ service-rejected: The annotation list is a list, not a string
spec:
  ports:
    - port: 80
`,
    'what a type does not have, and values that there are not': `
${service(`
  type: NodePort
  clusterIP: 10.0.0.300
#            ^^^^^^^^^^ service-rejected: clusterIP: 10.0.0.300 is neither an address nor None
  sessionAffinity: clientIP
#                  ^^^^^^^^ service-rejected: Write ClientIP.
  healthCheckNodePort: 30900
#                      ^^^^^ service-rejected: healthCheckNodePort needs a Service of type LoadBalancer
  ports:
    - port: 80`)}---
${service(`
  type: ExternalName
#       ^^^^^^^^^^^^ service-rejected: A Service of type ExternalName needs the field externalName
  clusterIP: None
#            ^^^^ service-rejected: cannot have a clusterIP`)}
`,
    'a value, even where a kustomization changes the Service': `
=== kustomization.yaml
resources: [web.yaml]
patches: [{path: patch.yaml}]
=== patch.yaml
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {type: NodePort}
=== web.yaml
${service('  selector: {app: web}\n  ports:\n    - port: "80"\n#           ^^^^ service-rejected\n      nodePort: 30080')}
`,
    'what a patch makes of a Service, in the patch': `
=== kustomization.yaml
resources: [web.yaml]
patches: [{path: patch.yaml}]
=== patch.yaml
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  ports:
    - port: 80
      nodePort: 30080
#               ^^^^^ service-rejected
=== web.yaml
${service('  selector: {app: web}\n  ports:\n    - port: 80')}
`,
  },
  silent: {
    'a Service with everything it may have': service(`
  type: LoadBalancer
  selector: {app: web, empty: ""}
  sessionAffinity: None
  externalTrafficPolicy: Local
  healthCheckNodePort: 30079
  internalTrafficPolicy: Cluster
  trafficDistribution: PreferClose
  ipFamilies: [IPv4]
  ports:
    - {name: http, port: 80, targetPort: http, nodePort: 30080, appProtocol: http}
    - {name: https, port: 443, targetPort: 8443, protocol: TCP}
    - {name: "1", port: 0x50, targetPort: "", nodePort: 0, protocol: UDP}
    - {name: b, port: 8_0, targetPort: 0, nodePort: null, protocol: SCTP}`),
    'one port without a name, a headless Service without ports, one of type ExternalName': `
${service('  ports: [{port: 80}]')}
---
${service('  clusterIP: None\n  selector: {app: web}')}
---
${service('  type: ExternalName\n  externalName: example.com')}
`,
    'what is to be filled in': service(`
  type: \${TYPE}
  selector: \${SELECTOR}
  ports:
    - {name: "\${NAME}", port: PORT, targetPort: <port>, nodePort: "{{ port }}", protocol: $(PROTOCOL)}
    - {name: "[name]", port: "\${PORT}", targetPort: TARGET_PORT}`),
    'a field that is near none, and not below an empty selector': service(`
  selector:
    app: web
  wonderful: true
  ports: [{port: 80}]`),
    'fields that Kubernetes knew once, or that are near none': service(`
  ipFamily: IPv4
  topologyKeys: []
  wonderful: true
  ports: [{port: 80}]`),
    'names that are to be filled in, and annotations that are text': `
apiVersion: v1
kind: Service
metadata:
  name: SERVICE_NAME-canary
  annotations: {a: "true", b: "8080", c: null, d: 2020-01-01}
spec:
  clusterIP: fd00::1
  ports:
    - port: 80
`,
    'fields that a script fills in, called after themselves': `
apiVersion: v1
kind: Service
metadata:
  name: service_name
spec:
  ports:
    - port: 80
      targetPort: target_port
`,
    'the fields that another owner than the chart sets of a Service': `
=== kustomization.yaml
resources: [dual-stack.yaml]
=== dual-stack.yaml
${service('  ipFamilyPolicy: PreferDualStack\n  ipFamilies: [IPv6, IPv4]')}
=== other/dual-stack.yaml
${service('  ipFamilyPolicy: PreferDualStack')}
`,
    'annotations that are text to kustomize': `
=== kustomization.yaml
resources: [web.yaml]
=== web.yaml
apiVersion: v1
kind: Service
metadata:
  name: web
  annotations: {a: yes}
spec:
  ports:
    - port: 80
`,
    'a patch': `
=== kustomization.yaml
resources: [web.yaml]
patches: [{path: patch.yaml}]
=== patch.yaml
${service('  ports:\n    - port: 80\n      nodePort: 30080')}
=== web.yaml
${service('  type: NodePort\n  ports:\n    - port: 80')}
`,
    'a template of a chart': `
=== web/Chart.yaml
type: application
name: web
=== web/templates/service.yaml
${service('  ports:\n    - port: "80"')}
`,
    'how fields go together, where a kustomization changes the Service': `
=== kustomization.yaml
resources: [web.yaml]
patches: [{path: patch.yaml}]
=== patch.yaml
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  type: NodePort
  ports:
    - {port: 80, name: http}
    - {port: 81, name: metrics}
=== web.yaml
${service('  selector: {app: web}\n  ports:\n    - port: 80\n      nodePort: 30080\n    - port: 81')}
`,
    'a piece of a Service beside a kustomization': `
=== kustomization.yaml
namespace: shop
=== pieces/web.yaml
${service('  ports:\n    - port: 80\n      nodePort: 30080')}
`,
    "a Service of Knative's": `
apiVersion: serving.knative.dev/v1
kind: Service
metadata:
  name: web
spec:
  ports: {}
`,
  },
});
