import assert from 'node:assert/strict';
import { test } from 'node:test';
import { completions } from '../../../server/src/core/features/completion.ts';
import { definitions } from '../../../server/src/core/features/definition.ts';
import { references } from '../../../server/src/core/features/references.ts';
import { rename } from '../../../server/src/core/features/rename.ts';
import { applyEdits } from '../../../server/src/core/text/range.ts';
import { analysisOf, parseFixture } from '../fixture.ts';
import { marked } from './marked.ts';

const rbac = 'rbac.authorization.k8s.io';

/** A definition and a reference to it; `<|>` is in the reference, and `NEW` is the other name of a rename. */
interface Example {
  readonly fixture: string;
  readonly definition: string;
  readonly mention: string;
  /** Without it the text cannot be renamed. */
  readonly renamed?: readonly string[];
  /** What completion offers, if it is not only the name. */
  readonly offered?: string;
}

const istio = 'networking.istio.io/v1';

const examples: Readonly<Record<string, Example>> = {
  'the Service in a full host': {
    fixture: `apiVersion: ${istio}
kind: DestinationRule
metadata: {name: a, namespace: other}
spec: {host: "we<|>b.shop.svc.cluster.local"}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {ports: [{port: 80}]}
`,
    definition: 'manifest.yaml:8 web',
    mention: 'manifest.yaml:4 web',
    offered: 'web.shop.svc.cluster.local',
    renamed: ['spec: {host: "other.shop.svc.cluster.local"}', 'metadata: {name: other, namespace: shop}'],
  },
  'a gateway with its namespace': {
    fixture: `apiVersion: ${istio}
kind: VirtualService
metadata: {name: a, namespace: shop}
spec: {gateways: [mesh, edge/ou<|>ter]}
---
apiVersion: ${istio}
kind: Gateway
metadata: {name: outer, namespace: edge}
`,
    definition: 'manifest.yaml:8 outer',
    mention: 'manifest.yaml:4 outer',
    offered: 'edge/outer',
    renamed: ['spec: {gateways: [mesh, edge/other]}', 'metadata: {name: other, namespace: edge}'],
  },
  'a subset of a host': {
    fixture: `apiVersion: ${istio}
kind: VirtualService
metadata: {name: a, namespace: shop}
spec: {http: [{route: [{destination: {host: web, subset: can<|>ary}}]}]}
---
apiVersion: ${istio}
kind: DestinationRule
metadata: {name: b, namespace: shop}
spec: {host: web.shop.svc.cluster.local, subsets: [{name: stable}, {name: canary}]}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {ports: [{port: 80}]}
`,
    definition: 'manifest.yaml:9 canary',
    mention: 'manifest.yaml:4 canary',
    renamed: [
      'spec: {http: [{route: [{destination: {host: web, subset: other}}]}]}',
      'spec: {host: web.shop.svc.cluster.local, subsets: [{name: stable}, {name: other}]}',
    ],
  },
  'a middleware of the former group of Traefik': {
    fixture: `apiVersion: traefik.containo.us/v1alpha1
kind: IngressRoute
metadata: {name: a}
spec: {routes: [{middlewares: [{name: st<|>rip}]}]}
---
apiVersion: traefik.io/v1alpha1
kind: Middleware
metadata: {name: strip}
`,
    definition: 'manifest.yaml:8 strip',
    mention: 'manifest.yaml:4 strip',
  },
  'the source of a Kustomization of Flux': {
    fixture: `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: a, namespace: flux-system}
spec: {sourceRef: {kind: GitRepository, name: con<|>fig}}
---
apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: config, namespace: flux-system}
`,
    definition: 'manifest.yaml:8 config',
    mention: 'manifest.yaml:4 config',
  },
  'the role of a binding': {
    fixture: `apiVersion: ${rbac}/v1
kind: RoleBinding
metadata: {name: web, namespace: shop}
roleRef: {apiGroup: ${rbac}, kind: Role, name: read<|>er}
---
apiVersion: ${rbac}/v1
kind: Role
metadata: {name: reader, namespace: shop}
`,
    definition: 'manifest.yaml:8 reader',
    mention: 'manifest.yaml:4 reader',
    renamed: [`roleRef: {apiGroup: ${rbac}, kind: Role, name: other}`, 'metadata: {name: other, namespace: shop}'],
  },
  'the ClusterRole of a binding in a namespace': {
    fixture: `apiVersion: ${rbac}/v1
kind: RoleBinding
metadata: {name: web, namespace: shop}
roleRef: {apiGroup: ${rbac}, kind: ClusterRole, name: read<|>er}
---
apiVersion: ${rbac}/v1
kind: ClusterRole
metadata: {name: reader}
`,
    definition: 'manifest.yaml:8 reader',
    mention: 'manifest.yaml:4 reader',
    renamed: [`roleRef: {apiGroup: ${rbac}, kind: ClusterRole, name: other}`, 'metadata: {name: other}'],
  },
  'a ServiceAccount of another namespace': {
    fixture: `apiVersion: ${rbac}/v1
kind: ClusterRoleBinding
metadata: {name: web}
roleRef: {apiGroup: ${rbac}, kind: ClusterRole, name: view}
subjects: [{kind: ServiceAccount, name: we<|>b, namespace: shop}]
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: web, namespace: other}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: web, namespace: shop}
`,
    definition: 'manifest.yaml:13 web',
    mention: 'manifest.yaml:5 web',
    renamed: [
      'subjects: [{kind: ServiceAccount, name: other, namespace: shop}]',
      'metadata: {name: other, namespace: shop}',
    ],
  },
  'a ServiceAccount whose namespace Flux replaces in both': {
    fixture: `=== app/all.yaml
apiVersion: ${rbac}/v1
kind: ClusterRoleBinding
metadata: {name: web}
roleRef: {apiGroup: ${rbac}, kind: ClusterRole, name: view}
subjects: [{kind: ServiceAccount, name: we<|>b, namespace: shop}]
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: web, namespace: shop}
=== flux.yaml
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: app, namespace: flux-system}
spec: {path: ./app, targetNamespace: system, sourceRef: {kind: GitRepository, name: app}}
`,
    definition: 'app/all.yaml:9 web',
    mention: 'app/all.yaml:5 web',
    renamed: [
      'subjects: [{kind: ServiceAccount, name: other, namespace: shop}]',
      'metadata: {name: other, namespace: shop}',
    ],
  },
  'the Service of a webhook': {
    fixture: `apiVersion: admissionregistration.k8s.io/v1
kind: MutatingWebhookConfiguration
metadata: {name: web}
webhooks: [{name: a.example.com, clientConfig: {service: {name: ho<|>ok, namespace: shop}}}]
---
apiVersion: v1
kind: Service
metadata: {name: hook, namespace: shop}
spec: {ports: [{port: 443}]}
`,
    definition: 'manifest.yaml:8 hook',
    mention: 'manifest.yaml:4 hook',
    renamed: [
      'webhooks: [{name: a.example.com, clientConfig: {service: {name: other, namespace: shop}}}]',
      'metadata: {name: other, namespace: shop}',
    ],
  },
  'the port of an APIService': {
    fixture: `apiVersion: apiregistration.k8s.io/v1
kind: APIService
metadata: {name: v1.example.com}
spec: {service: {name: api, namespace: shop, port: 44<|>30}}
---
apiVersion: v1
kind: Service
metadata: {name: api, namespace: shop}
spec: {ports: [{port: 4430}]}
`,
    definition: 'manifest.yaml:9 4430',
    mention: 'manifest.yaml:4 4430',
  },
  'the Service that converts the objects of a CustomResourceDefinition': {
    fixture: `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: carts.example.com}
spec:
  conversion: {webhook: {clientConfig: {service: {name: co<|>nvert, namespace: shop}}}}
  group: example.com
---
apiVersion: v1
kind: Service
metadata: {name: convert, namespace: shop}
spec: {ports: [{port: 443}]}
`,
    definition: 'manifest.yaml:10 convert',
    mention: 'manifest.yaml:5 convert',
    renamed: [
      '  conversion: {webhook: {clientConfig: {service: {name: other, namespace: shop}}}}',
      'metadata: {name: other, namespace: shop}',
    ],
  },
  'the Gateway of a route': {
    fixture: `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: web, namespace: shop}
spec: {parentRefs: [{name: exter<|>nal, namespace: infra}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: external, namespace: infra}
spec: {listeners: [{name: https, port: 443, protocol: HTTPS, allowedRoutes: {namespaces: {from: All}}}]}
`,
    definition: 'manifest.yaml:8 external',
    mention: 'manifest.yaml:4 external',
    renamed: ['spec: {parentRefs: [{name: other, namespace: infra}]}', 'metadata: {name: other, namespace: infra}'],
  },
  'the listener of a route': {
    fixture: `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: web, namespace: infra}
spec: {parentRefs: [{name: external, sectionName: ht<|>tps}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: external, namespace: infra}
spec: {listeners: [{name: https, port: 443, protocol: HTTPS}]}
`,
    definition: 'manifest.yaml:9 443',
    mention: 'manifest.yaml:4 https',
    renamed: [
      'spec: {parentRefs: [{name: external, sectionName: other}]}',
      'spec: {listeners: [{name: other, port: 443, protocol: HTTPS}]}',
    ],
  },
  'the class of an Ingress': {
    fixture: `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web, namespace: shop}
spec: {ingressClassName: inter<|>nal}
---
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: {name: internal}
`,
    definition: 'manifest.yaml:8 internal',
    mention: 'manifest.yaml:4 internal',
    renamed: ['spec: {ingressClassName: other}', 'metadata: {name: other}'],
  },
  'the certificate of an Ingress': {
    fixture: `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web, namespace: shop}
spec: {tls: [{secretName: certif<|>icate}]}
---
apiVersion: v1
kind: Secret
metadata: {name: certificate, namespace: shop}
`,
    definition: 'manifest.yaml:8 certificate',
    mention: 'manifest.yaml:4 certificate',
    renamed: ['spec: {tls: [{secretName: other}]}', 'metadata: {name: other, namespace: shop}'],
  },
  'the Service of a policy': {
    fixture: `apiVersion: gateway.networking.k8s.io/v1
kind: BackendTLSPolicy
metadata: {name: web, namespace: shop}
spec: {targetRefs: [{group: "", kind: Service, name: pay<|>ments}]}
---
apiVersion: v1
kind: Service
metadata: {name: payments, namespace: shop}
spec: {ports: [{port: 443}]}
`,
    definition: 'manifest.yaml:8 payments',
    mention: 'manifest.yaml:4 payments',
    renamed: [
      'spec: {targetRefs: [{group: "", kind: Service, name: other}]}',
      'metadata: {name: other, namespace: shop}',
    ],
  },
};

