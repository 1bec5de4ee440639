import { originOf } from '../model/origin.ts';
import { patchedBy } from '../resolve/unknown/unrenderedChanges.ts';
import { podRejectedFixes } from './fixes/podRejected.ts';
import { podRejections } from './podRejected/rejections.ts';
import type { Rule } from './rule.ts';
import { appliedAs } from './shared/appliedAs.ts';
import { eachCauseOnce } from './shared/rejections.ts';
import { isValidatedPod } from './shared/validatedPods.ts';

export const podRejected: Rule = {
  code: 'pod-rejected',
  severity: 'error',
  of: ['podTemplate'],
  documentation: {
    title: 'The API server rejects a pod or the pod template of a workload.',
    what: `The API server certainly rejects one of these:

- a port name twice in one container, or the same \`hostPort\` twice in one pod;
- a container name or a volume name twice, or a \`mountPath\` twice in one container;
- a container without an image: mostly a patch whose container name is none of the names of the containers that it should change;
- a number in quotes as the port of a probe or of a hook;
- the name of an environment variable, or the \`prefix\` of an \`envFrom\`, with an equals sign or with a character outside ASCII.

Each is reported once for an object, with its other places beside it.`,
    why: 'kubectl prints an error and does not apply the object.',
    fix: 'Write what the message asks for.',
    silent:
      'Values with placeholders are unknown. Nothing is reported if a patch that is not read, or a deployment tool, may change the field.',
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
      livenessProbe:
        httpGet:
          port: "8080"
`,
      good: `      livenessProbe:
        httpGet:
          port: 8080
`,
    },
  },
  *check(resource, { index }) {
    const { podTemplate } = resource;
    if (!podTemplate || !isValidatedPod(resource)) {
      return;
    }
    const rejections = [...podRejections(resource)];
    if (rejections.length === 0) {
      return;
    }
    const applied = appliedAs(resource, index);
    if (applied === 'part') {
      return;
    }
    const because =
      applied === 'changed'
        ? 'the tool that deploys it may change it'
        : patchedBy(resource, ['containers', 'volumes'], index);
    if (because === undefined) {
      yield* eachCauseOnce(resource, rejections);
      return;
    }
    for (const { at } of rejections.filter(({ isOfText }) => !isOfText)) {
      yield { at: originOf(resource, at), because };
    }
    yield* eachCauseOnce(
      resource,
      rejections.filter(({ isOfText }) => isOfText),
    );
  },
  fixes: podRejectedFixes,
};
