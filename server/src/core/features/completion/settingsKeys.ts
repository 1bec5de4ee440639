import { rules } from '../../rules/list.ts';
import { settingKeys, severitySettings } from '../../settingsFile.ts';
import { none } from '../../text/emptyList.ts';
import type { Completion } from './completion.ts';
import { type Context, valueItem } from './context.ts';

/** The keys and values of `podwire.yaml`. */
export function settingItems(context: Context): readonly Completion[] {
  const { typing } = context;
  const path = typing.path.map((step) => (typeof step === 'number' ? '*' : step)).join('.');
  if (typing.part === 'value') {
    const [first, , ...rest] = typing.path;
    const isSeverity = path === 'overrides.*.severity' || /^(?:overrides\.\*\.)?severity\.[^.]+$/.test(path);
    const values = isSeverity
      ? severitySettings
      : first === 'closedWorld' && rest.length === 0
        ? ['true', 'false']
        : none;
    return values.map((value) => ({
      ...valueItem(value, context, { kind: 'setting' }),
      // These words stand without quotes, although YAML 1.1 reads some of them as booleans.
      ...(typing.quote === undefined ? { newText: (typing.needsSpace ? ' ' : '') + value } : {}),
    }));
  }
  const keys =
    path === 'severity' || path === 'overrides.*.severity'
      ? rules.map(({ code, documentation }) => ({ key: code, detail: documentation.title }))
      : (settingKeys[path] ?? none).map((key) => ({ key, detail: undefined }));
  const written = typing.levels.at(-1)?.pairs;
  return keys
    .filter(({ key }) => !written?.has(key))
    .map(({ key, detail }) => ({
      label: key,
      kind: 'setting',
      ...(detail === undefined ? {} : { detail }),
      newText: (typing.needsSpace ? ' ' : '') + (typing.hasColon || typing.quote ? key : `${key}: `),
      range: typing.replaced,
      filterText: key,
    }));
}
