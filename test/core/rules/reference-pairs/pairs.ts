/**
 * Manifests with references of every kind. `«right|wrong|code»` marks a place that can be broken: the manifest with all
 * right values has no problem, and with one wrong value the rule `code` reports it at that line. With a star after the
 * code it reports another line, because the target has changed and not the reference.
 */
export interface MarkedManifest {
  readonly name: string;
  readonly text: string;
}

/** The pods of an application, with what selects and places them. */
const container = (more = '') => `      containers:
        - name: shop
          image: shop:1
          ports: [{name: http, containerPort: 8080}]
${more}`;

const deployment = (more = '', inPod = '', name = 'shop') => `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}}
spec:
  selector: {matchLabels: {app: shop}}
  template:
    metadata: {labels: {app: shop}}
    spec:
${inPod}${container(more)}`;

const service = (name = 'shop', port = 80) => `apiVersion: v1
kind: Service
metadata: {name: ${name}, labels: {app: shop}}
spec:
  selector: {app: shop}
  ports:
    - {name: http, port: ${port}, targetPort: http}
`;

const statefulSet = (more: string, name = 'db') => `apiVersion: apps/v1
kind: StatefulSet
metadata: {name: ${name}}
spec:
${more}
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec: {containers: [{name: db, image: db}]}
---
apiVersion: v1
kind: Service
metadata: {name: db}
spec: {clusterIP: None, selector: {app: db}, ports: [{port: 5432}]}
`;

const together = (...texts: readonly string[]) => texts.map((each) => each.trimEnd()).join('\n---\n');

