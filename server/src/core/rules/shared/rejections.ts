import { type Origin, originOf, type Stated } from '../../model/origin.ts';
import type { Resource } from '../../model/resource.ts';
import { describeResource } from '../../resolve/describe.ts';
import { getOrInsertComputed } from '../../text/maps.ts';
import { optional } from '../../text/optional.ts';
import type { Finding } from '../rule.ts';

/** One place for which the API server rejects an object. */
export interface Rejection<Data> {
  readonly at: Stated;
  /** What is wrong, without a full stop. The sentence continues: "…: the API server rejects Service "web"." */
  readonly message: string;
  /** What to do, as a sentence. */
  readonly advice?: string;
  /** Places of one object with an equal cause are one problem. Without a cause, the message is the cause. */
  readonly cause?: string;
  readonly data?: Data;
}

/** A place that a fix changes, with the input of the fix. */
export interface PlaceToFix<Data> {
  readonly at: Origin;
  readonly data: Data;
}

/** A problem for each cause. It is at its first place, its other places are related, and its data has all of them. */
export function eachCauseOnce<Data>(
  resource: Resource,
  rejections: Iterable<Rejection<Data>>,
): readonly Extract<Finding, { readonly message: string }>[] {
  const byCause = new Map<string, Rejection<Data>[]>();
  for (const rejection of rejections) {
    getOrInsertComputed(byCause, rejection.cause ?? rejection.message, () => []).push(rejection);
  }
  return [...byCause.values()].map(([first, ...others]) => {
    const { at, message, advice } = first!;
    const more = others.length > 0 ? ` (and ${others.length} more)` : '';
    const places = [first!, ...others].flatMap((each): readonly PlaceToFix<Data>[] =>
      each.data === undefined ? [] : [{ at: originOf(resource, each.at), data: each.data }],
    );
    return {
      severity: 'error',
      message: `${message}${more}: the API server rejects ${describeResource(resource)}.${advice ? ` ${advice}` : ''}`,
      at: originOf(resource, at),
      related: others.map((each) => ({ message: each.message, at: originOf(resource, each.at) })),
      ...optional('data', places.length > 0 ? places : undefined),
    };
  });
}
