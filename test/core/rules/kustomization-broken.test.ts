import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codeLenses } from '../../../server/src/core/features/codeLens.ts';
import { checkFix, titlesFor } from '../features/checkFix.ts';
import { analysisOf, check, testRule } from '../fixture.ts';
import { type ServiceText, service, workload } from '../resolve/manifests.ts';

const web = workload({ labels: 'app: web' });
const mistyped = service({ selector: 'app: wep' });

testRule('kustomization-broken', {
  reports: {
    'a file that is no YAML': `=== kustomization.yaml
resources: [a.yaml
#                 ^ kustomization-broken: invalid Kustomization
=== a.yaml
${web}`,
    'a path that is not there': `=== kustomization.yaml
resources:
  - a.yaml
  - b.yaml
#   ^^^^^^ error kustomization-broken: accumulating resources from 'b.yaml': no such file or directory
=== a.yaml
${web}`,
    'a directory that Flux creates': `=== clusters/prod/kustomization.yaml
resources: [a.yaml, ./flux-system]
#                   ^^^^^^^^^^^^^ information kustomization-broken: as long as the directory of Flux does not exist: accumulating resources from './flux-system': no such file or directory. "flux bootstrap" creates it.
=== clusters/prod/a.yaml
${web}`,
    'a directory without a kustomization': `=== kustomization.yaml
resources: [base]
#           ^^^^ kustomization-broken: unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization'
=== base/a.yaml
${web}`,
    'a path from the root of the disk': `=== kustomization.yaml
resources: [/etc/a.yaml]
#           ^^^^^^^^^^^ kustomization-broken: new root '/etc/a.yaml' cannot be absolute`,
    'several that it may not read, which one flag allows': `=== overlay/kustomization.yaml
resources: [../a.yaml, ../b.yaml]
#           ^^^^^^^^^ information kustomization-broken: security; file '../a.yaml' is not in or below 'overlay'. The same holds for another path.
=== a.yaml
${web}=== b.yaml
${web.replaceAll('web', 'other')}`,
    'a file beside it that it may not read': `=== overlay/kustomization.yaml
resources: [../a.yaml]
#           ^^^^^^^^^ information kustomization-broken: security; file '../a.yaml' is not in or below 'overlay'
=== a.yaml
${web}`,
    itself: `=== kustomization.yaml
resources: [., a.yaml]
#           ^ kustomization-broken: cycle detected
=== a.yaml
${web}`,
    'what a replacement is to take from a path that is not there is no second problem': `=== kustomization.yaml
resources: [a.yaml, settings]
#                   ^^^^^^^^ kustomization-broken: accumulating resources from 'settings': no such file or directory
replacements:
  - source: {kind: ConfigMap, name: settings, fieldPath: data.host}
    targets: [{select: {kind: Deployment, name: web}, fieldPaths: [metadata.name]}]
=== a.yaml
${web}`,
    'a replacement from what is not there': `=== kustomization.yaml
resources: [a.yaml]
replacements:
  - source: {kind: ConfigMap, name: settings}
#           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ kustomization-broken: nothing selected by ConfigMap/settings
    targets: [{select: {kind: Deployment, name: web}, fieldPaths: [metadata.name]}]
=== a.yaml
${web}`,
    'a patch whose target is not there': `=== kustomization.yaml
resources: [a.yaml]
patches: [{path: patch.yaml}]
#                ^^^^^^^^^^ related: kustomization.yaml includes the patch here
=== patch.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: wep}
#                ^^^ error kustomization-broken: failed to find unique target for patch Deployment.v1.apps/wep.[noNs]. Closest match: Deployment "web".
=== a.yaml
${web}`,
    'a patch whose target is there twice': `=== kustomization.yaml
resources: [a, b]
patches: [{path: patch.yaml}]
#                ^^^^^^^^^^ kustomization-broken: multiple matches for Id
=== patch.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
=== a/kustomization.yaml
namePrefix: a-
resources: [a.yaml]
=== a/a.yaml
${web}
=== b/kustomization.yaml
namePrefix: b-
resources: [a.yaml]
=== b/a.yaml
${web}`,
    'an operation whose path is not there': `=== kustomization.yaml
resources: [a.yaml]
patches:
  - target: {kind: Deployment}
    patch: |-
#          ^^ kustomization-broken: remove operation does not apply
      - op: remove
        path: /spec/nothing
=== a.yaml
${web}`,
    'operations in a file of their own': `=== kustomization.yaml
resources: [a.yaml]
patches: [{path: operations.yaml, target: {kind: Deployment}}]
#                ^^^^^^^^^^^^^^^ kustomization-broken: remove operation does not apply
=== operations.yaml
- op: remove
  path: /spec/nothing
=== a.yaml
${web}`,
    'a replacement whose source is not there': `=== kustomization.yaml
resources: [a.yaml]
replacements:
  - source: {kind: ConfigMap, name: none}
#           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ kustomization-broken: nothing selected by ConfigMap/none
    targets: [{select: {kind: Deployment}, fieldPaths: [metadata.name]}]
=== a.yaml
${web}`,
    'two objects of one name': `=== kustomization.yaml
resources: [a.yaml, b.yaml]
#                   ^^^^^^ kustomization-broken: may not add resource with an already registered id: Deployment.v1.apps/web
=== a.yaml
${web}
=== b.yaml
${web}`,
    'a component as a resource': `=== kustomization.yaml
resources: [component]
#           ^^^^^^^^^ kustomization-broken: expected kind != 'Component' for path 'component'
=== component/kustomization.yaml
kind: Component
resources: [a.yaml]
=== component/a.yaml
${web}`,
    'what is no component as one': `=== kustomization.yaml
components: [base]
#            ^^^^ kustomization-broken: expected kind 'Component' for path 'base' but got 'Kustomization'
=== base/kustomization.yaml
resources: [a.yaml]
=== base/a.yaml
${web}`,
    'a base that is gone, in the overlay': `=== overlay/kustomization.yaml
resources: [../base]
#           ^^^^^^^ kustomization-broken: no such file or directory`,
    'a field that there is not': `=== kustomization.yaml
resource: [a.yaml]
# <- here
=== a.yaml
${web}`.replace('# <- here', '^^^^^^^^ kustomization-broken: json: unknown field "resource"'),
    'a file with nothing in it': `=== kustomization.yaml
kind: Kustomization
# <- here`.replace('# <- here', '^^^^^^^^^^^^^^^^^^^ kustomization-broken: kustomization.yaml is empty'),
    'an input of a generator that is not there, unless it is made before the build': `=== kustomization.yaml
configMapGenerator: [{name: web, files: [web.properties], envs: [web.env]}]
#                                        ^^^^^^^^^^^^^^ information kustomization-broken: evalsymlink failure on 'web.properties' : no such file or directory
#                                                                ^^^^^^^ information kustomization-broken: evalsymlink failure on 'web.env' : no such file or directory
secretGenerator: [{name: web, files: [there.txt]}]
=== there.txt
text`,
    'lines that end as those of Windows do': {
      lineEnd: '\r\n',
      text: `=== kustomization.yaml
namespace: ""
resources:
  - b.yaml
#   ^^^^^^ kustomization-broken: no such file or directory`,
    },
    'a base once for all its overlays, and nothing in the overlays': `=== base/kustomization.yaml
resources: [a.yaml, b.yaml]
#                   ^^^^^^ kustomization-broken: kustomize refuses base/kustomization.yaml: accumulating resources from 'b.yaml'
=== base/a.yaml
${web}
=== dev/kustomization.yaml
resources: [../base]
=== prod/kustomization.yaml
resources: [../base]`,
  },
  silent: {
    'a path outside, where Flux builds, which allows it': `=== overlay/kustomization.yaml
resources: [../a.yaml]
=== a.yaml
${web}=== flux.yaml
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: apps}
spec: {path: ./overlay}`,
    'a path outside, where the path of Flux ends in a variable': `=== overlays/dev/kustomization.yaml
resources: [../../a.yaml]
=== a.yaml
${web}=== flux.yaml
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: apps}
spec: {path: "./overlays/\${ENVIRONMENT}"}`,
    'a path outside, where the objects are of Flux': `=== apps/kustomization.yaml
resources: [../release.yaml]
=== release.yaml
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: web}
spec: {}`,
    'a patch for what a component brings that Flux adds': `=== apps/kustomization.yaml
resources: [a.yaml]
patches: [{path: patch.yaml}]
=== apps/patch.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: database}
spec: {replicas: 2}
=== apps/a.yaml
${web}
=== components/database/kustomization.yaml
kind: Component
resources: [database.yaml]
=== components/database/database.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: database}
spec: {replicas: 1}
=== flux.yaml
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: apps}
spec: {path: ./apps, components: [../components/database]}`,
    'a kustomization of patches for what a tool gives it': `=== overlay/kustomization.yaml
patches: [{path: patch.yaml}]
=== overlay/patch.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec: {replicas: 2}`,
    'what is fetched or run': `=== kustomization.yaml
resources: [https://example.com/a.yaml, github.com/example/app?ref=v1]
helmCharts: [{name: web, repo: https://example.com}]
configMapGenerator: [{name: web, files: ["a.json=https://example.com/a.json"], envs: ["https://example.com/some.env"]}]
generators: [generator.yaml]
=== generator.yaml
apiVersion: example.com/v1
kind: Generator
metadata: {name: web}`,
    'what speaks of something that a remote base below may hold': `=== kustomization.yaml
resources: [below]
replacements:
  - source: {kind: Service, name: web-metrics, fieldPath: metadata.name}
    targets: [{select: {kind: Deployment, name: web}, fieldPaths: [spec.template.metadata.labels.app]}]
=== below/kustomization.yaml
resources: [github.com/example/app?ref=v1, a.yaml]
=== below/a.yaml
${web}`,
    'a component for what takes in a remote base': `=== kustomization.yaml
resources: [github.com/example/app?ref=v1, a.yaml]
components: [component]
=== component/kustomization.yaml
kind: Component
patches: [{path: patch.yaml}]
configMapGenerator: [{name: settings, behavior: merge, literals: [a=b]}]
replacements:
  - source: {kind: Service, name: web-metrics, fieldPath: metadata.name}
    targets: [{select: {kind: Deployment, name: web}, fieldPaths: [spec.template.metadata.labels.app]}]
=== component/patch.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: manager}
spec: {replicas: 2}
=== a.yaml
${web}`,
    'an empty namespace, definitions and a byte order mark': `=== kustomization.yaml
\ufeffnamespace: ""
crds: [crd.json]
resources: [a.yaml]
=== crd.json
{}
=== a.yaml
${web}`,
    'a component that nothing takes in': `=== kustomization.yaml
kind: Component
patches: [{path: patch.yaml}]
=== patch.yaml
${web}`,
    "a Kustomization of Flux's": `=== kustomization.yaml
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: web}
spec: {path: ./none}`,
  },
});