const selectors: readonly MarkedManifest[] = [
  {
    name: 'Service',
    text: `apiVersion: v1
kind: Service
metadata: {name: shop}
spec:
  selector:
    «app|appp|service-selects-nothing»: «shop|shpo|service-selects-nothing»
  ports:
    - port: 80
      targetPort: «http|htp|service-port-missing»
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: shop}
spec:
  selector:
    matchLabels:
      «app|ap|selector-template-mismatch»: «shop|shopp|selector-template-mismatch»
  template:
    metadata:
      labels:
        app: shop
    spec:
      containers:
        - name: shop
          image: shop
          ports:
            - name: «http|web|service-port-missing*»
              containerPort: 8080
              protocol: «TCP|UDP|service-port-missing*»
`,
  },
  ...(
    [
      ['PodDisruptionBudget', 'policy/v1', 'selector', 'disruption-budget-selects-nothing'],
      ['NetworkPolicy', 'networking.k8s.io/v1', 'podSelector', 'network-policy-selects-nothing'],
    ] as const
  ).flatMap(([kind, apiVersion, field, code]): MarkedManifest[] => [
    {
      name: `labels of a ${kind}`,
      text: together(
        `apiVersion: ${apiVersion}
kind: ${kind}
metadata: {name: shop}
spec:
  ${field}:
    «matchLabels|matchLabel|${code}»:
      «app|ap|${code}»: «shop|shpo|${code}»
`,
        deployment(),
      ),
    },
    {
      name: `expressions of a ${kind}`,
      text: together(
        `apiVersion: ${apiVersion}
kind: ${kind}
metadata: {name: shop}
spec:
  ${field}:
    matchExpressions:
      - key: «app|ap|${code}»
        operator: «In|in|selector-rejected»
        values: [«shop|shpo|${code}»]
`,
        deployment(),
      ),
    },
    {
      name: `several values and a key that has to exist, of a ${kind}`,
      text: together(
        `apiVersion: ${apiVersion}
kind: ${kind}
metadata: {name: shop}
spec:
  ${field}:
    matchExpressions:
      - key: «tier|teir|${code}»
        operator: «Exists|Exist|selector-rejected»
      - {key: app, operator: «In|Exists|selector-rejected», values: [«shop|shpo|${code}», zephyr]}
`,
        deployment().replace('labels: {app: shop}', 'labels: {app: shop, tier: front}'),
      ),
    },
    {
      name: `namespace of a ${kind}`,
      text: together(
        `apiVersion: ${apiVersion}
kind: ${kind}
metadata:
  name: shop
  namespace: «store|stored|${code}»
spec:
  ${field}: {matchLabels: {app: shop}}
`,
        deployment().replace('{name: shop}', '{name: shop, namespace: store}'),
      ),
    },
  ]),
  ...(['ingress:from', 'egress:to'] as const).flatMap((direction): MarkedManifest[] => {
    const [list = '', peers = ''] = direction.split(':');
    const code = 'network-policy-selects-nothing';
    return [
      {
        name: `peers of ${list} in a NetworkPolicy`,
        text: together(
          `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: db}
spec:
  podSelector: {matchLabels: {app: db}}
  ${list}:
    - ${peers}:
        - podSelector:
            matchLabels:
              «app|ap|${code}»: «shop|shpo|${code}»
        - podSelector:
            matchExpressions:
              - {key: app, operator: In, values: [«shop|shopp|${code}»]}
`,
          deployment(),
          statefulSet('  serviceName: db'),
        ),
      },
      {
        name: `peers of ${list} in another namespace`,
        text: together(
          `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: db, namespace: data}
spec:
  podSelector: {matchLabels: {app: db}}
  ${list}:
    - ${peers}:
        - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: store}}
          podSelector:
            matchLabels:
              app: «shop|shpo|${code}»
`,
          deployment().replace('{name: shop}', '{name: shop, namespace: store}'),
          statefulSet('  serviceName: db').replaceAll('{name: db}', '{name: db, namespace: data}'),
        ),
      },
    ];
  }),
  ...(
    [
      ['ServiceMonitor', 'endpoints'],
      ['PodMonitor', 'podMetricsEndpoints'],
    ] as const
  ).map(
    ([kind, list]): MarkedManifest => ({
      name: kind,
      text: together(
        `apiVersion: monitoring.coreos.com/v1
kind: ${kind}
metadata: {name: shop}
spec:
  selector:
    matchLabels:
      «app|ap|monitor-selects-nothing»: «shop|shpo|monitor-selects-nothing»
  ${list}:
    - port: «http|htp|monitor-selects-nothing»
`,
        service(),
        deployment(),
      ),
    }),
  ),
  {
    name: 'a monitor of a namespace',
    text: together(
      `apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: {name: shop, namespace: monitoring}
spec:
  namespaceSelector: {matchNames: [store]}
  selector:
    matchExpressions:
      - {key: app, operator: In, values: [«shop|shpo|monitor-selects-nothing»]}
  endpoints: [{port: http}]
`,
      service().replace('{name: shop,', '{name: shop, namespace: store,'),
      deployment().replace('{name: shop}', '{name: shop, namespace: store}'),
    ),
  },
  {
    name: 'placement of pods',
    text: deployment(
      '',
      `      affinity:
        podAntiAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            - topologyKey: kubernetes.io/hostname
              labelSelector:
                matchExpressions:
                  - {key: app, operator: «In|Equals|selector-rejected», values: [«shop|shpo|placement-misses-own-pods»]}
      topologySpreadConstraints:
        - maxSkew: 1
          topologyKey: zone
          whenUnsatisfiable: DoNotSchedule
          labelSelector: {matchLabels: {app: «shop|shopp|placement-misses-own-pods»}}
`,
    ),
  },
];

