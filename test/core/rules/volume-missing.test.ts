import { test } from 'node:test';
import { checkFix } from '../features/checkFix.ts';
import { testRule } from '../fixture.ts';

const pod = (mounts: string, volumes: string, more = '') => `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: web
      image: nginx
      volumeMounts:
${mounts}  volumes:
${volumes}${more}`;

const cache = '    - {name: cache, emptyDir: {}}\n';
const mount = (name: string) => `        - name: ${name}\n          mountPath: /cache\n`;
const missing = (name: string, more: string) =>
  mount(`${name}\n#               ${'^'.repeat(name.length)} error volume-missing: ${more}`);

const statefulSet = (mounted: string) => `apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec:
      containers:
        - name: db
          image: postgres
          volumeMounts:
            - name: ${mounted}
              mountPath: /data
  volumeClaimTemplates:
    - metadata: {name: data}
`;

testRule('volume-missing', {
  reports: {
    'a typing error': pod(
      missing(
        'cach',
        'Pod "web" mounts volume "cach", and its pods have the volumes "cache": the API server rejects it. Closest match: "cache".',
      ),
      cache,
    ),
    'a volume of a pod without volumes': pod(missing('cache', 'its pods have no volumes'), '').replace(
      '  volumes:\n',
      '',
    ),
    'all volumes of a pod without volumes, once': pod(
      `${missing('cache', 'mounts the volumes "cache", "more", and its pods have no volumes')}        - {name: more, mountPath: /more}\n`,
      '',
    ).replace('  volumes:\n', ''),
    'a volume that two containers mount, once': `${pod(missing('cach', 'Closest match'), cache)}  initContainers:
    - name: first
      image: nginx
      volumeMounts: [{name: cach, mountPath: /cache}]
`,
    'a block device': pod(mount('cache'), `${cache}`).replace(
      '      volumeMounts:\n',
      '      volumeDevices:\n        - {name: disk, devicePath: /dev/a}\n#                ^^^^ error volume-missing: volume "disk"\n      volumeMounts:\n',
    ),
    'a claim of a StatefulSet': statefulSet(
      'dta\n#                   ^^^ error volume-missing: the API server rejects it. Closest match: "data".',
    ),
    'a volume that a patch mounts': `
=== kustomization.yaml
resources: [web.yaml]
patches: [{path: patch.yaml}]
=== web.yaml
${pod(mount('cache'), cache)}
=== patch.yaml
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
    - name: web
      volumeMounts:
        - name: caches
#               ^^^^^^ error volume-missing: Closest match: "cache".
          mountPath: /other
`,
    'a file that the volume does not list': pod(
      `${mount('cache')}          subPath: main.cnf\n#                  ^^^^^^^^ warning volume-missing: which lists "main.conf"\n`,
      '    - {name: cache, configMap: {name: a, items: [{key: main, path: main.conf}]}}\n',
    ),
  },
  silent: {
    'a volume that is there': pod(mount('cache'), cache),
    'a claim that is there': statefulSet('data'),
    'a volume that a patch adds': `
=== kustomization.yaml
resources: [web.yaml]
patches:
- target: {kind: Pod}
  patch: '[{"op": "add", "path": "/spec/volumes/-", "value": {"name": "more", "emptyDir": {}}}]'
=== web.yaml
${pod(mount('more'), cache)}`,
    'a patch that no kustomization here names': pod(mount('more'), cache).replace('      image: nginx\n', ''),
    'a volume that an operator may add': statefulSet('more').replace('apps/v1', 'example.com/v1'),
    'a name that a template fills in': pod(mount('$(NAME)'), cache),
    'a volume with a name that a template fills in': pod(mount('more'), '    - {name: "$(NAME)", emptyDir: {}}\n'),
    'a file that the volume lists': pod(
      `${mount('cache')}          subPath: conf\n`,
      '    - {name: cache, secret: {secretName: a, items: [{key: main, path: conf/main}]}}\n',
    ),
  },
});

test('every place that names the volume is changed', () => {
  const text = (name: string) => `${pod(mount(name), cache)}  initContainers:
    - name: first
      image: nginx
      volumeMounts: [{name: ${name}, mountPath: /cache}]
`;
  checkFix('volume-missing', text('cach'), text('cache'));
});

test('the only volume that nothing mounts is the closest match, whatever its name is', () => {
  const both = `${cache}    - {name: other, emptyDir: {}}\n`;
  const mounts = (name: string) => `${mount('cache')}        - {name: ${name}, mountPath: /a}\n`;
  checkFix('volume-missing', pod(mounts('wrong'), both), pod(mounts('other'), both));
});