test('the rest of what does not build is rendered, and what is not there may hold other pods', () => {
  const lenses = (resources: string, text: ServiceText) => {
    const files = `=== kustomization.yaml\nresources: ${resources}\n=== a.yaml\n${web}=== s.yaml\n${service(text)}`;
    return codeLenses(analysisOf(files), 's.yaml').map((lens) => lens.text);
  };
  const other = { name: 'ledger', selector: 'app: ledger', port: '9000' };
  assert.deepEqual(lenses('[a.yaml, s.yaml]', other), ['selects nothing here']);
  assert.deepEqual(lenses('[a.yaml, s.yaml, b.yaml]', other), ['pods unknown: b.yaml is not read']);
  // A file that does not exist does not contain the same typing error.
  assert.deepEqual(lenses('[a.yaml, s.yaml, b.yaml]', { selector: 'app: wep' }), ['selects nothing here']);
});

test('a selector that is taken from a ConfigMap is known where that serves kustomize alone, and not where its body is not read', () => {
  const lenses = (annotations: string, data: string) => {
    const replacement = `replacements:
  - source: {kind: ConfigMap, name: values, fieldPath: data.app}
    targets: [{select: {kind: Service}, fieldPaths: [spec.selector.app]}]`;
    const values = `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: values\n${annotations}data:\n  app: ${data}\n`;
    const text = `=== kustomization.yaml\nresources: [a.yaml, s.yaml, values.yaml]\n${replacement}\n=== a.yaml\n${web}=== s.yaml\n${mistyped}=== values.yaml\n${values}`;
    const analysis = analysisOf(text);
    return codeLenses(analysis, 's.yaml').map((lens) => lens.text);
  };
  const local = '  annotations:\n    config.kubernetes.io/local-config: "true"\n';
  assert.deepEqual(lenses(local, 'web'), ['selects Deployment web']);
  assert.deepEqual(lenses(local, 'webb'), ['selects nothing here']);
  assert.match(lenses('', 'web').join(), /unknown/);
  assert.match(lenses('', 'webb').join(), /unknown/);
});

