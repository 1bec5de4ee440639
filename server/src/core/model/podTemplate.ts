import type { Stated } from './origin.ts';
import type { Labels, Written } from './written.ts';

/** A pod that a workload will create. Source: k8s.io/api core/v1 PodTemplateSpec. */
export interface PodTemplate extends Stated {
  readonly labels: Labels | undefined;
  /** Labels directly below the template instead of in its `metadata`. A pod template has no such field. */
  readonly strayLabels?: Labels;
  /** E.g. `spec.template`. Empty for a Pod. */
  readonly path: string;
  readonly containers: readonly Container[];
  /** Its volumes, and the claims that a StatefulSet makes for each pod. */
  readonly volumes: readonly Volume[];
  /** Set for pods that do not restart after they succeed. They serve traffic for a short time only. */
  readonly ends?: true;
  /** How many pods the text asks for. Absent if it states no number; an autoscaler may decide another one. */
  readonly replicas?: number;
  /** Labels that controllers or admission add to the pods at run time. */
  readonly added: readonly AddedLabel[];
}

/** A volume of a pod. Source: k8s.io/api core/v1 Volume; apps/v1 StatefulSetSpec.volumeClaimTemplates. */
export interface Volume {
  readonly name: Written;
  /** Set for a claim that a StatefulSet makes. */
  readonly isClaim?: true;
  /** The paths of its files, if the volume lists the keys of its ConfigMap or Secret. */
  readonly files?: readonly Written[];
}

/** A volume in a container. Source: k8s.io/api core/v1 VolumeMount, VolumeDevice. */
export interface VolumeMount {
  /** The name of the volume. */
  readonly name: Written;
  /** The path in the volume. Absent for the whole volume. */
  readonly subPath?: Written;
  /** The path in the container, e.g. `/etc/app`. Absent for a block device. */
  readonly at?: Written;
}

/** A port of a container to which the kubelet sends requests. Source: k8s.io/api core/v1 Probe, LifecycleHandler. */
export interface RequestedPort {
  readonly by: 'readinessProbe' | 'livenessProbe' | 'startupProbe' | 'postStart' | 'preStop';
  /** A number, or the name of a port of the same container. */
  readonly port: Written;
}

/** A label that the pods have although no manifest states it. */
export interface AddedLabel {
  readonly key: string;
  /** If absent, the label has any value. */
  readonly exactly?: string;
  /**
   * The value begins with this prefix. With `ordinalFrom`, a number follows that is at least `ordinalFrom`, and
   * nothing after it.
   */
  readonly prefix?: string;
  readonly ordinalFrom?: number;
}

export interface Container extends Stated {
  readonly name: string;
  /** The field with the name. */
  readonly nameField?: Written;
  /** Set if it states no image, which the API server requires. */
  readonly withoutImage?: true;
  /** Names of environment variables, and prefixes of them, that the API server rejects. */
  readonly rejectedNames?: readonly Written[];
  /** The last part of the image name, without tag and digest, e.g. `web`. */
  readonly image?: string;
  /** It is listed in `initContainers`. Only an init container that always restarts can provide a named port. */
  readonly init: boolean;
  readonly restartsAlways: boolean;
  readonly ports: readonly ContainerPort[];
  readonly mounts: readonly VolumeMount[];
  /** The ports to which the kubelet sends requests, for probes and for the hooks of the lifecycle. */
  readonly requested: readonly RequestedPort[];
  readonly readinessProbe?: ContainerProbe;
  readonly livenessProbe?: ContainerProbe;
}

/**
 * The network request of a kubelet probe. A probe of the type `exec` and a probe with a placeholder are left
 * out. Source: k8s.io/api core/v1 ProbeHandler.
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
  /** The port of the node that leads to it. */
  readonly hostPort?: Written;
  /** The address of the node to which the port of the node is bound. */
  readonly hostIP?: string;
  /** `TCP` if the text states no protocol. */
  readonly protocol: string;
}