for (const [name, { fixture, definition, mention, renamed, offered }] of Object.entries(examples)) {
  test(`${name} leads to its definition and back`, () => {
    const { analysis, cursors, shown } = marked(fixture);
    assert.deepEqual(shown(definitions(analysis, 'definition', ...cursors[0]!)?.destinations ?? []), [definition]);
    const found = references(analysis, ...cursors[0]!);
    assert.deepEqual([shown(found.definitions), shown(found.mentions)], [[definition], [mention]]);
  });
  if (renamed) {
    test(`${name} is renamed together with its definition`, () => {
      const { analysis, cursors } = marked(fixture);
      const result = rename(analysis, ...cursors[0]!, 'other');
      assert.ok('changes' in result, 'because' in result ? result.because : '');
      const lines = result.changes.flatMap(({ document, edits }) => {
        const before = document.text.split('\n');
        return applyEdits(document.text, edits)
          .split('\n')
          .filter((line, at) => line !== before[at]);
      });
      assert.deepEqual(lines, renamed);
    });
  }
  test(`${name} is offered where it is typed`, () => {
    const typed = fixture.replace(/[\w-]+<\|>[\w-]*/, '<|>');
    const [file] = parseFixture(typed);
    const value = offered ?? mention.split(' ')[1]!;
    const { items } = completions(analysisOf(typed), file!.path, file!.text, file!.cursors[0]!)!;
    assert.ok(
      items.some(({ label }) => label === value),
      `${value}: ${items.map(({ label }) => label).join(', ')}`,
    );
  });
}
