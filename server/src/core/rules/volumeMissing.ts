import { originOf } from '../model/origin.ts';
import type { Resource, VolumeMount } from '../model/resource.ts';
import type { Written } from '../model/written.ts';
import { describeResource } from '../resolve/describe.ts';
import { patchedBy } from '../resolve/unknown/unrenderedChanges.ts';
import { addToList } from '../text/maps.ts';
import { podPartFixes } from './fixes/podPart.ts';
import type { Finding, Rule, RuleContext } from './rule.ts';
import { appliedAs } from './shared/appliedAs.ts';
import { nearestParts } from './shared/nearestPart.ts';
import { isValidatedPod } from './shared/validatedPods.ts';

export const volumeMissing: Rule = {
  code: 'volume-missing',
  severity: 'error',
  of: ['podTemplate'],
  documentation: {
    title: 'A container mounts a volume that its pod does not have.',
    what: `The name in \`volumeMounts\` or \`volumeDevices\` is the name of no volume of the pod, and of no claim template of a StatefulSet. The API server rejects the object, so this is an *error*.

A \`subPath\` that is none of the \`items\` which the volume lists is a *warning*.`,
    why: 'kubectl prints an error and does not apply the object. For a `subPath` that does not exist, the kubelet creates an empty directory in place of the file.',
    fix: 'Write the name as in `volumes`, or add the volume.',
    silent:
      'Nothing is reported if a patch that is not read, or a deployment tool, may add the volume, and for custom resources whose operator may add it.',
    example: {
      bad: `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: web
      image: nginx
      volumeMounts:
        - name: cach
          mountPath: /var/cache
  volumes:
    - name: cache
      emptyDir: {}
`,
      good: `      volumeMounts:
        - name: cache
          mountPath: /var/cache
`,
    },
  },
  *check(resource, context) {
    const { podTemplate } = resource;
    if (!podTemplate || podTemplate.containers.every(({ mounts }) => mounts.length === 0)) {
      return;
    }
    // What has no image may be a patch that nothing here uses.
    if (podTemplate.containers.some(({ withoutImage }) => withoutImage)) {
      return;
    }
    const volumes = new Map(podTemplate.volumes.map((volume) => [volume.name.value, volume]));
    const isFilledIn = podTemplate.volumes.some(({ name }) => name.type === 'placeholder');
    const missing = new Map<string, Written[]>();
    for (const mount of podTemplate.containers.flatMap(({ mounts }) => mounts)) {
      const volume = volumes.get(mount.name.value);
      if (volume?.files) {
        yield* judgeSubPath(resource, mount, volume.files, context);
      } else if (!volume && mount.name.type === 'string' && !isFilledIn) {
        addToList(missing, mount.name.value, mount.name);
      }
    }
    const names = [...missing.keys()];
    for (const [name, places] of missing) {
      yield* judgeVolume(resource, name, places, context, names);
      if (volumes.size === 0) {
        // A pod without any volume lacks the whole list, which is one problem.
        return;
      }
    }
  },
  fixes: podPartFixes,
};

/** One volume that is missing, wherever the pod mounts it. */
function* judgeVolume(
  resource: Resource,
  name: string,
  places: readonly Written[],
  { index }: RuleContext,
  allMissing: readonly string[],
): Generator<Finding> {
  const { podTemplate } = resource;
  const applied = appliedAs(resource, index);
  if (applied === 'part' || !isValidatedPod(resource)) {
    return;
  }
  const at = originOf(resource, places[0]!);
  const because =
    applied === 'changed' ? 'the tool that deploys it may add volumes' : patchedBy(resource, [name, 'volumes'], index);
  if (because !== undefined) {
    yield { at, because };
    return;
  }
  const volumes = podTemplate!.volumes.map((volume) => volume.name);
  const mounted = new Set(podTemplate!.containers.flatMap(({ mounts }) => mounts.map((each) => each.name.value)));
  const candidates = nearestParts(name, volumes, mounted);
  const names = [...new Set(volumes.map(({ value }) => `"${value}"`))].slice(0, mostShown).join(', ');
  const [nearest] = candidates;
  yield {
    severity: 'error',
    message: [
      volumes.length > 0
        ? `${describeResource(resource)} mounts volume "${name}", and its pods have the volumes ${names}:`
        : `${describeResource(resource)} mounts ${allMissing.length === 1 ? 'volume' : 'the volumes'} ${allMissing.map((each) => `"${each}"`).join(', ')}, and its pods have no volumes:`,
      'the API server rejects it.',
      nearest?.isClear ? `Closest match: "${nearest.name}".` : '',
    ]
      .join(' ')
      .trimEnd(),
    at,
    related: nearest?.isClear ? [{ message: `Volume ${nearest.name}`, at: originOf(resource, nearest.part) }] : [],
    data: { places, candidates, what: 'volume' },
  };
}

// A tooltip shows the message, so it has to be short.
const mostShown = 5;

/** A file of a volume that lists its files. */
function* judgeSubPath(
  resource: Resource,
  { name, subPath }: VolumeMount,
  files: readonly Written[],
  { index }: RuleContext,
): Generator<Finding> {
  if (
    subPath?.type !== 'string' ||
    files.some(
      ({ type, value }) => type !== 'string' || `${value}/`.startsWith(`${subPath.value.replace(/\/$/, '')}/`),
    ) ||
    appliedAs(resource, index) === 'part'
  ) {
    return;
  }
  const at = originOf(resource, subPath);
  const because = patchedBy(resource, [name.value, subPath.value, 'volumes'], index);
  if (because !== undefined) {
    yield { at, because };
    return;
  }
  const candidates = nearestParts(subPath.value, files, new Set());
  const [nearest] = candidates;
  yield {
    severity: 'warning',
    message: `${describeResource(resource)} mounts file "${subPath.value}" of volume "${name.value}", which lists ${files.map(({ value }) => `"${value}"`).join(', ')}. The container gets an empty directory in place of the file.${nearest?.isClear ? ` Closest match: "${nearest.name}".` : ''}`,
    at,
    data: { places: [subPath], candidates, what: 'file' },
  };
}
