/**
 * The fields that kustomize's transformers change and the fields that name other objects, as tables from a path
 * to kinds. A path with a leading `+` is created if it does not exist. A kind is `group/version/kind`; an empty
 * part matches any value.
 *
 * Source: sigs.k8s.io/kustomize/api/internal/konfig/builtinpluginconsts.
 */
export type FieldSpecTable = Readonly<Record<string, readonly string[]>>;

export const templateLabelSpecs: FieldSpecTable = {
  '+metadata/labels': ['*'],
  '+spec/template/metadata/labels': [
    '/v1/ReplicationController',
    '//Deployment',
    '//ReplicaSet',
    '//DaemonSet',
    'apps//StatefulSet',
    'batch//Job',
  ],
  '+spec/volumeClaimTemplates[]/metadata/labels': ['apps//StatefulSet'],
  '+spec/jobTemplate/metadata/labels': ['batch//CronJob'],
  '+spec/jobTemplate/spec/template/metadata/labels': ['batch//CronJob'],
};

export const commonLabelSpecs: FieldSpecTable = {
  '+spec/selector': ['/v1/Service', '/v1/ReplicationController'],
  '+spec/selector/matchLabels': ['//Deployment', '//ReplicaSet', '//DaemonSet', 'apps//StatefulSet'],
  'spec/template/spec/affinity/podAffinity/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/matchLabels':
    ['apps//Deployment', 'apps//StatefulSet'],
  'spec/template/spec/affinity/podAffinity/requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels': [
    'apps//Deployment',
    'apps//StatefulSet',
  ],
  'spec/template/spec/affinity/podAntiAffinity/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/matchLabels':
    ['apps//Deployment', 'apps//StatefulSet'],
  'spec/template/spec/affinity/podAntiAffinity/requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels':
    ['apps//Deployment', 'apps//StatefulSet'],
  'spec/template/spec/topologySpreadConstraints/labelSelector/matchLabels': ['apps//Deployment', 'apps//StatefulSet'],
  'spec/selector/matchLabels': ['batch//Job', 'policy//PodDisruptionBudget'],
  'spec/jobTemplate/spec/selector/matchLabels': ['batch//CronJob'],
  'spec/podSelector/matchLabels': ['networking.k8s.io//NetworkPolicy'],
  'spec/ingress/from/podSelector/matchLabels': ['networking.k8s.io//NetworkPolicy'],
  'spec/egress/to/podSelector/matchLabels': ['networking.k8s.io//NetworkPolicy'],
  ...templateLabelSpecs,
};

export const commonAnnotationSpecs: FieldSpecTable = {
  '+metadata/annotations': ['*'],
  '+spec/template/metadata/annotations': [
    '/v1/ReplicationController',
    '//Deployment',
    '//ReplicaSet',
    '//DaemonSet',
    '//StatefulSet',
    'batch//Job',
  ],
  '+spec/jobTemplate/metadata/annotations': ['batch//CronJob'],
  '+spec/jobTemplate/spec/template/metadata/annotations': ['batch//CronJob'],
};

export const namespaceSpecs: FieldSpecTable = {
  '+metadata/name': ['//Namespace'],
  '+spec/service/namespace': ['apiregistration.k8s.io//APIService'],
  'spec/conversion/webhook/clientConfig/service/namespace': ['apiextensions.k8s.io//CustomResourceDefinition'],
};

export const replicaSpecs: FieldSpecTable = {
  '+spec/replicas': ['//Deployment', '//ReplicationController', '//ReplicaSet', '//StatefulSet'],
};

export const imageSpecs: FieldSpecTable = {
  '+spec/containers[]/image': ['*'],
  '+spec/initContainers[]/image': ['*'],
  '+spec/volumes[]/image/reference': ['*'],
  '+spec/template/spec/containers[]/image': ['*'],
  '+spec/template/spec/initContainers[]/image': ['*'],
  '+spec/template/spec/volumes[]/image/reference': ['*'],
};