test('while a kustomization is being typed nothing that it may hold is judged by itself', () => {
  check(
    `=== kustomization.yaml
commonLabels: {app: wep
resources:
^ kustomization-broken: invalid Kustomization
  - a.yaml
  - s.yaml
=== a.yaml
${web}
=== s.yaml
${mistyped}`,
  );
});

const patched = (patch: string) => `=== kustomization.yaml
resources: [a.yaml, b.yaml]
patches:
${patch}
=== a.yaml
${web}=== b.yaml
${web.replaceAll('web', 'database')}`;

test('a patch without its target gets the name of the most similar object', () => {
  const inFile = (name: string) => `${patched('  - path: patch.yaml')}=== patch.yaml
apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name} # the server
spec: {replicas: 2}
`;
  checkFix('kustomization-broken', inFile('wep'), inFile('web'));
  assert.deepEqual(titlesFor('kustomization-broken', inFile('wep')), [
    'Change the name to "web" *',
    'Change the name to "database"',
  ]);
  // A name without any likeness may mean each of them.
  assert.deepEqual(titlesFor('kustomization-broken', inFile('frontend')), [
    'Change the name to "database"',
    'Change the name to "web"',
  ]);
});

test('a patch in the kustomization itself is changed there', () => {
  const inline = (name: string) =>
    patched(`  - patch: |-
      apiVersion: apps/v1
      kind: Deployment
      metadata:
        name: ${name}`);
  checkFix('kustomization-broken', inline('wep'), inline('web'));
  check(
    inline('wep').replace(
      'name: wep',
      'name: wep\n#             ^^^ error kustomization-broken: failed to find unique target',
    ),
  );
});

test('a patch is not changed for one overlay if another one has its target', () => {
  const overlay = (name: string, resource: string) => `=== ${name}/kustomization.yaml
resources: [${resource}.yaml]
components: [../common]
=== ${name}/${resource}.yaml
${web.replaceAll('web', resource)}`;
  const text = `${overlay('one', 'web')}${overlay('two', 'wep')}=== common/kustomization.yaml
apiVersion: kustomize.config.k8s.io/v1alpha1
kind: Component
patches: [{path: patch.yaml}]
=== common/patch.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: wep}
`;
  assert.deepEqual(titlesFor('kustomization-broken', text), []);
});
