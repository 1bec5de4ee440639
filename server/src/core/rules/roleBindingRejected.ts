import type { IndexReader } from '../index/reader.ts';
import { containsPlaceholder } from '../kinds/written.ts';
import type { StatedReference } from '../model/binding.ts';
import type { Stated } from '../model/origin.ts';
import type { Resource } from '../model/resource.ts';
import type { Written } from '../model/written.ts';
import { namespacesOf } from '../resolve/scope/namespaces.ts';
import { directoryOf } from '../text/path.ts';
import { roleBindingRejectedFixes } from './fixes/roleBindingRejected.ts';
import type { Rule, RuleContext } from './rule.ts';
import { appliedAs } from './shared/appliedAs.ts';
import { nearAccounts } from './shared/nearAccounts.ts';
import { eachCauseOnce, type Rejection as Rejected } from './shared/rejections.ts';

export const roleBindingRejected: Rule = {
  code: 'role-binding-rejected',
  severity: 'error',
  of: ['binding'],
  documentation: {
    title: 'The API server rejects a RoleBinding or ClusterRoleBinding.',
    what: `The API server certainly rejects a binding with one of these:

- a ServiceAccount as subject of a ClusterRoleBinding, without a \`namespace\`;
- a \`roleRef\` of a ClusterRoleBinding with the kind Role;
- a \`roleRef\` of another kind than Role and ClusterRole, a subject of another kind than ServiceAccount, User and Group, or none;
- an \`apiGroup\` that does not belong to the kind, such as \`rbac.authorization.k8s.io/v1\`;
- a \`roleRef\` or a subject without a name.

Each is reported once for an object, with its other places beside it.`,
    why: 'kubectl prints an error and does not apply the object. The subjects then have no permissions: their requests are forbidden (403).',
    fix: 'Write what the message asks for. A ClusterRoleBinding belongs to no namespace, so each ServiceAccount has to state its own.',
    silent:
      'Values with placeholders are unknown. Nothing is reported if a kustomization or a tool may fill in the value.',
    example: {
      bad: `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: web
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: view
subjects:
  - kind: ServiceAccount
    name: web
---
apiVersion: v1
kind: ServiceAccount
metadata:
  name: web
  namespace: shop
`,
      good: `subjects:
  - kind: ServiceAccount
    name: web
    namespace: shop
`,
    },
  },
  *check(resource, context) {
    const applied = appliedAs(resource, context.index);
    if (!resource.binding || applied === 'part' || applied === 'changed') {
      return;
    }
    yield* eachCauseOnce(resource, rejectionsOf(resource, context));
  },
  fixes: roleBindingRejectedFixes,
};

/** The input of a fix. */
export type BindingRejectionData =
  /** Replaces the value at the problem's place by this one. */
  | { readonly type: 'replace'; readonly value: string; readonly certain: boolean }
  /** Adds the field to the mapping that has the value at `beside`. */
  | { readonly type: 'add'; readonly field: string; readonly value: string; readonly beside: Stated };

type Rejection = Rejected<BindingRejectionData>;

/** Source: k8s.io/kubernetes/pkg/apis/rbac/validation ValidateRoleBinding, ValidateClusterRoleBinding. */
function* rejectionsOf(resource: Resource, context: RuleContext): Generator<Rejection> {
  const { roleRef, subjects } = resource.binding!;
  const isClusterWide = resource.kind === 'ClusterRoleBinding';
  // Without a roleRef the text may be a patch.
  if (roleRef) {
    yield* rejectedKind(roleRef, isClusterWide ? ['ClusterRole'] : ['Role', 'ClusterRole'], 'roleRef');
    yield* rejectedGroup(roleRef, [rbac], 'roleRef');
    yield* rejectedName(roleRef, 'roleRef');
  }
  for (const [index, subject] of subjects.entries()) {
    const path = `subjects[${index}]`;
    yield* rejectedKind(subject, subjectKinds, path);
    yield* rejectedGroup(subject, subject.kind?.value === 'ServiceAccount' ? [] : [rbac], path);
    yield* rejectedName(subject, path);
    if (isClusterWide && isAccountWithoutNamespace(subject) && !mayBeFilledIn(resource, context.index)) {
      yield withoutNamespace(resource, subject, context);
    }
  }
}

function isAccountWithoutNamespace({ kind, namespace, name }: StatedReference): boolean {
  return kind?.value === 'ServiceAccount' && isEmpty(namespace) && name !== undefined && !isOpen(name);
}