/** Paths of a pod specification, each in every place that has such a specification. */
function inPods(places: FieldSpecTable, paths: readonly string[]): FieldSpecTable {
  const specs = Object.entries(places).flatMap(([place, kinds]) =>
    paths.map((path) => [`${place}/${path}`, kinds] as const),
  );
  return Object.fromEntries(specs);
}

const placesOfVariables: FieldSpecTable = {
  'spec/jobTemplate/spec/template/spec': ['//CronJob'],
  'spec/template/spec': ['//DaemonSet', '//Deployment', '//Job', '//ReplicaSet', '//StatefulSet'],
  spec: ['//Pod'],
};

export const variableSpecs: FieldSpecTable = {
  ...inPods(
    placesOfVariables,
    ['containers', 'initContainers'].flatMap((list) =>
      ['args', 'command', 'env/value', 'volumeMounts/mountPath'].map((path) => `${list}/${path}`),
    ),
  ),
  'spec/jobTemplate/spec/template/volumes/nfs/server': ['//CronJob'],
  'spec/template/spec/volumes/nfs/server': ['//DaemonSet', '//Deployment', '//Job', '//ReplicaSet'],
  'spec/template/metadata/annotations': ['//Deployment'],
  'spec/rules/host': ['//Ingress'],
  'spec/tls/hosts': ['//Ingress'],
  'spec/tls/secretName': ['//Ingress'],
  'spec/volumes/nfs/server': ['//Pod'],
  'spec/ports/port': ['//Service'],
  'spec/ports/targetPort': ['//Service'],
  'spec/volumeClaimTemplates/spec/nfs/server': ['//StatefulSet'],
  'spec/nfs/server': ['//PersistentVolume'],
  'metadata/labels': ['*'],
  'metadata/annotations': ['*'],
};

const workloads = ['//Deployment', '//ReplicaSet', '//DaemonSet', '//StatefulSet', '//Job'];

/** Where kustomize looks for the names of ConfigMaps and Secrets. */
const placesOfPods: FieldSpecTable = {
  spec: ['/v1/Pod'],
  'template/spec': ['//PodTemplate'],
  'spec/template/spec': workloads,
  'spec/jobTemplate/spec/template/spec': ['//CronJob'],
};

/** Where it looks for other names. */
const placesOfOtherNames: FieldSpecTable = {
  spec: ['//Pod'],
  'spec/template/spec': ['//StatefulSet', '//Deployment', '//ReplicationController', '//Job', '//DaemonSet'],
  'spec/jobTemplate/spec/template/spec': ['//CronJob'],
};

type NameReferenceSpecs = readonly [target: string, referrers: FieldSpecTable];

