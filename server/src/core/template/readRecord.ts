import type { Origin } from './origin.ts';
import type { Value } from './value.ts';

/**
 * What templates read of the values that are `false`, and of files. Who turns on such a value, or edits a file, has to
 * execute only the templates that have read it. The record contains too much rather than too little.
 */
export class ReadRecord {
  /** The keys that the present template has read. */
  reads: Set<Origin> = new Set();
  /** The paths of the files of which the present template has executed a part. */
  sources: Set<string> = new Set();
  /** Whether a template changes a map that others read too, so that the order of all of them matters. */
  changesShared = false;
  /** The entries of maps that functions made. */
  readonly #made = new WeakSet<object>();

  /** Notes a value that a field, a loop or a function has yielded. A map is noted when something looks into it. */
  yields(value: Value): void {
    if (value.kind === 'bool' && !value.value && value.origin?.sort === 'key') {
      this.reads.add(value.origin);
    }
  }

  /** Notes everything in a value. */
  readsAll(value: Value): void {
    this.#readAll(value, 0);
  }

  /** Notes what a function may have read, and what it may have changed. */
  calls(name: string, args: readonly Value[], result: Value): void {
    this.yields(result);
    const [target] = args;
    if (changing.has(name) && target?.kind === 'map' && !this.#made.has(target.entries)) {
      this.changesShared = true;
    }
    if (making.has(name) && result.kind === 'map') {
      this.#made.add(result.entries);
    }
    if (!passing.has(name)) {
      for (const each of args) {
        this.#readAll(each, 0);
      }
    }
  }

  #readAll(value: Value, depth: number): void {
    this.yields(value);
    if (depth > deepestValue) {
      return;
    }
    if (value.kind === 'map') {
      for (const entry of value.entries.values()) {
        this.#readAll(entry.value, depth + 1);
      }
    } else if (value.kind === 'list') {
      for (const item of value.items) {
        this.#readAll(item, depth + 1);
      }
    }
  }
}

/** Values are read from files, whose depth is bounded too. A template can put a map into itself. */
const deepestValue = 60;

/** Functions that change their first argument. `merge` and its variants read it too. */
const changing: ReadonlySet<string> = new Set([
  ...['set', 'unset', 'merge', 'mergeOverwrite', 'mustMerge', 'mustMergeOverwrite'],
]);

/** Functions whose result is a new map. */
const making: ReadonlySet<string> = new Set([
  ...['dict', 'deepCopy', 'mustDeepCopy', 'fromYaml', 'fromJson', 'mustFromJson', 'omit', 'pick', 'fromToml'],
]);

/** Functions that do not look into maps and lists, or that return what they find there as it is. */
const passing: ReadonlySet<string> = new Set([
  ...['dict', 'list', 'tuple', 'index', 'get', 'hasKey', 'set', 'unset', 'omit', 'pick', 'keys', 'default', 'coalesce'],
  ...['ternary', 'required', 'empty', 'not', 'len', 'kindOf', 'kindIs', 'typeOf', 'typeIs', 'typeIsLike', 'first'],
  ...['last', 'rest', 'initial', 'append', 'prepend', 'concat', 'deepCopy', 'mustDeepCopy', 'fail', 'values'],
]);