/**
 * Whether a kustomization that is not here could fill in the namespace, which it does for each ServiceAccount that it
 * deploys: one beside a file that none includes, or one around a bundle that states no namespace.
 */
function mayBeFilledIn({ bundle, document: { file } }: Resource, index: IndexReader): boolean {
  const beside = index.kustomizationsIn(bundle ?? directoryOf(file));
  return bundle === undefined ? beside.length > 0 : !beside.some(({ kustomization }) => kustomization.namespace);
}

function withoutNamespace(resource: Resource, subject: StatedReference, context: RuleContext): Rejection {
  const at = subject.namespace ?? subject.name ?? subject;
  const namespace = namespaceFor(resource, subject, context);
  return {
    cause: 'no namespace',
    at,
    message: `ServiceAccount "${subject.name?.value ?? ''}" of a ClusterRoleBinding has no namespace`,
    advice: 'A ClusterRoleBinding belongs to no namespace, so each ServiceAccount states its own.',
    ...(namespace !== undefined && subject.name && subject.namespace === undefined
      ? { data: { type: 'add', field: 'namespace', value: namespace, beside: subject.name } }
      : {}),
  };
}

/** The namespace of the ServiceAccount of that name nearby, or else the one that the other subjects state. */
function namespaceFor(
  resource: Resource,
  subject: StatedReference,
  { index, settings }: RuleContext,
): string | undefined {
  const accounts = nearAccounts(resource, index).filter(({ name }) => name === subject.name?.value);
  const ofAccounts = accounts.flatMap((each) => namespacesOf(each, index, settings.closedWorld));
  const ofSubjects = resource.binding!.subjects.flatMap(({ namespace }) =>
    isEmpty(namespace) ? [] : namespace!.value,
  );
  const found = new Set(ofAccounts.some((each) => each !== undefined) ? ofAccounts : ofSubjects);
  const [only] = found;
  return found.size === 1 ? only : undefined;
}

function* rejectedKind(
  { kind, ...reference }: StatedReference,
  known: readonly string[],
  path: string,
): Generator<Rejection> {
  if (kind && (known.includes(kind.value) || isOpen(kind))) {
    return;
  }
  const advice = `Write ${known.join(' or ')}.`;
  if (isEmpty(kind)) {
    yield {
      cause: `no kind ${listOf(path)}`,
      at: kind ?? reference.name ?? reference,
      message: `${path} has no kind`,
      advice,
    };
    return;
  }
  const near = known.find((each) => each.toLowerCase() === kind!.value.toLowerCase());
  const only = known.length === 1 ? known[0] : undefined;
  const value = near ?? only;
  yield {
    cause: `kind ${kind!.value}`,
    at: kind!,
    message: only
      ? `The roleRef of a ClusterRoleBinding cannot have the kind ${kind!.value}`
      : `${path} cannot have the kind ${kind!.value}`,
    advice,
    ...(value === undefined ? {} : { data: { type: 'replace', value, certain: near !== undefined } }),
  };
}

function* rejectedGroup({ apiGroup }: StatedReference, known: readonly string[], path: string): Generator<Rejection> {
  // The API server fills in an empty group, before it validates.
  if (isEmpty(apiGroup) || isOpen(apiGroup!) || known.includes(apiGroup!.value)) {
    return;
  }
  const [value = ''] = known;
  yield {
    cause: `group ${apiGroup!.value}`,
    at: apiGroup!,
    message: `${path} cannot have the apiGroup "${apiGroup!.value}"`,
    advice: `Write ${value === '' ? '"", which is the group of a ServiceAccount' : value}.`,
    data: { type: 'replace', value, certain: true },
  };
}

function* rejectedName({ name, ...reference }: StatedReference, path: string): Generator<Rejection> {
  if (isEmpty(name)) {
    yield { cause: `no name ${listOf(path)}`, at: name ?? reference.kind ?? reference, message: `${path} has no name` };
  }
}

/** E.g. `subjects` for `subjects[1]`. */
function listOf(path: string): string {
  return path.replace(/\[.*/, '');
}

/** Whether the field is absent or an empty string. A key without any value is a gap that a script or a person fills. */
function isEmpty(written: Written | undefined): boolean {
  return written === undefined || (written.type === 'string' && written.value === '');
}

/** Whether the value is filled in later. */
function isOpen({ type, value }: Written): boolean {
  return type === 'placeholder' || type === 'null' || containsPlaceholder(value);
}

const rbac = 'rbac.authorization.k8s.io';
const subjectKinds = ['ServiceAccount', 'User', 'Group'];
