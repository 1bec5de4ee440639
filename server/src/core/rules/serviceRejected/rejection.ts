import type { Rejection as Rejected } from '../shared/rejections.ts';

/** One reason why the API server rejects a Service. */
export interface Rejection extends Rejected<RejectionData> {
  /** Whether the cause is a combination of several fields, of which one may come from elsewhere. */
  readonly together: boolean;
}

/** The input of a fix. */
export type RejectionData =
  /** Replaces the value at the problem's place by this one. */
  | { readonly type: 'replace'; readonly value: string; readonly as: 'text' | 'number'; readonly certain: boolean }
  /** Replaces the key at the problem's place by this one. */
  | { readonly type: 'rename'; readonly key: string }
  /** Moves the labels under the key at the problem's place one level up. */
  | { readonly type: 'move up' }
  /** Indents the keys of the mapping at the problem's place. */
  | { readonly type: 'indent'; readonly keys: readonly string[] }
  /** Changes the type to one that has node ports. */
  | { readonly type: 'node port' }
  /** Gives the port this name. */
  | { readonly type: 'name'; readonly name: string }
  /** Removes the field at the problem's place. */
  | { readonly type: 'remove'; readonly field: string };
