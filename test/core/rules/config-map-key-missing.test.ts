import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkFix, titlesFor } from '../features/checkFix.ts';
import { testRule } from '../fixture.ts';

const pod = (key: string, more = '') => `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: web
      image: nginx
      env:
        - name: COLOR
          valueFrom:
            configMapKeyRef:
              name: settings
              key: ${key}${more}
`;

const settings = (data = 'data:\n  color: blue\n  size: |\n    large: yes\n  other.conf: ""\n', more = '') =>
  `apiVersion: v1
kind: ConfigMap
metadata:
  name: settings${more}
${data}`;

const drawn = (key: string, more = '') =>
  pod(`${key}\n#                  ${'^'.repeat(key.length)} warning config-map-key-missing: ${more}`);

const volume = (source: string, mount = '') => `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: web
      image: nginx
      volumeMounts:
        - name: settings
          mountPath: /etc/settings${mount}
  volumes:
    - name: settings
${source}`;

testRule('config-map-key-missing', {
  reports: {
    'a typing error': `${drawn(
      'colr',
      'Pod "web" uses key "colr" of ConfigMap "settings", which has the keys "color", "size", "other.conf". Its pods do not start: CreateContainerConfigError. Closest match: "color".',
    )}---
${settings()}`,
    'a key that resembles none': `${drawn('border', 'which has the keys')}---\n${settings()}`,
    'several keys that resemble none, once': `${drawn('border', 'uses keys "border", "width" of ConfigMap "settings"')}        - name: WIDTH
          valueFrom: {configMapKeyRef: {name: settings, key: width}}
---
${settings('data: {config.env: a}\n')}`,
    'a key in a value': `${drawn('large', 'which has the keys')}---\n${settings()}`,
    'an item of a volume': `${volume(`      configMap:
        name: settings
        items:
          - key: other.cnf
#                ^^^^^^^^^ warning config-map-key-missing: FailedMount. Closest match: "other.conf".
            path: other.conf
`)}---
${settings()}`,
    'an item of a projected volume': `${volume(`      projected:
        sources:
          - configMap:
              name: settings
              items:
                - {key: colour, path: color}
#                       ^^^^^^ warning config-map-key-missing: Closest match: "color".
`)}---
${settings()}`,
    'a file that is mounted': `${volume(
      '      configMap: {name: settings}\n',
      '\n          subPath: other.cfg\n#                  ^^^^^^^^^ information config-map-key-missing: The container gets an empty directory',
    )}---
${settings()}`,
    'a closed world': {
      text: `${pod('colr\n#                  ^^^^ error config-map-key-missing: which has')}---\n${settings()}`,
      settings: { closedWorld: true },
    },
    'a key that a patch removes': `
=== base/kustomization.yaml
resources: [web.yaml, settings.yaml]
=== base/web.yaml
${drawn('color', 'which has the keys "size", "other.conf"')}
=== base/settings.yaml
${settings()}
=== kustomization.yaml
resources: [base]
patches: [{path: patch.yaml}]
=== patch.yaml
${settings('data:\n  color: null\n')}`,
    'what a generator makes': `
=== kustomization.yaml
resources: [web.yaml]
configMapGenerator:
- name: settings
  literals: [color=blue]
  files: [some/other.conf, last.conf=some/other.conf]
=== some/other.conf
a
=== web.yaml
${drawn('colour', 'which has the keys "color", "other.conf", "last.conf"')}`,
    'data in JSON': `
=== a.json
{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "settings"}, "data": {"color": "blue"}}
=== web.yaml
${drawn('colour', 'which has the key "color"')}`,
    'keys of binary data': `${drawn('logo.pmg', 'the key "logo.png"')}---\n${settings('binaryData:\n  logo.png: AAAA\n')}`,
  },
  silent: {
    'a key that is there': `${pod('color')}---\n${settings()}`,
    'a key in quotes': `${pod('color')}---\n${settings('data:\n  "color": blue\n')}`,
    'a key in a flow mapping': `${pod('color')}---\n${settings('data: {color: blue}\n')}`,
    'data before the header': `${pod('color')}---
apiVersion: v1
data:
  # which one
  color: |-
   a
  b: c
kind: ConfigMap
metadata: {name: settings}
`,
    'a merged key': `${pod('color')}---\n${settings('x: &x {color: a}\ndata:\n  <<: *x\n  b: c\n')}`,
    'a reference that is optional': `${pod('colr', '\n              optional: true')}---\n${settings()}`,
    'an object without data': `${pod('color')}---\n${settings('')}`,
    'an object that a controller fills': `${pod('ca-bundle.crt')}---\n${settings(
      undefined,
      '\n  labels:\n    config.openshift.io/inject-trusted-cabundle: "true"',
    )}`,
    'data that a template fills in': `${pod('color')}---\n${settings(`data:\n  $${'{KEY}'}: b\n`)}`,
    'an object that is nowhere': pod('color'),
    'an object in another namespace': `${pod('colr').replace(
      'name: web',
      'name: web\n  namespace: a',
    )}---\n${settings(undefined, '\n  namespace: b')}`,
    'one of two objects with the name': `${pod('color')}---\n${settings('data: {size: b}\n')}---\n${settings()}`,
    'a key that another pod uses too': `${pod('border')}---\n${pod('border').replace('name: web', 'name: api')}---\n${settings()}`,
    'an example of the object that is applied': `
=== settings.example.yaml
${settings()}
=== web.yaml
${pod('colr')}`,
    'a path that is no key': `${volume('      configMap: {name: settings}\n', '\n          subPath: a/b')}---\n${settings()}`,
    'a path of an item': `${volume(
      '      configMap: {name: settings, items: [{key: color, path: file}]}\n',
      '\n          subPath: file',
    )}---\n${settings()}`,
    'an object of kube-system': `${pod('colr').replace('name: web', 'name: web\n  namespace: kube-system')}---\n${settings(
      undefined,
      '\n  namespace: kube-system',
    )}`,
    'what a patch adds': `
=== base/kustomization.yaml
resources: [settings.yaml]
=== base/settings.yaml
${settings()}
=== kustomization.yaml
resources: [base, web.yaml]
patches: [{path: patch.yaml}]
=== patch.yaml
${settings('data:\n  border: thick\n')}
=== web.yaml
${pod('border')}`,
    'what a JSON patch adds': `
=== kustomization.yaml
resources: [settings.yaml, web.yaml]
patches:
- target: {kind: ConfigMap}
  patch: '[{"op": "add", "path": "/data/border", "value": "thick"}]'
=== settings.yaml
${settings()}
=== web.yaml
${pod('border')}`,
    'a generator with a file that is not here': `
=== kustomization.yaml
resources: [web.yaml]
configMapGenerator: [{name: settings, envs: [../../outside.env], literals: [a=b]}]
=== web.yaml
${pod('color')}`,
    'a generator that merges': `
=== base/kustomization.yaml
resources: [web.yaml]
configMapGenerator: [{name: settings, literals: [color=blue]}]
=== base/web.yaml
${pod('color')}
=== kustomization.yaml
resources: [base]
configMapGenerator: [{name: settings, behavior: merge, literals: [size=large]}]
`,
    'a generator that merges into a manifest': `
=== base/kustomization.yaml
resources: [web.yaml, settings.yaml]
=== base/web.yaml
${pod('color')}
=== base/settings.yaml
${settings()}
=== kustomization.yaml
resources: [base]
configMapGenerator: [{name: settings, behavior: merge, literals: [size=small]}]
`,
  },
});

test('the key becomes the one that resembles it', () => {
  checkFix(
    'config-map-key-missing',
    `${pod('colr # which one')}---\n${settings()}`,
    `${pod('color # which one')}---\n${settings()}`,
  );
});

test('a key that no pod names yet is the closest match if it is the only one', () => {
  const before = (key: string) => `${pod(key)}        - name: SIZE
          valueFrom: {configMapKeyRef: {name: settings, key: size}}
---
${settings('data: {size: a, shade: b}\n')}`;
  assert.deepEqual(titlesFor('config-map-key-missing', before('border')), ['Use key shade *', 'Use key size']);
});

test('the variable that gets the value decides among keys that no pod names', () => {
  const text = `${pod('border')}---\n${settings('data: {size: a, color: b}\n')}`;
  assert.deepEqual(titlesFor('config-map-key-missing', text), ['Use key color *', 'Use key size']);
});

test('without any evidence no key is preferred', () => {
  const text = `${pod('border')}---\n${settings('data: {size: a, width: b}\n')}`;
  assert.deepEqual(titlesFor('config-map-key-missing', text), ['Use key size', 'Use key width']);
});
