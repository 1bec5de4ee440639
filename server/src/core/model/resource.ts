import type { Range } from '../text/range.ts';
import type { DocumentFacts } from './document.ts';
import type { KustomizationProblem } from './kustomization.ts';
import type { Stated } from './origin.ts';
import type { Reference, SelectorReference } from './reference.ts';
import type { LabelPair, LabelSelector, Labels, Requirement, Written } from './written.ts';

/**
 * One Kubernetes object, reduced to the facts that wiring needs. Ranges are in `document`, unless a fact names another
 * document: ask `originOf`.
 */
export interface Resource extends Range {
  readonly document: DocumentFacts;
  /**
   * Set for what a kustomization makes of the object: the kustomization's directory, relative to the workspace folder. It
   * stands together with what has the same, wherever their documents lie.
   */
  readonly bundle?: string;
  /** As in the text, e.g. `apps/v1`. */
  readonly apiVersion: string;
  /** The part of apiVersion before the slash; the empty string for the core group. */
  readonly group: string;
  readonly kind: string;
  /** Empty where the text states none. */
  readonly name: string;
  readonly nameRange: Stated;
  /** Absent where the file states none: it may then equal any namespace. */
  readonly namespace?: Written;
  /** `metadata.labels`, the object's own: no Service selects by them. */
  readonly labels?: Labels;
  /** Codes silenced by an annotation. */
  readonly silenced: readonly string[];
  /** Set for what makes pods: its template. */
  readonly podTemplate?: PodTemplate;
  /** `spec.selector` of a workload. */
  readonly workloadSelector?: LabelSelector;
  readonly service?: ServiceFacts;
  /** Set for a custom resource whose operator may make pods. */
  readonly operated?: Operated;
  /** Set for a workload that uses the pod template of another one. Source: argo-rollouts RolloutSpec.workloadRef. */
  readonly workloadRef?: WorkloadRef;
  /** The Service whose traffic it splits over others. */
  readonly apexService?: Written;
  /** Set where it makes a tool deploy a directory of the workspace. */
  readonly deploys?: Deploys;
  /** Set where it stands for objects that are made elsewhere; continues the sentence "unknown, because …". */
  readonly installs?: string;
  /** The Service whose endpoints it states, for Endpoints and EndpointSlices. */
  readonly endpointsOf?: string;
  /** Set for a ReferenceGrant: who may name what of its namespace. */
  readonly grant?: Grant;
  /** Whom it names. */
  readonly references: readonly Reference[];
  /** Set for a kustomization that is built: why kustomize would refuse, of all that it includes. */
  readonly refusals?: readonly KustomizationProblem[];
  /** Whom it selects, other than a Service or a workload does. */
  readonly selectors: readonly SelectorReference[];
  /** Label and selector maps, in the order of the text: what the rules about values look at. */
  readonly labelMaps: readonly LabelMap[];
  /** Requirements of label selectors and node selectors, in the order of the text. */
  readonly requirements: readonly PlacedRequirement[];
  /** Keys that stand twice where wiring is stated. */
  readonly duplicateKeys: readonly DuplicateKey[];
}

/** Source: sigs.k8s.io/gateway-api/apis/v1beta1 ReferenceGrantSpec. */
export interface Grant {
  readonly from: readonly { readonly group: string; readonly kind: string; readonly namespace: string }[];
  /** Without a name: all of the kind. */
  readonly to: readonly { readonly group: string; readonly kind: string; readonly name?: string }[];
}

/** An item of `matchExpressions`. */
export interface PlacedRequirement {
  readonly requirement: Requirement;
  /** E.g. `spec.selector.matchExpressions[0]`. */
  readonly path: string;
  /** It chooses nodes, not objects by their labels: its values need not be label values. */
  readonly ofNodes: boolean;
}

/** A key that one mapping has more than once. */
export interface DuplicateKey {
  /** Of the mapping, e.g. `spec.selector`; empty for the object itself. */
  readonly path: string;
  /** Where it stands last, which is the one that kubectl keeps. */
  readonly key: Written;
  /** The whole pair that kubectl keeps. */
  readonly pair: Stated;
  /** The whole pairs before it, in the order of the text. */
  readonly earlier: readonly Stated[];
}

/** Where kinds that the user named have their pod template: `kind` under `apiVersion`, whose version may be `*`. */
export interface CustomWorkload {
  readonly apiVersion: string;
  readonly kind: string;
  /** Dotted, e.g. `spec.jobTargetRef.template`. */
  readonly podTemplate: string;
}

/** What a custom resource says that its operator may put on the pods it makes. */
export interface Operated {
  /** Maps under a key `labels` or one that ends in `Labels`, anywhere in its spec. */
  readonly labels: readonly Labels[];
  /** Whether it holds a whole pod template, somewhere. */
  readonly holdsPodTemplate: boolean;
}

export interface WorkloadRef {
  readonly group: string;
  readonly kind: string;
  readonly name: Written;
}