const traffic: readonly MarkedManifest[] = [
  {
    name: 'Ingress',
    text: together(
      `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: shop}
spec:
  defaultBackend:
    service:
      name: «shop|shopp|ingress-backend-missing»
      port:
        number: «80|8080|ingress-port-missing»
  tls:
    - secretName: «shop-tls|shop-tl|secret-missing»
  rules:
    - http:
        paths:
          - path: /
            pathType: Prefix
            backend:
              service:
                name: «shop|shpo|ingress-backend-missing»
                port:
                  name: «http|htp|ingress-port-missing»
`,
      service(),
      deployment(),
      'apiVersion: v1\nkind: Secret\nmetadata: {name: shop-tls}\ntype: kubernetes.io/tls\nstringData: {tls.crt: x, tls.key: x}\n',
    ),
  },
  {
    name: 'the Service of an Ingress',
    text: together(
      `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: shop}
spec:
  ingressClassName: «public|publik|class-missing»
  rules:
    - http:
        paths:
          - path: /
            pathType: Prefix
            backend: {service: {name: shop-front, port: {name: http}}}
`,
      service('«shop-front|shop-frnt|ingress-backend-missing*»').replace(
        'name: http',
        'name: «http|web|ingress-port-missing*»',
      ),
      deployment(),
      'apiVersion: networking.k8s.io/v1\nkind: IngressClass\nmetadata: {name: public}\nspec: {controller: example.com/public}\n',
    ),
  },
  ...['HTTPRoute', 'GRPCRoute', 'TCPRoute', 'TLSRoute', 'UDPRoute'].map((kind): MarkedManifest => {
    const protocol = { HTTPRoute: 'HTTP', GRPCRoute: 'HTTPS', TCPRoute: 'TCP', TLSRoute: 'TLS', UDPRoute: 'UDP' }[kind];
    return {
      name: kind,
      text: together(
        `apiVersion: gateway.networking.k8s.io/v1
kind: ${kind}
metadata: {name: shop}
spec:
  parentRefs:
    - name: «public-gateway|publc-gateway|route-parent-missing»
      sectionName: «main|mian|route-not-attached»
  rules:
    - backendRefs:
        - name: «shop|shpo|route-backend-missing»
          port: «80|8080|route-port-missing»
`,
        `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: public-gateway}
spec:
  gatewayClassName: «example|exmple|class-missing»
  listeners: [{name: main, port: 443, protocol: ${protocol}}]
`,
        'apiVersion: gateway.networking.k8s.io/v1\nkind: GatewayClass\nmetadata: {name: example}\nspec: {controllerName: example.com/gateway}\n',
        service(),
        deployment(),
      ),
    };
  }),
  {
    name: 'a route that mirrors',
    text: together(
      `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: shop}
spec:
  rules:
    - filters:
        - type: RequestMirror
          requestMirror:
            backendRef:
              name: «shop|shpo|route-backend-missing»
              port: «80|8080|route-port-missing»
      backendRefs: [{name: shop, port: 80}]
`,
      service(),
      deployment(),
    ),
  },
  ...['ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration'].map(
    (kind): MarkedManifest => ({
      name: kind,
      text: together(
        `apiVersion: admissionregistration.k8s.io/v1
kind: ${kind}
metadata: {name: shop}
webhooks:
  - name: shop.example.com
    clientConfig:
      service:
        name: «shop-hook|shop-hok|webhook-service-missing»
        namespace: «store|stored|webhook-service-missing»
        port: «8443|443|webhook-port-missing»
`,
        service('shop-hook', 8443).replace('name: shop-hook,', 'name: shop-hook, namespace: store,'),
        deployment().replace('{name: shop}', '{name: shop, namespace: store}'),
      ),
    }),
  ),
  {
    name: 'CustomResourceDefinition',
    text: together(
      `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: carts.example.com}
spec:
  conversion:
    strategy: Webhook
    webhook:
      clientConfig:
        service:
          name: «shop-hook|shop-hok|webhook-service-missing»
          namespace: «store|stored|webhook-service-missing»
          port: «8443|443|webhook-port-missing»
  group: example.com
`,
      service('shop-hook', 8443).replace('name: shop-hook,', 'name: shop-hook, namespace: store,'),
      deployment().replace('{name: shop}', '{name: shop, namespace: store}'),
    ),
  },
  {
    name: 'APIService',
    text: together(
      `apiVersion: apiregistration.k8s.io/v1
kind: APIService
metadata: {name: v1.example.com}
spec:
  service:
    name: «shop-api|shop-ap|webhook-service-missing»
    namespace: «store|stored|webhook-service-missing»
    port: «8443|443|webhook-port-missing»
`,
      service('shop-api', 8443).replace('name: shop-api,', 'name: shop-api, namespace: store,'),
      deployment().replace('{name: shop}', '{name: shop, namespace: store}'),
    ),
  },
  {
    name: 'StatefulSet',
    text: statefulSet('  serviceName: «db|dbb|governing-service-missing»'),
  },
  {
    name: 'Rollout',
    text: together(
      `apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata: {name: shop}
spec:
  selector: {matchLabels: {app: shop}}
  strategy:
    canary:
      stableService: «shop-stable|shop-stabl|rollout-service-missing»
      canaryService: «shop-canary|shop-canry|rollout-service-missing»
  template:
    metadata: {labels: {app: shop}}
    spec:
${container()}`,
      service('shop-stable'),
      service('shop-canary'),
    ),
  },
];

