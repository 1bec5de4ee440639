import type { Range } from '../text/range.ts';
import type { Node } from '../yaml/node.ts';
import type { BindingFacts } from './binding.ts';
import type { DocumentFacts } from './document.ts';
import type { IngressFacts, Listener } from './gateway.ts';
import type { KustomizationProblem } from './kustomization.ts';
import type { Origin, Stated } from './origin.ts';
import type { PodTemplate } from './podTemplate.ts';
import type { Reference, SelectorReference } from './reference.ts';
import type { InstalledBy, StatedRelease } from './release.ts';
import type { LabelPair, LabelSelector, Labels, Requirement, Written } from './written.ts';

export type {
  AddedLabel,
  Container,
  ContainerPort,
  ContainerProbe,
  PodTemplate,
  RequestedPort,
  Volume,
  VolumeMount,
} from './podTemplate.ts';

/**
 * One Kubernetes object, reduced to the facts that wiring needs. Ranges refer to `document` unless a fact names
 * another document; `originOf` returns the right one.
 */
export interface Resource extends Range {
  readonly document: DocumentFacts;
  /**
   * Set for an object that a kustomization or a chart renders: the name of the bundle, e.g. the directory of the
   * kustomization, relative to the workspace folder. Objects with the same bundle are deployed together, in whatever
   * files their documents are. What a chart makes for a HelmRelease of a kustomization has the bundle of the
   * HelmRelease.
   */
  readonly bundle?: string;
  /** As in the text, e.g. `apps/v1`. */
  readonly apiVersion: string;
  /** The part of apiVersion before the slash. The empty string is the core group. */
  readonly group: string;
  readonly kind: string;
  /** Empty if the text states no name. */
  readonly name: string;
  readonly nameRange: Stated;
  /** Absent if the file states none. It may then equal any namespace. */
  readonly namespace?: Written;
  /** `metadata.labels` of the object itself. No Service selects by them. */
  readonly labels?: Labels;
  /** Codes that an annotation silences. */
  readonly silenced: readonly string[];
  /** The pod template of a workload. */
  readonly podTemplate?: PodTemplate;
  /** `spec.selector` of a workload. */
  readonly workloadSelector?: LabelSelector;
  readonly service?: ServiceFacts;
  /** Set for a custom resource whose operator may create pods. */
  readonly operated?: readonly Labels[];
  /**
   * Set for a workload that uses the pod template of another one. Source: argo-rollouts
   * RolloutSpec.workloadRef.
   */
  readonly workloadRef?: WorkloadRef;
  /** The Service whose traffic it splits over other Services. */
  readonly apexService?: Written;
  /** Set if the object makes a tool deploy a directory of the workspace. */
  readonly deploys?: Deploys;
  /** The charts of the repository that it installs. */
  readonly releases?: readonly StatedRelease[];
  /** Set for what a chart makes for a HelmRelease or an Application, and for the chart itself. */
  readonly release?: InstalledBy;
  /** Set for a ConfigMap with values for charts: the texts under the keys that hold them, e.g. `values.yaml`. */
  readonly valuesTexts?: ReadonlyMap<string, Node>;
  /** Set if it represents objects that are created elsewhere. Continues the sentence "unknown, because …". */
  readonly installs?: string;
  /** Set for a ReferenceGrant: which kinds may name which objects of its namespace. */
  readonly grant?: Grant;
  /** Set for a Gateway of the Gateway API. */
  readonly listeners?: readonly Listener[];
  /** Set for a route that hostnames may restrict. Empty if it has none, which stands for all. */
  readonly hostnames?: readonly Written[];
  /** Set for an Ingress of networking.k8s.io/v1. */
  readonly ingress?: IngressFacts;
  /** Set for a Job: whether it selects its pods by its own labels and not by generated ones. */
  readonly manualSelector?: Written;
  /** Set for a RoleBinding and a ClusterRoleBinding. */
  readonly binding?: BindingFacts;
  /** The keys of a ConfigMap or a Secret. */
  readonly data?: DataKeys;
  /**
   * Set for an object that no manifest states, because a controller makes it of another object of the same document,
   * e.g. `ExternalSecret "db"`.
   */
  readonly madeBy?: string;
  /** The objects that it names. */
  readonly references: readonly Reference[];
  /**
   * Set for a kustomization that is built: why kustomize would refuse, including the problems of everything
   * that it includes.
   */
  readonly refusals?: readonly KustomizationProblem[];
  /** Set for a chart with a flag of its values turned on: the keys that lead to the flag. */
  readonly flag?: readonly string[];
  /** Set for a chart: why Helm refuses it, or parts of it. */
  readonly chartErrors?: readonly ChartError[];
  /** The objects that it selects, without the selectors of Services and workloads. */
  readonly selectors: readonly SelectorReference[];
  /** Label and selector maps in the order of the text, for the rules about values. */
  readonly labelMaps: readonly LabelMap[];
  /** Requirements of label selectors and node selectors, in the order of the text. */
  readonly requirements: readonly PlacedRequirement[];
  /** Duplicate keys in fields with wiring. */
  readonly duplicateKeys: readonly DuplicateKey[];
}

