/**
 * The Service reaches its pods only after the patch of `app`, so a problem of `app` must not be reported in the base.
 */
const base = `=== base/kustomization.yaml
resources: [web.yaml]
=== base/web.yaml
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {role: entry}, ports: [{port: 80}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template: {metadata: {labels: {app: web}}, spec: {containers: [{name: web, image: web}]}}
`;

const patch = `apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {role: null, app: web}}
`;

/** A kustomization over the base that fixes its Service and has another problem. */
function app(text: string, others = ''): string {
  return `${withoutPatch(text)}=== app/patch.yaml
${patch}${others}`;
}

/** The same, but nothing fixes the Service, because the content of the intended patch is unknown. */
function withoutPatch(text: string): string {
  return `=== app/kustomization.yaml
${text}
${base}`;
}

/** A mistake in a kustomization, the expected problem, and the answer of kustomize. */
export interface BadKustomization {
  /** With the one problem drawn; none where kustomize takes it. */
  readonly fixture: string;
  /** A part of kustomize's own error. `builds`: it builds. `fetches`: it would fetch, and the content is unknown. */
  readonly kustomize: string;
  readonly lineEnd?: '\r\n';
}

/** Every sort of bad input, with each way in which people come to it. */
export const badKustomizations: Readonly<Record<string, BadKustomization>> = {
  // A kustomization that does not parse.
  'a list that is not closed': {
    fixture: app(`resources: [../base
patches: [{path: patch.yaml}]
^ error kustomization-broken: invalid Kustomization`),
    kustomize: 'invalid Kustomization: yaml',
  },
  'a tab': {
    fixture: app(`resources:
\t- ../base
^ error kustomization-broken: invalid Kustomization
patches: [{path: patch.yaml}]`),
    kustomize: 'invalid Kustomization: yaml',
  },
  // Kustomize refuses it, and nobody builds it.
  'what is to be filled in first': {
    fixture: app('namespace: {{ .namespace }}\nresources: [../base]\npatches: [{path: patch.yaml}]'),
    kustomize: 'invalid Kustomization: yaml',
  },
  'a field that there is not': {
    fixture: app(`resource: [../base]
^^^^^^^^ error kustomization-broken: json: unknown field "resource"
patches: [{path: patch.yaml}]`),
    kustomize: 'json: unknown field "resource"',
  },
  'a field of a target that there is not': {
    fixture: app(`resources: [../base]
patches: [{path: patch.yaml, target: {kind: Service, names: web}}]
#                                                    ^^^^^ error kustomization-broken: json: unknown field "names"`),
    kustomize: 'json: unknown field "names"',
  },
  'a text where a list belongs': {
    fixture: app(`resources: ../base
#          ^^^^^^^ error kustomization-broken: json: cannot unmarshal string into Go struct field Kustomization.resources of type []string
patches: [{path: patch.yaml}]`),
    kustomize: 'json: cannot unmarshal string into Go struct field Kustomization.resources of type []string',
  },

  // A resource path.
  'a file that is missing': {
    fixture: app(`resources: [../base, gone.yaml]
#                    ^^^^^^^^^ error kustomization-broken: accumulating resources from 'gone.yaml': no such file or directory
patches: [{path: patch.yaml}]`),
    kustomize: "accumulating resources from 'gone.yaml'",
  },
  'a directory without a kustomization': {
    fixture: app(
      `resources: [../base, ../bare]
#                    ^^^^^^^ error kustomization-broken: unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '../bare'
patches: [{path: patch.yaml}]`,
      '=== bare/readme.yaml\nhello: world\n',
    ),
    kustomize: "unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory",
  },
  'a directory whose kustomization is empty': {
    fixture: app(
      `resources: [../base, ../bare]
#                    ^^^^^^^ error kustomization-broken: kustomization.yaml is empty
patches: [{path: patch.yaml}]`,
      '=== bare/kustomization.yaml\n# later\n',
    ),
    kustomize: 'kustomization.yaml is empty',
  },
  'a file of the workspace that is not below the kustomization': {
    fixture: app(
      `resources: [../base, ../beside.yaml]
#                    ^^^^^^^^^^^^^^ information kustomization-broken: security; file '../beside.yaml' is not in or below 'app'
patches: [{path: patch.yaml}]`,
      '=== beside.yaml\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: beside}\n',
    ),
    kustomize: 'is not in or below',
  },
  'a directory of the workspace that is not below the kustomization': {
    fixture: app('resources: [../base]\npatches: [{path: patch.yaml}]'),
    kustomize: 'builds',
  },
  // Its content was not read, so it is an unread part. Here nothing is unread.
  'a file outside of the workspace': {
    fixture: app('resources: [../base, ../../beyond.yaml]\npatches: [{path: patch.yaml}]'),
    kustomize: 'no such file or directory',
  },
  'a directory outside of the workspace': {
    fixture: app('resources: [../base, ../../beyond]\npatches: [{path: patch.yaml}]'),
    kustomize: 'no such file or directory',
  },
  'a path from the root of the disk': {
    fixture: app(`resources: [../base, /nowhere/a.yaml]
#                    ^^^^^^^^^^^^^^^ error kustomization-broken: new root '/nowhere/a.yaml' cannot be absolute
patches: [{path: patch.yaml}]`),
    kustomize: 'no such file or directory',
  },
  'an address': {
    fixture: app('resources: [../base, "https://example.com/web.yaml"]\npatches: [{path: patch.yaml}]'),
    kustomize: 'fetches',
  },
  'a repository': {
    fixture: app('resources: [../base, "github.com/example/web?ref=v1"]\npatches: [{path: patch.yaml}]'),
    kustomize: 'fetches',
  },
  'the kustomization itself, by its directory': {
    fixture: app(`resources: [../base, .]
#                    ^ error kustomization-broken: cycle detected: candidate root 'app' contains visited root 'app'
patches: [{path: patch.yaml}]`),
    kustomize: 'cycle detected',
  },
  'the kustomization itself, by its file': {
    fixture: app(`resources: [../base, kustomization.yaml]
#                    ^^^^^^^^^^^^^^^^^^ error kustomization-broken: accumulating resources from 'kustomization.yaml'
patches: [{path: patch.yaml}]`),
    kustomize: "accumulating resources from 'kustomization.yaml'",
  },
  'the kustomization itself, by way of another': {
    fixture: app(
      `resources: [../base, ../other]
patches: [{path: patch.yaml}]`,
      `=== other/kustomization.yaml
resources: [../app]
#           ^^^^^^ error kustomization-broken: cycle detected
`,
    ),
    kustomize: 'cycle detected',
  },

  // A patch.
  'a patch that is missing': {
    fixture: withoutPatch(`resources: [../base]
patches: [{path: gone.yaml}]
#                ^^^^^^^^^ error kustomization-broken: failed to get the patch file from path(gone.yaml): no such file or directory`),
    kustomize: 'failed to get the patch file from path(gone.yaml)',
  },
  'a patch of any name that is missing': {
    fixture: withoutPatch(`resources: [../base]
patches: [{path: gone.txt, target: {kind: Service}}]
#                ^^^^^^^^ error kustomization-broken: failed to get the patch file from path(gone.txt): no such file or directory`),
    kustomize: 'failed to get the patch file from path(gone.txt)',
  },
  'a patch that does not parse': {
    fixture: app(
      `resources: [../base]
patches: [{path: patch.yaml}, {path: broken.yaml}]
#                                    ^^^^^^^^^^^ error kustomization-broken: unable to parse SM or JSON patch from broken.yaml`,
      '=== app/broken.yaml\nkind: [Service\n',
    ),
    kustomize: 'unable to parse SM or JSON patch',
  },
  'a patch whose target does not exist': {
    fixture: app(
      `resources: [../base]
patches: [{path: patch.yaml}, {path: other.yaml}]`,
      `=== app/other.yaml\n${patch.replace(
        'metadata: {name: web}',
        'metadata: {name: wbe}\n#                ^^^ error kustomization-broken: failed to find unique target for patch Service.v1.[noGrp]/wbe.[noNs]',
      )}`,
    ),
    kustomize: 'failed to find unique target for patch Service.v1.[noGrp]/wbe.[noNs]',
  },
  'a patch whose target is chosen, and does not exist': {
    fixture: app(`resources: [../base]
patches:
  - path: patch.yaml
  - {target: {kind: Service, name: wbe}, patch: '[{"op": "remove", "path": "/spec"}]'}`),
    kustomize: 'builds',
  },
  'a patch whose target is there twice': {
    fixture: app(
      `resources: [../base, more]
patches: [{path: patch.yaml}, {path: both.yaml}]
#                                    ^^^^^^^^^ error kustomization-broken: multiple matches for Id ConfigMap.v1.[noGrp]/one.[noNs]`,
      `=== app/both.yaml
apiVersion: v1
kind: ConfigMap
metadata: {name: one}
data: {a: b}
=== app/more/kustomization.yaml
resources: [a, b]
=== app/more/a/kustomization.yaml
namePrefix: a-
resources: [../one]
=== app/more/b/kustomization.yaml
namePrefix: b-
resources: [../one]
=== app/more/one/kustomization.yaml
resources: [one.yaml]
=== app/more/one/one.yaml
apiVersion: v1
kind: ConfigMap
metadata: {name: one}
`,
    ),
    kustomize: 'multiple matches for Id ConfigMap.v1.[noGrp]/one.[noNs]',
  },
  'a patch whose target is chosen, and is many': {
    fixture: app(`resources: [../base]
patches:
  - path: patch.yaml
  - {target: {kind: Service|Deployment}, patch: '[{"op": "add", "path": "/metadata/labels", "value": {"a": "b"}}]'}`),
    kustomize: 'builds',
  },
  'a merge patch with nothing in it': {
    fixture: app(
      `resources: [../base]
patches: [{path: patch.yaml}]
patchesStrategicMerge: [empty.yaml]
#                       ^^^^^^^^^^ error kustomization-broken: patch appears to be empty`,
      '=== app/empty.yaml\n# nothing\n',
    ),
    kustomize: 'patch appears to be empty',
  },
  'two merge patches, and nothing in one': {
    fixture: app(
      'resources: [../base]\npatchesStrategicMerge: [patch.yaml, empty.yaml]',
      '=== app/empty.yaml\n# nothing\n',
    ),
    kustomize: 'builds',
  },

  // Operations on JSON.
  'an operation whose path leads through what is not there': {
    fixture: app(`resources: [../base]
patches:
  - path: patch.yaml
  - target: {kind: Service}
    patch: |-
#          ^^ error kustomization-broken: replace operation does not apply: doc is missing path: "/spec/none/app"
      - {op: replace, path: /spec/none/app, value: web}`),
    kustomize: 'replace operation does not apply: doc is missing path: /spec/none/app',
  },
  'an operation that takes out what is not there, in a file': {
    fixture: app(
      `resources: [../base]
patches: [{path: patch.yaml}, {path: operations.json, target: {kind: Service}}]
#                                    ^^^^^^^^^^^^^^^ error kustomization-broken: remove operation does not apply`,
      '=== app/operations.json\n[{"op": "remove", "path": "/spec/none"}]\n',
    ),
    kustomize: 'Unable to remove nonexistent key: none',
  },
  'an operation on an item that is not there': {
    fixture: app(`resources: [../base]
patches: [{path: patch.yaml}]
patchesJson6902:
  - target: {version: v1, kind: Service, name: web}
    patch: '[{"op": "replace", "path": "/spec/ports/4/port", "value": 1}]'
#          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error kustomization-broken: replace operation does not apply`),
    kustomize: 'replace operation does not apply: doc is missing path: /spec/ports/4/port',
  },

  // A replacement.
  'a replacement whose source is not there': {
    fixture: app(`resources: [../base]
patches: [{path: patch.yaml}]
replacements:
  - source: {kind: ConfigMap, name: none}
#           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error kustomization-broken: nothing selected by ConfigMap/none
    targets: [{select: {kind: Service}, fieldPaths: [spec.selector.app]}]`),
    kustomize: 'nothing selected by ConfigMap.[noVer].[noGrp]/none.[noNs]',
  },
  'a replacement whose source is many': {
    fixture: app(`resources: [../base]
patches: [{path: patch.yaml}]
replacements:
  - source: {name: web}
#           ^^^^^^^^^^^ error kustomization-broken: multiple matches for selector web
    targets: [{select: {kind: Service}, fieldPaths: [spec.selector.app]}]`),
    kustomize: 'multiple matches for selector',
  },
  'a replacement without a source': {
    fixture: app(`resources: [../base]
patches: [{path: patch.yaml}]
replacements:
  - targets: [{select: {kind: Service}, fieldPaths: [spec.selector.app]}]
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error kustomization-broken: replacements must specify a source and at least one target`),
    kustomize: 'replacements must specify a source and at least one target',
  },
  'replacements in a file that is missing': {
    fixture: app(`resources: [../base]
patches: [{path: patch.yaml}]
replacements: [{path: gone.yaml}]
#                     ^^^^^^^^^ error kustomization-broken: evalsymlink failure on 'gone.yaml' : no such file or directory`),
    kustomize: 'gone.yaml: no such file or directory',
  },

  // Two objects of one name.
  'two objects of one name, in two files': {
    fixture: app(
      `resources: [../base, again.yaml]
#                    ^^^^^^^^^^ error kustomization-broken: may not add resource with an already registered id: Service.v1.[noGrp]/web.[noNs]
patches: [{path: patch.yaml}]`,
      '=== app/again.yaml\napiVersion: v1\nkind: Service\nmetadata: {name: web}\n',
    ),
    kustomize: 'may not add resource with an already registered id: Service.v1.[noGrp]/web.[noNs]',
  },
  'two objects of one name, in one file': {
    fixture: app(
      `resources: [../base, twice.yaml]
#                    ^^^^^^^^^^ error kustomization-broken: may not add resource with an already registered id: ConfigMap.v1.[noGrp]/one.[noNs]
patches: [{path: patch.yaml}]`,
      `=== app/twice.yaml
apiVersion: v1
kind: ConfigMap
metadata: {name: one}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: one}
`,
    ),
    kustomize: 'may not add resource with an already registered id: ConfigMap.v1.[noGrp]/one.[noNs]',
  },
  'two objects that a namespace makes one': {
    fixture: app(
      `resources: [../base, two.yaml]
patches: [{path: patch.yaml}]
namespace: one
#          ^^^ error kustomization-broken: namespace transformation produces ID conflict`,
      `=== app/two.yaml
apiVersion: v1
kind: ConfigMap
metadata: {name: one, namespace: a}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: one, namespace: b}
`,
    ),
    kustomize: 'namespace transformation produces ID conflict',
  },

  // A component.
  'a component as a resource': {
    fixture: app(
      `resources: [../base, ../component]
#                    ^^^^^^^^^^^^ error kustomization-broken: expected kind != 'Component' for path '../component'
patches: [{path: patch.yaml}]`,
      `=== component/kustomization.yaml
apiVersion: kustomize.config.k8s.io/v1alpha1
kind: Component
commonAnnotations: {a: b}
`,
    ),
    kustomize: "expected kind != 'Component' for path",
  },
  'what is no component as one': {
    fixture: app(
      `resources: [../base]
patches: [{path: patch.yaml}]
components: [../other]
#            ^^^^^^^^ error kustomization-broken: expected kind 'Component' for path '../other' but got 'Kustomization'`,
      '=== other/kustomization.yaml\ncommonAnnotations: {a: b}\n',
    ),
    kustomize: "but got 'Kustomization'",
  },
  'a file as a component': {
    fixture: app(`resources: [../base]
patches: [{path: patch.yaml}]
components: [patch.yaml]
#            ^^^^^^^^^^ error kustomization-broken: must build at directory: 'patch.yaml': file is not directory`),
    kustomize: 'file is not directory',
  },

  // A base that is gone.
  'a base that is gone': {
    fixture: `=== app/kustomization.yaml
resources: [../base]
#           ^^^^^^^ error kustomization-broken: accumulating resources from '../base': no such file or directory
patches: [{path: patch.yaml}]
=== app/patch.yaml
${patch}`,
    kustomize: "accumulating resources from '../base'",
  },
  'a base of whose files one is gone': {
    fixture: app('resources: [../base]\npatches: [{path: patch.yaml}]').replace(
      '=== base/kustomization.yaml\nresources: [web.yaml]',
      `=== base/kustomization.yaml
resources: [web.yaml, gone.yaml]
#                     ^^^^^^^^^ error kustomization-broken: accumulating resources from 'gone.yaml': no such file or directory`,
    ),
    kustomize: "accumulating resources from 'gone.yaml'",
  },

  // Line ends, and a mark in front.
  'lines that end as those of Windows do': {
    fixture: app(`resources:
  - ../base
  - gone.yaml
#   ^^^^^^^^^ error kustomization-broken: accumulating resources from 'gone.yaml': no such file or directory
patches:
  - path: patch.yaml
  - target: {kind: Service}
    patch: |-
      - op: add
        path: /metadata/labels
        value: {a: b}`),
    kustomize: "accumulating resources from 'gone.yaml'",
    lineEnd: '\r\n',
  },
  'a byte order mark': {
    fixture: app('\ufeffresources: [../base]\npatches: [{path: patch.yaml}]'),
    kustomize: 'builds',
  },
  'a byte order mark in front of what is wrong': {
    fixture: app(`\ufeffresources: [../base, gone.yaml]
#                     ^^^^^^^^^ error kustomization-broken: accumulating resources from 'gone.yaml': no such file or directory
patches: [{path: patch.yaml}]`),
    kustomize: "accumulating resources from 'gone.yaml'",
  },

  // A namespace.
  'a namespace that is empty': {
    fixture: app('resources: [../base]\nnamespace: ""\npatches: [{path: patch.yaml}]'),
    kustomize: 'builds',
  },
  'a namespace that is empty, and nothing else': {
    fixture:
      '=== app/kustomization.yaml\nnamespace: ""\n^^^^^^^^^^^^^ error kustomization-broken: kustomization.yaml is empty\n',
    kustomize: 'kustomization.yaml is empty',
  },
  'a namespace that is a number': {
    fixture: app(`resources: [../base]
namespace: 12
#          ^^ error kustomization-broken: json: cannot unmarshal number into Go struct field Kustomization.namespace of type string
patches: [{path: patch.yaml}]`),
    kustomize: 'json: cannot unmarshal number into Go struct field Kustomization.namespace of type string',
  },
};