const scaling: readonly MarkedManifest[] = [
  {
    name: 'HorizontalPodAutoscaler',
    text: together(
      `apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: shop}
spec:
  maxReplicas: 3
  scaleTargetRef:
    apiVersion: «apps/v1|v1|scale-target-missing*»
    kind: Deployment
    name: «shop-front|shop-frnt|scale-target-missing»
`,
      deployment('', '', 'shop-front'),
    ),
  },
  {
    name: 'ScaledObject',
    text: together(
      `apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: {name: shop}
spec:
  scaleTargetRef:
    name: «shop-front|shop-frnt|scale-target-missing»
`,
      deployment('', '', 'shop-front'),
    ),
  },
  {
    name: 'the workload of an autoscaler',
    text: together(
      `apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: shop}
spec:
  maxReplicas: 3
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: shop-front}
`,
      deployment('', '', '«shop-front|shop-frnt|scale-target-missing*»'),
    ),
  },
];

const data = together(
  'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: shop-config}\ndata: {LOG_LEVEL: info, app.yaml: ""}\n',
  'apiVersion: v1\nkind: Secret\nmetadata: {name: shop-secret}\nstringData: {PASSWORD: x, key.pem: x}\n',
);

const pods: readonly MarkedManifest[] = [
  {
    name: 'variables',
    text: together(
      deployment(`          envFrom:
            - configMapRef:
                name: «shop-config|shop-confg|config-map-missing»
            - secretRef:
                name: «shop-secret|shop-secrt|secret-missing»
          env:
            - name: A
              valueFrom:
                configMapKeyRef:
                  name: «shop-config|shop-cnfig|config-map-missing»
                  key: «LOG_LEVEL|LOG_LEVL|config-map-key-missing»
            - name: B
              valueFrom:
                secretKeyRef:
                  name: «shop-secret|shop-sercet|secret-missing»
                  key: «PASSWORD|PASWORD|secret-key-missing»
`),
      data,
    ),
  },
  {
    name: 'variables of an init container',
    text: together(
      deployment().replace(
        '      containers:',
        `      initContainers:
        - name: init
          image: shop
          envFrom:
            - configMapRef:
                name: «shop-config|shop-confg|config-map-missing»
            - secretRef:
                name: «shop-secret|shop-secrt|secret-missing»
          env:
            - name: A
              valueFrom:
                configMapKeyRef:
                  name: shop-config
                  key: «LOG_LEVEL|LOG_LEVELS|config-map-key-missing»
            - name: B
              valueFrom:
                secretKeyRef:
                  name: shop-secret
                  key: «PASSWORD|PASSWRD|secret-key-missing»
      containers:`,
      ),
      data,
    ),
  },
  {
    name: 'volumes',
    text: together(
      deployment(
        `          volumeMounts:
            - {name: «config|confg|volume-missing», mountPath: /a}
            - {name: «keys|kyes|volume-missing», mountPath: /b}
            - {name: whole, mountPath: /c/app.yaml, subPath: «app.yaml|app.yml|config-map-key-missing»}
            - {name: «store|stroe|volume-missing», mountPath: /d}
            - {name: all, mountPath: /e}
`,
        `      volumes:
        - name: config
          configMap:
            name: «shop-config|shop-confg|config-map-missing»
            items:
              - {key: «app.yaml|ap.yaml|config-map-key-missing», path: app.yaml}
        - name: keys
          secret:
            secretName: «shop-secret|shop-secrt|secret-missing»
            items:
              - {key: «key.pem|key.pm|secret-key-missing», path: key.pem}
        - name: whole
          configMap: {name: shop-config}
        - name: store
          persistentVolumeClaim:
            claimName: «shop-data|shop-dta|volume-claim-missing»
        - name: all
          projected:
            sources:
              - configMap:
                  name: «shop-config|shop-confi|config-map-missing»
                  items:
                    - {key: «app.yaml|apps.yaml|config-map-key-missing», path: app.yaml}
              - secret:
                  name: «shop-secret|shop-secre|secret-missing»
                  items:
                    - {key: «key.pem|keys.pem|secret-key-missing», path: key.pem}
`,
      ),
      data,
      `apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: shop-data}
spec:
  storageClassName: «fast-disks|fast-disk|class-missing»
  accessModes: [ReadWriteOnce]
  resources: {requests: {storage: 1Gi}}
`,
      'apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: {name: fast-disks}\nprovisioner: example.com/disk\n',
    ),
  },
  {
    name: 'what has the data',
    text: together(
      deployment(`          envFrom: [{configMapRef: {name: shop-config}}, {secretRef: {name: shop-secret}}]
          env:
            - {name: A, valueFrom: {configMapKeyRef: {name: shop-config, key: LOG_LEVEL}}}
            - {name: B, valueFrom: {secretKeyRef: {name: shop-secret, key: PASSWORD}}}
`),
      data
        .replace('LOG_LEVEL', '«LOG_LEVEL|LOG_LEVELS|config-map-key-missing*»')
        .replace('PASSWORD', '«PASSWORD|PASSWORDS|secret-key-missing*»')
        .replace('name: shop-config', 'name: «shop-config|shop-confg|config-map-missing*»')
        .replace('name: shop-secret', 'name: «shop-secret|shop-secrt|secret-missing*»'),
    ),
  },
  {
    name: 'accounts, classes and image pull Secrets',
    text: together(
      deployment(
        '',
        `      serviceAccountName: «shop-account|shop-acount|service-account-missing»
      priorityClassName: «shop-first|shop-frst|class-missing»
      runtimeClassName: «sandboxed|sandboxd|class-missing»
      imagePullSecrets:
        - name: «shop-registry|shop-registy|secret-missing»
`,
      ),
      'apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: shop-account}\n',
      'apiVersion: scheduling.k8s.io/v1\nkind: PriorityClass\nmetadata: {name: shop-first}\nvalue: 1\n',
      'apiVersion: node.k8s.io/v1\nkind: RuntimeClass\nmetadata: {name: sandboxed}\nhandler: sandboxed\n',
      'apiVersion: v1\nkind: Secret\nmetadata: {name: shop-registry}\ntype: kubernetes.io/dockerconfigjson\nstringData: {.dockerconfigjson: "{}"}\n',
    ),
  },
  {
    name: 'probes and hooks',
    text: deployment(`          readinessProbe: {httpGet: {port: «http|htp|probe-port-missing»}}
          livenessProbe: {tcpSocket: {port: «http|htpp|probe-port-missing»}}
          startupProbe: {httpGet: {port: «8080|"8080"|pod-rejected»}}
          lifecycle: {preStop: {httpGet: {port: «http|hhttp|probe-port-missing»}}}
`),
  },
  {
    name: 'parts of a pod',
    text: `apiVersion: v1
kind: Pod
metadata: {name: shop}
spec:
  containers:
    - name: shop
      image: shop
      ports:
        - {name: http, containerPort: 8080, hostPort: 8080}
        - {name: «metrics|http|pod-rejected», containerPort: 9090}
        - {name: admin, containerPort: 9091, hostPort: «9091|8080|pod-rejected»}
      envFrom:
        - {prefix: «A_|A=|pod-rejected», configMapRef: {name: shop, optional: true}}
      env:
        - {name: «B|B=|pod-rejected», value: b}
      volumeMounts:
        - {name: a, mountPath: /a}
        - {name: b, mountPath: «/b|/a|pod-rejected»}
    - name: «log|shop|pod-rejected»
      image: log
  volumes:
    - {name: a, emptyDir: {}}
    - {name: b, emptyDir: {}}
    - {name: «c|a|pod-rejected», emptyDir: {}}
`,
  },
];

