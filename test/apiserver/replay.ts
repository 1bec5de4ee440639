import { spawn } from 'node:child_process';
import { isDeepStrictEqual } from 'node:util';
import type { CaseInWords } from '../core/rules/api-server-cases/in-words.ts';
import type { Answer } from '../core/rules/api-server-cases.ts';
import { moduleFolder } from '../harness/control-plane/programs.ts';
import type { ControlPlane, Answer as Response } from '../harness/control-plane/start.ts';

export interface Recorded {
  readonly strict: Answer;
  /** Absent if it is the same. */
  readonly warn?: Answer;
}

/**
 * Creates each case's objects as `kubectl create` would, once for each way to validate fields, and deletes them again.
 * Needs Go, for kubectl's own reading of YAML. @throws Where an object that only prepares a case is refused.
 */
export async function replay(
  controlPlane: ControlPlane,
  cases: readonly CaseInWords[],
): Promise<Record<string, Recorded>> {
  const readings = await readAsKubectl(cases.map(({ manifest }) => manifest));
  const recorded: Record<string, Recorded> = {};
  for (const [index, { name }] of cases.entries()) {
    if (recorded[name]) throw new Error(`two cases are called "${name}"`);
    const reading = readings[index]!;
    const strict = await answerTo(controlPlane, name, reading, 'Strict');
    const warn = await answerTo(controlPlane, name, reading, 'Warn');
    recorded[name] = isDeepStrictEqual(strict, warn) ? { strict } : { strict, warn };
  }
  return recorded;
}

interface Reading {
  readonly objects: readonly KubernetesObject[];
  readonly error?: string;
}

interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels?: unknown };
  readonly spec?: { readonly selector?: unknown };
}

function readAsKubectl(texts: readonly string[]): Promise<Reading[]> {
  return new Promise((resolve, reject) => {
    const child = spawn('go', ['run', './manifests'], { cwd: moduleFolder, stdio: ['pipe', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (part) => {
      output += part;
    });
    child.once('error', reject);
    child.once('close', (status) =>
      status === 0 ? resolve(JSON.parse(output)) : reject(new Error(`go run ./manifests: status ${status}`)),
    );
    child.stdin.end(JSON.stringify(texts));
  });
}

async function answerTo(
  controlPlane: ControlPlane,
  name: string,
  reading: Reading,
  validation: 'Strict' | 'Warn',
): Promise<Answer> {
  if (reading.error !== undefined) return { accepted: false, messages: [reading.error] };
  const created: string[] = [];
  try {
    let answer: Answer | undefined;
    for (const object of reading.objects) {
      if (answer?.accepted === false) throw new Error(`${name}: ${answer.messages.join('; ')}`);
      const place = placeOf(object);
      const response = await controlPlane.request(
        'POST',
        `${place}?fieldValidation=${validation}`,
        JSON.stringify(object),
      );
      answer = answerOf(object, response);
      if (answer.accepted) created.push(`${place}/${object.metadata.name}`);
    }
    if (!answer) throw new Error(`${name}: no object`);
    return answer;
  } finally {
    for (const place of created) await remove(controlPlane, place);
  }
}

function placeOf({ apiVersion, kind }: KubernetesObject): string {
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const scope = kind.startsWith('Cluster') ? root : `${root}/namespaces/default`;
  const plural = kind.endsWith('y') ? `${kind.slice(0, -1)}ies` : `${kind}${kind.endsWith('s') ? 'es' : 's'}`;
  return `${scope}/${plural.toLowerCase()}`;
}

function answerOf(sent: KubernetesObject, { status, body, warnings }: Response): Answer {
  const told = warnings.length > 0 ? { warnings } : {};
  const found = JSON.parse(body);
  if (status === 201) {
    const stored = {
      ...difference('selector', sent.spec?.selector, found.spec?.selector),
      ...difference('labels', sent.metadata.labels, found.metadata.labels),
    };
    return { accepted: true, ...told, ...(Object.keys(stored).length > 0 ? { stored } : {}) };
  }
  if (found.kind !== 'Status' || status >= 500) throw new Error(`status ${status}: ${body}`);
  const causes: { field?: string; message: string }[] | undefined = found.details?.causes;
  const messages =
    status === 422 && causes ? causes.map(({ field, message }) => `${field}: ${message}`) : [found.message];
  return { accepted: false, status, messages: messages.map(withoutIdentifiers), ...told };
}

/** The server names objects that it has not stored by an identifier that is new each time. */
function withoutIdentifiers(message: string): string {
  return message.replace(/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, 'UID');
}

function difference(name: string, sent: unknown, stored: unknown): Record<string, unknown> {
  const same = sortedText(sent) === sortedText(stored) || sent === undefined || sent === null;
  return same ? {} : { [name]: stored ?? null };
}

/** JSON with the members of its objects in order, which the server does not keep. */
function sortedText(value: unknown): string | undefined {
  return JSON.stringify(value, (_, part) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

async function remove(controlPlane: ControlPlane, place: string): Promise<void> {
  // Without a grace period, because no kubelet says that a pod has ended; and without a finalizer, which the other
  // policies add, because no controller takes it away.
  const options = JSON.stringify({ gracePeriodSeconds: 0, propagationPolicy: 'Background' });
  const { status, body } = await controlPlane.request('DELETE', place, options);
  if (status !== 200) throw new Error(`DELETE ${place}: status ${status}: ${body}`);
  const found = await controlPlane.request('GET', place);
  if (found.status !== 404) throw new Error(`${place} is still there: ${found.body}`);
}