/** A Flux Kustomization or an Argo CD Application. */
export interface Deploys {
  /** Directories, relative to the root of the repository. There are none where it only installs a chart. */
  readonly paths: readonly string[];
  readonly namespace?: Written;
  /** Whether the namespace replaces one that a manifest states. */
  readonly overrides: boolean;
  /** What it does to what selects or may be selected, beside deploying it. */
  readonly changes: readonly DeployerChange[];
  /** Whether it installs a chart too, or only. */
  readonly chart: boolean;
}

/** A field by which a tool changes what it deploys; the range is that of what the field says, in the tool's own document. */
export interface DeployerChange extends Range {
  /** E.g. `spec.patches`. */
  readonly field: string;
  /** The kind of what a patch is for, where that is stated. */
  readonly kind?: string;
  /** Set where what it does stands in something that is not read: a component, a plugin, a variable. */
  readonly unread?: true;
}

export interface LabelMap {
  readonly labels: Labels;
  /** E.g. `spec.template.metadata.labels`. */
  readonly path: string;
}

/** A pod as a workload will make it. Source: k8s.io/api core/v1 PodTemplateSpec. */
export interface PodTemplate extends Stated {
  readonly labels: Labels | undefined;
  /** Labels right below it instead of in its `metadata`, one level too high: it has no such field. */
  readonly strayLabels?: Labels;
  /** E.g. `spec.template`; empty for a Pod. */
  readonly path: string;
  readonly containers: readonly Container[];
  /** Set for pods that are not started again when they end well: they answer nobody for long. */
  readonly ends?: true;
  /** Labels that controllers or admission put on the pods at run time. */
  readonly added: readonly AddedLabel[];
}

/** A label that is on the pods though it is in no text. */
export interface AddedLabel {
  readonly key: string;
  /** Absent: any value. */
  readonly exactly?: string;
  /** The value begins so; with `ordinalFrom`, a number of at least that follows and nothing else. */
  readonly prefix?: string;
  readonly ordinalFrom?: number;
}

export interface Container extends Stated {
  readonly name: string;
  /** The last part of the image's name, without tag and digest, e.g. `web`. */
  readonly image?: string;
  /** Stands under `initContainers`; only those that restart always can back a named port. */
  readonly init: boolean;
  readonly restartsAlways: boolean;
  readonly ports: readonly ContainerPort[];
  readonly readinessProbe?: ContainerProbe;
  readonly livenessProbe?: ContainerProbe;
}

/**
 * How kubelet asks a container whether it is well, as far as it asks by network: a probe of the kind `exec` is none here, and
 * neither is one that holds a placeholder. Source: k8s.io/api core/v1 ProbeHandler.
 */
export interface ContainerProbe {
  readonly type: 'httpGet' | 'tcpSocket' | 'grpc';
  /** A number, or the name of a port of the same container. */
  readonly port: string;
  readonly path?: string;
  readonly scheme?: string;
  readonly headers?: readonly { readonly name: string; readonly value: string }[];
}

export interface ContainerPort extends Stated {
  readonly name?: Written;
  readonly containerPort?: Written;
  /** `TCP` where the text states none. */
  readonly protocol: string;
}

/** Source: k8s.io/api core/v1 ServiceSpec. */
export interface ServiceFacts {
  /** Absent: no selector, no slices are made. */
  readonly selector: Labels | undefined;
  readonly type?: Written;
  readonly clusterIP?: Written;
  readonly ports: readonly ServicePort[];
  /** The value of `spec`; absent where the key is. */
  readonly spec?: FieldValue;
  /** The value of `spec.ports`; absent where the key is. */
  readonly portList?: FieldValue;
  readonly externalTrafficPolicy?: Written;
  /** A node port too, of the same pool. */
  readonly healthCheckNodePort?: Written;
  readonly sessionAffinity?: Written;
  readonly externalName?: Written;
  readonly allocateLoadBalancerNodePorts?: Written;
  /** The keys of `spec`, for a misspelt field beside a known one; duplicates included. */
  readonly fields: readonly Written[];
  /** Keys of the object itself and of its metadata that are none of theirs. */
  readonly strayFields: readonly StrayField[];
  /** Annotations whose value is no text. */
  readonly annotations: readonly LabelPair[];
}

export interface StrayField {
  readonly key: Written;
  readonly in: 'object' | 'metadata';
}

/** A field's value with the place of its key. */
export interface FieldValue extends Written {
  readonly keyRange: Stated;
}

export interface ServicePort extends Stated {
  readonly name?: Written;
  readonly port?: Written;
  readonly targetPort?: Written;
  readonly nodePort?: Written;
  /** `TCP` where the text states none. */
  readonly protocol: string;
  readonly protocolField?: Written;
  /** `other` for a scalar or a list where a port belongs. */
  readonly shape: 'mapping' | 'other';
  /** Its keys, duplicates included. */
  readonly fields: readonly Written[];
}
