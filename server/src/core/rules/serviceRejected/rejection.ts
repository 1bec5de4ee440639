import type { Stated } from '../../model/origin.ts';

/** One reason for which the API server refuses a Service. */
export interface Rejection {
  readonly range: Stated;
  /** What is wrong, without a full stop: it goes on "…: the API server rejects Service "web"." */
  readonly message: string;
  /** What to do, as a sentence. */
  readonly advice?: string;
  /** It lies in how several fields go together, one of which may come from elsewhere. */
  readonly together: boolean;
  readonly data?: RejectionData;
}

/** What a fix starts from. */
export type RejectionData =
  /** The value at the problem's place should read so. */
  | { readonly type: 'replace'; readonly value: string; readonly as: 'text' | 'number'; readonly certain: boolean }
  /** The key at the problem's place should read so. */
  | { readonly type: 'rename'; readonly key: string }
  /** The labels under the key at the problem's place belong one level up. */
  | { readonly type: 'move up' }
  /** A node port needs a type that has such. */
  | { readonly type: 'node port' }
  /** The port has to have a name. */
  | { readonly type: 'name'; readonly name: string }
  /** The field at the problem's place is too many. */
  | { readonly type: 'remove'; readonly field: string };
