import type { Inclusion, KustomizationFile, NamedTarget } from '../model/kustomization.ts';
import type { Stated } from '../model/origin.ts';
import type { ContainerPort, Resource, ServicePort } from '../model/resource.ts';
import type { LabelPair, Requirement, Written } from '../model/written.ts';
import type { NamedPart, Usage } from '../resolve/usages.ts';

/** What a place in a text is: a mention, which refers to something, or a definition, to which mentions refer. */
export type Thing = Mention | Definition;

export type Mention =
  /** A name, a port, or the key of a selector, which is the whole selector. */
  | { readonly type: 'usage'; readonly usage: Usage }
  /** A pair of a selector, or the requirement of a selector for a key. */
  | { readonly type: 'used label'; readonly usage: Usage; readonly label: LabelPair | Requirement }
  /** A path in a kustomization. */
  | { readonly type: 'inclusion'; readonly from: KustomizationFile; readonly inclusion: Inclusion }
  /** The name of an object that a kustomization changes or reads. */
  | { readonly type: 'target'; readonly from: KustomizationFile; readonly target: NamedTarget }
  /** The name in a patch: it refers to the object that the patch changes. */
  | { readonly type: 'patch'; readonly patch: Resource };

export type Definition =
  | { readonly type: 'object'; readonly resource: Resource }
  /** All labels that a selector selects by: those of pods, or those of the object itself. */
  | { readonly type: 'labels'; readonly resource: Resource; readonly ofObject: boolean }
  | { readonly type: 'label'; readonly resource: Resource; readonly ofObject: boolean; readonly pair: LabelPair }
  | { readonly type: 'port'; readonly resource: Resource; readonly port: ServicePort | ContainerPort }
  /** A key of a ConfigMap or a Secret, or a volume of a pod. */
  | { readonly type: 'part'; readonly resource: Resource; readonly part: NamedPart; readonly name: Written }
  | { readonly type: 'file'; readonly path: string };

/** The resource whose text a thing is; undefined for a file and for a path. */
export function resourceOf(thing: Thing): Resource | undefined {
  switch (thing.type) {
    case 'usage':
    case 'used label':
      return thing.usage.resource;
    case 'patch':
      return thing.patch;
    case 'inclusion':
    case 'target':
    case 'file':
      return undefined;
    default:
      return thing.resource;
  }
}

/** The part of a thing that a place is. A label has two parts, and a port may have a name and a number. */
export type Part = 'name' | 'key' | 'value' | 'number' | 'pair' | 'path';

/** A place of a thing. */
export interface Place extends Stated {
  readonly thing: Thing;
  readonly part: Part;
  /** The text of the place. Absent for a pair, and for a path. */
  readonly written?: Written;
}

/** The values of a pair or of a requirement of a selector. */
export function valuesOf(label: LabelPair | Requirement): readonly Written[] {
  return 'value' in label ? [label.value] : label.values;
}