const rbac: readonly MarkedManifest[] = [
  ...(['RoleBinding', 'ClusterRoleBinding'] as const).map(
    (kind): MarkedManifest => ({
      name: kind,
      text: together(
        `apiVersion: rbac.authorization.k8s.io/v1
kind: ${kind}
metadata: {name: shop${kind === 'RoleBinding' ? ', namespace: store' : ''}}
roleRef:
  apiGroup: «rbac.authorization.k8s.io|rbac.authorization.k8s.io/v1|role-binding-rejected»
  kind: «ClusterRole|Clusterrole|role-binding-rejected»
  name: «shop-reader|shop-readr|role-missing»
subjects:
  - kind: «ServiceAccount|Serviceaccount|role-binding-rejected»
    name: «shop-account|shop-acount|service-account-missing»
    namespace: store
`,
        'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: shop-reader}\nrules: []\n',
        'apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: shop-account, namespace: store}\n',
      ),
    }),
  ),
];

const rejected: readonly MarkedManifest[] = [
  {
    name: 'a Service with several ports',
    text: together(
      `apiVersion: v1
kind: Service
metadata:
  name: shop
  annotations:
    a: «"1"|1|service-rejected»
  labels:
    version: «"1"|1|label-not-a-string»
spec:
  type: «NodePort|nodePort|service-rejected»
  «selector|selectors|service-rejected»:
    app: shop
  externalTrafficPolicy: «Local|local|service-rejected»
  sessionAffinity: «ClientIP|clientIP|service-rejected»
  ports:
    - name: «http|HTTP|service-rejected»
      port: «80|"80"|service-rejected»
      targetPort: «8080|"8080"|service-rejected»
      nodePort: «30080|3080|node-port-out-of-range»
    - name: «https|http|service-rejected»
      port: «443|80|service-rejected»
      protocol: «TCP|tcp|service-rejected»
      targetPort: 8080
`,
      deployment().replace('containerPort: 8080', 'containerPort: 8080'),
    ),
  },
  {
    name: 'two Services with node ports',
    text: together(
      ...[30080, 30081].map(
        (port, index) => `apiVersion: v1
kind: Service
metadata: {name: shop-${index}, namespace: store}
spec:
  type: NodePort
  selector: {app: shop}
  ports:
    - port: 80
      targetPort: http
      nodePort: ${index === 0 ? port : `«${port}|30080|node-port-conflict»`}
`,
      ),
      deployment().replace('{name: shop}', '{name: shop, namespace: store}'),
    ),
  },
  {
    name: 'an Ingress of the present version',
    text: together(
      `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: shop}
spec:
  «defaultBackend|backend|ingress-rejected»:
    service: {name: shop, port: {number: 80}}
`,
      service(),
      deployment(),
    ),
  },
  {
    name: 'labels of a workload',
    text: `apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
  labels: {version: «"1.10"|1.10|label-not-a-string»}
spec:
  selector:
    matchLabels: {app: «shop|"shop front"|label-not-a-string»}
  template:
    metadata:
      labels:
        app: shop
        build: «"12"|12|label-not-a-string»
        tier: «front|-front|label-not-a-string»
    spec:
      nodeSelector: {disk: «"true"|true|label-not-a-string»}
${container()}`,
  },
];

export const markedManifests: readonly MarkedManifest[] = [
  ...selectors,
  ...traffic,
  ...scaling,
  ...pods,
  ...rbac,
  ...rejected,
];
