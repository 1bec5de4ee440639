import type { Stated } from './origin.ts';

/**
 * The type that kubectl gives a written value. Only `string` is a label value. Source: sigs.k8s.io/yaml,
 * YAMLToJSON.
 */
export type WrittenType =
  | 'string'
  | 'integer'
  | 'float'
  | 'boolean'
  | 'timestamp'
  | 'null'
  | 'mapping'
  | 'sequence'
  /** The reader rejects the document because of the value, e.g. because of a tag that does not match. */
  | 'invalid'
  /** The value contains a placeholder of a template language, e.g. `${APP}`, so the final value is unknown. */
  | 'placeholder';

/** One value as the text states it. */
export interface Written extends Stated {
  /**
   * The value without its quotes, e.g. `web`. Empty for a null, a mapping or a sequence. A number keeps the
   * spelling of the author (`1.10`), because the author meant to match that spelling.
   */
  readonly value: string;
  readonly type: WrittenType;
  readonly quoted: boolean;
  /** Set if a chart makes the value: another release may have another one, so it is not copied. */
  readonly isMade?: true;
  /** The place of its quotes, if a chart has them at another place than the value. */
  readonly quotes?: Stated;
}

/** `app: web` in labels or a selector. The range is the whole pair. */
export interface LabelPair extends Stated {
  readonly key: Written;
  readonly value: Written;
  /**
   * Set if an edit here would change other places too, or if the text is at another place (alias, merge key,
   * anchor).
   */
  readonly shared?: 'alias' | 'merge' | 'anchor';
}

/** A map of labels: `labels:`, the `selector:` of a Service, `matchLabels:`. The range is the range of the map. */
export interface Labels extends Stated {
  /** Of duplicate keys only the last one, as in kubectl. */
  readonly pairs: readonly LabelPair[];
  /** `other` for a list or a scalar in place of a map. */
  readonly shape: 'mapping' | 'null' | 'other';
  readonly flow: boolean;
  /** The key of the map, e.g. `selector` for `selector:`. */
  readonly keyRange: Stated;
}

/** A `LabelSelector`. Both parts have to match. Source: k8s.io/apimachinery meta/v1 LabelSelectorAsSelector. */
export interface LabelSelector extends Stated {
  readonly matchLabels: Labels | undefined;
  readonly matchExpressions: readonly Requirement[];
  /**
   * Keys in it that the API does not define: labels that belong in `matchLabels`, or the template that belongs
   * next to the selector.
   */
  readonly strayFields: readonly Written[];
  readonly keyRange: Stated;
}

export interface Requirement extends Stated {
  readonly key: Written;
  /**
   * `In`, `NotIn`, `Exists`, `DoesNotExist`. The API server rejects any other value, and it matches nothing
   * here.
   */
  readonly operator: string;
  readonly values: readonly Written[];
  /** Where the operator is written. Absent if it is not. */
  readonly operatorAt?: Written;
  /** The field `values`, if it is written. */
  readonly list?: RequirementValues;
}

/** The field `values` of a requirement: a list, nothing, or something else. The range is that of the value. */
export interface RequirementValues extends Stated {
  readonly keyRange: Stated;
  readonly shape: 'list' | 'null' | 'other';
}
