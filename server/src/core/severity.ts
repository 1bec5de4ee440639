import type { Settings, SeveritySetting } from './settings.ts';
import { globs } from './text/glob.ts';
import { getOrInsertComputed } from './text/maps.ts';

/** The severity that the user states for a rule in a file; undefined if the rule decides. */
export type StatedSeverity = (code: string, file: string) => SeveritySetting | undefined;

/** Compiles the settings for many lookups. */
export function statedSeverity({ severity, overrides }: Pick<Settings, 'severity' | 'overrides'>): StatedSeverity {
  if (overrides.length === 0) {
    return (code) => severity[code];
  }
  const compiled = overrides.map(({ files, folder, severity: stated }) => {
    const isMeant = globs(files);
    return {
      isMeant: (file: string) => isMeant(folder === '' ? file : `${folder}/${file}`),
      of: (code: string) => (typeof stated === 'string' ? stated : stated[code]),
    };
  });
  const known = new Map<string, typeof compiled>();
  return (code, file) => {
    const own = getOrInsertComputed(known, file, () => compiled.filter(({ isMeant }) => isMeant(file)));
    return own.findLast((each) => each.of(code) !== undefined)?.of(code) ?? severity[code];
  };
}
