import { originOf } from '../model/origin.ts';
import type { RequestedPort } from '../model/resource.ts';
import type { Written } from '../model/written.ts';
import { describeResource } from '../resolve/describe.ts';
import { patchedBy } from '../resolve/unknown/unrenderedChanges.ts';
import { addToList } from '../text/maps.ts';
import { podPartFixes } from './fixes/podPart.ts';
import type { Rule } from './rule.ts';
import { appliedAs } from './shared/appliedAs.ts';
import { nearestParts } from './shared/nearestPart.ts';

export const probePortMissing: Rule = {
  code: 'probe-port-missing',
  severity: 'warning',
  of: ['podTemplate'],
  documentation: {
    title: 'A probe or a hook of a container uses a port name that the container does not have.',
    what: 'A probe, `postStart` or `preStop` names a port, and the container declares no port of that name. The ports of other containers do not count.',
    why: 'The kubelet finds the name in the ports of the same container only. A readiness or startup probe without its port never succeeds, so the pod gets no traffic; a liveness probe never runs; a hook fails.',
    fix: 'Use the name of a port of the container, or give its port that name.',
    silent:
      'Port numbers are not judged: a container need not declare a port to listen on it. Nothing is reported if a patch that is not read, or a deployment tool, may add the port.',
    example: {
      bad: `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: web
      image: nginx
      ports:
        - name: http
          containerPort: 8080
      readinessProbe:
        httpGet:
          port: web
`,
      good: `      readinessProbe:
        httpGet:
          port: http
`,
    },
  },
  *check(resource, { index }) {
    const { podTemplate } = resource;
    for (const container of podTemplate?.containers ?? []) {
      const { requested, ports, name, withoutImage } = container;
      // What has no image may be a patch that nothing here uses.
      if (requested.length === 0 || withoutImage || ports.some((port) => port.name?.type === 'placeholder')) {
        continue;
      }
      const names = ports.flatMap((port) => port.name ?? []);
      const missing = new Map<string, RequestedPort[]>();
      for (const each of requested) {
        const { type, value } = each.port;
        if (type === 'string' && isPortName(value) && !names.some((port) => port.value === value)) {
          addToList(missing, value, each);
        }
      }
      for (const [value, all] of missing) {
        const applied = appliedAs(resource, index);
        if (applied === 'part') {
          return;
        }
        const at = originOf(resource, all[0]!.port);
        const because =
          applied === 'changed'
            ? 'the tool that deploys it may change its ports'
            : patchedBy(resource, [value, 'ports'], index);
        if (because !== undefined) {
          yield { at, because };
          continue;
        }
        const candidates = nearestParts(value, names, new Set());
        const [nearest] = candidates;
        const related = nearest?.isClear
          ? [{ message: `Port ${nearest.name}`, at: originOf(resource, nearest.part) }]
          : [];
        yield {
          severity: 'warning',
          message: `${describeResource(resource)} uses port "${value}" in the ${inWords(all)} of container "${name}", which has ${describePorts(names)}. ${consequenceOf(all)}${nearest?.isClear ? ` Closest match: "${nearest.name}".` : ''}`,
          at,
          related,
          data: { places: all.map(({ port }) => port), candidates, what: 'port' },
        };
      }
    }
  },
  fixes: podPartFixes,
};

/** Source: k8s.io/apimachinery/pkg/util/validation IsValidPortName. What is none is reported as rejected. */
function isPortName(value: string): boolean {
  return /^(?=.*[a-z])[a-z0-9-]{1,15}$/.test(value);
}

function inWords(all: readonly RequestedPort[]): string {
  return [...new Set(all.map(({ by }) => by))].join(', ');
}

function describePorts(names: readonly Written[]): string {
  return names.length === 0
    ? 'no port with a name'
    : `${names.length === 1 ? 'the port' : 'the ports'} ${names.map(({ value }) => `"${value}"`).join(', ')}`;
}

/** Source: k8s.io/kubernetes/pkg/kubelet/prober worker.go, newWorker (initialValue) and doProbe; lifecycle/handlers.go. */
function consequenceOf(all: readonly RequestedPort[]): string {
  const by = new Set<RequestedPort['by']>(all.map((each) => each.by));
  return by.has('readinessProbe') || by.has('startupProbe')
    ? 'Its pods never become ready.'
    : by.has('livenessProbe')
      ? 'The kubelet cannot probe it.'
      : 'The hook fails.';
}
