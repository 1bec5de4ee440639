import { jsonText, listAt, objectAt } from '../text/json.ts';
/**
 * The state of a running pod in user-facing words. It needs a whole Pod object, so it is computed only for pods
 * that a person looks at.
 */
export interface PodState {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly isReady: boolean;
  /** Why it is not ready, e.g. `container "web": CrashLoopBackOff`. Empty if it is ready. */
  readonly why: string;
}

/**
 * Why a pod is not ready: the first reason of the kubelet or the scheduler, in the order in which a pod starts.
 * Accepts any value. Source: core/v1 PodStatus, ContainerStatus, PodCondition.
 */
export function podStateOf(object: unknown): PodState {
  const { metadata, spec, status } = objectAt(object);
  const { namespace, name, uid, deletionTimestamp } = objectAt(metadata);
  const isReady = conditionOf(status, 'Ready')?.status === 'True';
  const isTerminating = typeof deletionTimestamp === 'string';
  return {
    namespace: jsonText(namespace),
    name: jsonText(name),
    uid: jsonText(uid),
    isReady: isReady && !isTerminating,
    why: isTerminating ? 'terminating' : isReady ? '' : whyNotReady(objectAt(spec), objectAt(status)),
  };
}

function whyNotReady(spec: Members, status: Members): string {
  const { phase, reason, message } = status;
  if (phase === 'Succeeded') return 'finished';
  if (phase === 'Failed') return withReason('failed', jsonText(reason), jsonText(message));
  const scheduled = conditionOf(status, 'PodScheduled');
  if (scheduled?.status === 'False') {
    return withReason('not scheduled', jsonText(scheduled.reason), jsonText(scheduled.message));
  }
  const ofContainers =
    whyOfContainers('init container', listAt(status.initContainerStatuses), listAt(spec.initContainers)) ??
    whyOfContainers('container', listAt(status.containerStatuses), listAt(spec.containers));
  if (ofContainers !== undefined) return ofContainers;
  for (const gate of listAt(spec.readinessGates)) {
    const type = jsonText(objectAt(gate).conditionType);
    const condition = conditionOf(status, type);
    if (condition?.status !== 'True') {
      const state = condition ? jsonText(condition.status) : 'not set';
      return withReason(
        `readiness gate ${type} is ${state}`,
        jsonText(condition?.reason),
        jsonText(condition?.message),
      );
    }
  }
  const ready = conditionOf(status, 'Ready');
  if (ready?.status === 'Unknown') return withReason('its node does not report', jsonText(ready.reason), '');
  if (!status.podIP) return `${jsonText(phase) || 'Pending'}, without an address yet`;
  return withReason('not ready', jsonText(ready?.reason), jsonText(ready?.message));
}

function whyOfContainers(word: string, statuses: readonly unknown[], specs: readonly unknown[]): string | undefined {
  for (const each of statuses.map((each) => objectAt(each))) {
    const label = `${word} "${jsonText(each.name)}"`;
    const { waiting, terminated, running } = objectAt(each.state);
    const last = objectAt(objectAt(each.lastState).terminated);
    const spec = specs.map((each) => objectAt(each)).find(({ name }) => name === each.name);
    if (waiting !== undefined) {
      const { reason, message } = objectAt(waiting);
      const exit = typeof last.exitCode === 'number' ? `, last exit status ${last.exitCode}` : '';
      return `${withReason(label, jsonText(reason) || 'waiting', isNews(reason) ? jsonText(message) : '')}${exit}`;
    }
    const isPlainInit = word === 'init container' && spec?.restartPolicy !== 'Always';
    if (terminated !== undefined) {
      const { exitCode, reason } = objectAt(terminated);
      if (isPlainInit && exitCode === 0) continue;
      return withReason(label, `ended with status ${Number(exitCode ?? 0)}`, jsonText(reason));
    }
    if (running === undefined) continue;
    if (isPlainInit) return `${label}: still running`;
    if (each.ready === false) {
      const probe = describeProbe(spec?.readinessProbe);
      const isStarted = each.started !== false;
      if (!isStarted && spec?.startupProbe !== undefined) return `${label}: startup probe has not succeeded yet`;
      return probe === undefined ? `${label}: not ready` : `${label}: readiness probe fails (${probe})`;
    }
  }
  return undefined;
}

/** E.g. `GET :8001/health`; undefined if there is no probe. Source: core/v1 ProbeHandler. */
function describeProbe(probe: unknown): string | undefined {
  if (probe === undefined || probe === null) return undefined;
  const { httpGet, tcpSocket, grpc, exec } = objectAt(probe);
  if (httpGet !== undefined) {
    const { port, path, scheme } = objectAt(httpGet);
    return `${scheme === 'HTTPS' ? 'HTTPS ' : ''}GET :${port}${jsonText(path) || '/'}`;
  }
  if (tcpSocket !== undefined) return `TCP :${objectAt(tcpSocket).port}`;
  if (grpc !== undefined) return `gRPC :${objectAt(grpc).port}`;
  return exec === undefined ? 'of an unknown kind' : 'a command';
}

// The message of a back-off only says when the next attempt is. The message of an image error names the image.
function isNews(reason: unknown): boolean {
  return reason !== 'CrashLoopBackOff' && reason !== 'ContainerCreating' && reason !== 'PodInitializing';
}

function withReason(what: string, reason: string, message: string): string {
  const said = [reason, message].filter((each) => each !== '').join(': ');
  return cut(said === '' ? what : `${what}: ${said}`, 200);
}

/** Source: meta/v1 Condition. `status` is the status of an object. */
export function conditionOf(status: unknown, type: string): Members | undefined {
  return listAt(objectAt(status).conditions)
    .map((each) => objectAt(each))
    .find((condition) => condition.type === type);
}

type Members = Readonly<Record<string, unknown>>;

function cut(text: string, length: number): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > length ? `${line.slice(0, length)}…` : line;
}