/** Kinds that other objects name, with the fields that name them. */
export const nameReferenceSpecs: readonly NameReferenceSpecs[] = [
  ...['//Deployment', '//ReplicationController', '//ReplicaSet', '//StatefulSet'].map(
    (target): NameReferenceSpecs => [target, { 'spec/scaleTargetRef/name': ['//HorizontalPodAutoscaler'] }],
  ),
  [
    '/v1/ConfigMap',
    {
      ...inPods(placesOfPods, [
        'volumes/configMap/name',
        'containers/env/valueFrom/configMapKeyRef/name',
        'initContainers/env/valueFrom/configMapKeyRef/name',
        'containers/envFrom/configMapRef/name',
        'initContainers/envFrom/configMapRef/name',
        'volumes/projected/sources/configMap/name',
      ]),
      'spec/configSource/configMap': ['//Node'],
      'rules/resourceNames': ['//Role', '//ClusterRole'],
      'metadata/annotations/nginx.ingress.kubernetes.io\\/fastcgi-params-configmap': ['//Ingress'],
    },
  ],
  [
    '/v1/Secret',
    {
      ...inPods(placesOfPods, [
        'volumes/secret/secretName',
        'containers/env/valueFrom/secretKeyRef/name',
        'initContainers/env/valueFrom/secretKeyRef/name',
        'containers/envFrom/secretRef/name',
        'initContainers/envFrom/secretRef/name',
        'imagePullSecrets/name',
        'volumes/projected/sources/secret/name',
      ]),
      'spec/template/spec/containers/env/valueFrom/secretKeyRef/name': [...workloads, 'serving.knative.dev/v1/Service'],
      'spec/tls/secretName': ['//Ingress', '//Ingress'],
      'metadata/annotations/ingress.kubernetes.io\\/auth-secret': ['//Ingress'],
      'metadata/annotations/nginx.ingress.kubernetes.io\\/auth-secret': ['//Ingress'],
      'metadata/annotations/nginx.ingress.kubernetes.io\\/auth-tls-secret': ['//Ingress'],
      'imagePullSecrets/name': ['//ServiceAccount'],
      'parameters/secretName': ['//StorageClass'],
      'parameters/adminSecretName': ['//StorageClass'],
      'parameters/userSecretName': ['//StorageClass'],
      'parameters/secretRef': ['//StorageClass'],
      'rules/resourceNames': ['//Role', '//ClusterRole'],
      'spec/azureFile/secretName': ['//PersistentVolume'],
    },
  ],
  [
    '/v1/Service',
    {
      'spec/serviceName': ['apps//StatefulSet'],
      'spec/rules/http/paths/backend/serviceName': ['//Ingress'],
      'spec/backend/serviceName': ['//Ingress'],
      'spec/rules/http/paths/backend/service/name': ['//Ingress'],
      'spec/defaultBackend/service/name': ['//Ingress'],
      'spec/service/name': ['apiregistration.k8s.io//APIService'],
      'webhooks/clientConfig/service': [
        'admissionregistration.k8s.io//ValidatingWebhookConfiguration',
        'admissionregistration.k8s.io//MutatingWebhookConfiguration',
      ],
    },
  ],
  ['rbac.authorization.k8s.io//Role', { 'roleRef/name': ['rbac.authorization.k8s.io//RoleBinding'] }],
  [
    'rbac.authorization.k8s.io//ClusterRole',
    {
      'roleRef/name': ['rbac.authorization.k8s.io//RoleBinding', 'rbac.authorization.k8s.io//ClusterRoleBinding'],
    },
  ],
  [
    '/v1/ServiceAccount',
    {
      subjects: ['rbac.authorization.k8s.io//RoleBinding', 'rbac.authorization.k8s.io//ClusterRoleBinding'],
      ...inPods(placesOfOtherNames, ['serviceAccountName']),
    },
  ],
  [
    '/v1/PersistentVolumeClaim',
    {
      ...inPods(placesOfOtherNames, ['volumes/persistentVolumeClaim/claimName']),
    },
  ],
  [
    '/v1/PersistentVolume',
    {
      'spec/volumeName': ['//PersistentVolumeClaim'],
      'rules/resourceNames': ['//ClusterRole'],
    },
  ],
  [
    'storage.k8s.io/v1/StorageClass',
    {
      'spec/storageClassName': ['//PersistentVolume', '//PersistentVolumeClaim'],
      'spec/volumeClaimTemplates/spec/storageClassName': ['//StatefulSet'],
    },
  ],
  [
    'scheduling.k8s.io/v1/PriorityClass',
    {
      ...inPods(placesOfOtherNames, ['priorityClassName']),
    },
  ],
  ['networking.k8s.io/v1/v1/IngressClass', { 'spec/ingressClassName': ['//Ingress'] }],
  [
    'admissionregistration.k8s.io//ValidatingAdmissionPolicy',
    {
      'spec/policyName': ['admissionregistration.k8s.io//ValidatingAdmissionPolicyBinding'],
    },
  ],
];