/** Why Helm refuses a chart, at the place that has to be changed. */
export interface ChartError {
  readonly at: Origin;
  /** Without a full stop. */
  readonly reason: string;
  /**
   * - `chart`: Helm refuses it with any values, e.g. because Chart.yaml does not parse
   * - `template`: a template does not parse
   * - `execution`: a template does not run to its end with these values
   * - `refusal`: the chart itself refuses these values, with `required`, with `fail` or by its schema
   * - `output`: what a template prints with these values is no manifest
   * - `undefined`: a template calls one that neither the chart nor a dependency defines
   */
  readonly sort: 'chart' | 'template' | 'execution' | 'refusal' | 'output' | 'undefined';
  /** Only for `undefined`. */
  readonly undefinedTemplate?: {
    readonly name: string;
    readonly defined: readonly string[];
    readonly isLiteral: boolean;
  };
}

/** The keys of a ConfigMap or a Secret, never their values. Source: k8s.io/api core/v1 ConfigMap, Secret. */
export interface DataKeys {
  readonly keys: readonly DataKey[];
  /** Set if it may have other keys too. Continues the sentence "unknown, because …". */
  readonly open?: string;
}

export interface DataKey extends Written {
  /** Set if the key is derived from another text, such as the name of a file, so that it cannot be edited here. */
  readonly derived?: true;
}

/** Source: sigs.k8s.io/gateway-api/apis/v1beta1 ReferenceGrantSpec. */
export interface Grant {
  readonly from: readonly { readonly group: string; readonly kind: string; readonly namespace: string }[];
  /** Without a name, the grant allows all objects of the kind. */
  readonly to: readonly { readonly group: string; readonly kind: string; readonly name?: string }[];
}

/** An item of `matchExpressions`. */
export interface PlacedRequirement {
  readonly requirement: Requirement;
  /** E.g. `spec.selector.matchExpressions[0]`. */
  readonly path: string;
  /** Whether it selects nodes and not objects by labels. Its values need not be label values. */
  readonly ofNodes: boolean;
}

/** A key that occurs more than once in a mapping. */
export interface DuplicateKey {
  /** The path of the mapping, e.g. `spec.selector`. Empty for the object itself. */
  readonly path: string;
  /** Its last occurrence, which kubectl uses. */
  readonly key: Written;
  /** The whole pair that kubectl uses. */
  readonly pair: Stated;
  /** The whole earlier pairs, in the order of the text. */
  readonly earlier: readonly Stated[];
}

/** The path of the pod template of a kind that the user named: `kind` in `apiVersion`, whose version may be `*`. */
export interface CustomWorkload {
  readonly apiVersion: string;
  readonly kind: string;
  /** A path with dots, e.g. `spec.jobTargetRef.template`. */
  readonly podTemplate: string;
}

export interface WorkloadRef {
  readonly group: string;
  readonly kind: string;
  readonly name: Written;
}

/** A Flux Kustomization or an Argo CD Application. */
export interface Deploys {
  /** Directories, relative to the root of the repository. Empty if the object only installs a chart. */
  readonly paths: readonly string[];
  /** Directories of which it deploys a subdirectory: the path continues with a variable. */
  readonly pathsBelow: readonly string[];
  /** Whether it deploys the files of subdirectories too. */
  readonly recurses: boolean;
  readonly namespace?: Written;
  /** Whether the namespace replaces the one that a manifest states. */
  readonly overrides: boolean;
  /** How the tool changes objects that select or that can be selected, in addition to deploying them. */
  readonly changes: readonly DeployerChange[];
  /** Whether it installs a chart, alone or in addition. */
  readonly chart: boolean;
}

/**
 * A field by which a tool changes the objects that it deploys. The range is the range of the field's value in
 * the tool's own document.
 */
export interface DeployerChange extends Range {
  /** E.g. `spec.patches`. */
  readonly field: string;
  /** The kind of a patch's target, if it is stated. */
  readonly kind?: string;
  /** Set if the change is defined in a part that is not read: a component, a plugin, a variable. */
  readonly unread?: true;
}

export interface LabelMap {
  readonly labels: Labels;
  /** E.g. `spec.template.metadata.labels`. */
  readonly path: string;
}

/** Source: k8s.io/api core/v1 ServiceSpec. */
export interface ServiceFacts {
  /** Absent without a selector: the controller then creates no slices. */
  readonly selector: Labels | undefined;
  readonly type?: Written;
  readonly clusterIP?: Written;
  readonly ports: readonly ServicePort[];
  /** The value of `spec`. Absent if the key is absent. */
  readonly spec?: FieldValue;
  /** The value of `spec.ports`. Absent if the key is absent. */
  readonly portList?: FieldValue;
  readonly externalTrafficPolicy?: Written;
  /** A node port from the same pool. */
  readonly healthCheckNodePort?: Written;
  readonly sessionAffinity?: Written;
  readonly externalName?: Written;
  readonly allocateLoadBalancerNodePorts?: Written;
  /** The keys of `spec`, including duplicates, to find a misspelt name of a known field. */
  readonly fields: readonly Written[];
  /** Keys of the object and of its metadata that the API does not define. */
  readonly strayFields: readonly StrayField[];
  /** Annotations whose value is not a string. */
  readonly annotations: readonly LabelPair[];
}

export interface StrayField {
  readonly key: Written;
  readonly in: 'object' | 'metadata';
}

/** The value of a field with the place of its key. */
export interface FieldValue extends Written {
  readonly keyRange: Stated;
}

export interface ServicePort extends Stated {
  readonly name?: Written;
  readonly port?: Written;
  readonly targetPort?: Written;
  readonly nodePort?: Written;
  /** `TCP` if the text states no protocol. */
  readonly protocol: string;
  readonly protocolField?: Written;
  /** `other` for a scalar or a list in place of a port. */
  readonly shape: 'mapping' | 'other';
  /** Its keys, including duplicates. */
  readonly fields: readonly Written[];
}
