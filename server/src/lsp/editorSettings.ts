import { defaultSettings, type Settings, type WorkloadSetting } from '../core/settings.ts';

/** What the editor states; what it does not state is absent, so that other sources can be laid over it. */
export type EditorSettings = Partial<Settings>;

/**
 * Reads the section `podwire` of an editor's settings. What is wrong is left out and named; everything else applies.
 * The errors begin with the name of the setting.
 */
export function readEditorSettings(value: unknown): { settings: EditorSettings; errors: readonly string[] } {
  const errors: string[] = [];
  const settings: { -readonly [key in keyof Settings]?: Settings[key] } = {};
  const given = isRecord(value) ? value : {};
  const read = (name: string, take: (given: unknown) => string | undefined): void => {
    if (given[name] !== undefined && given[name] !== null) {
      const wrong = take(given[name]);
      if (wrong !== undefined) {
        errors.push(`${name} ${wrong}`);
      }
    }
  };
  read('closedWorld', (stated) => {
    if (typeof stated !== 'boolean') {
      return 'is neither true nor false';
    }
    settings.closedWorld = stated;
    return undefined;
  });
  read('severity', (stated) => {
    if (!isRecord(stated)) {
      return 'is no object of rule codes';
    }
    const known = Object.entries(stated).filter(([, severity]) => severities.includes(severity));
    settings.severity = Object.fromEntries(known) as Settings['severity'];
    return known.length === Object.keys(stated).length ? undefined : `knows only ${severities.join(', ')}`;
  });
  read('nodePortRange', (stated) => {
    const [, from, to] = /^\s*(\d{1,5})\s*-\s*(\d{1,5})\s*$/.exec(String(stated)) ?? [];
    if (from === undefined || to === undefined || Number(from) > Number(to) || Number(to) > 65535) {
      return `is no range of ports such as ${defaultSettings.nodePortRange.from}-${defaultSettings.nodePortRange.to}`;
    }
    settings.nodePortRange = { from: Number(from), to: Number(to) };
    return undefined;
  });
  read('ignore', (stated) => {
    if (!Array.isArray(stated) || !stated.every((each) => typeof each === 'string')) {
      return 'is no list of patterns';
    }
    settings.ignore = stated;
    return undefined;
  });
  read('workloads', (stated) => {
    if (!Array.isArray(stated)) {
      return 'is no list';
    }
    settings.workloads = stated.filter(isWorkload);
    return settings.workloads.length === stated.length
      ? undefined
      : 'holds an entry without apiVersion, kind or podTemplate';
  });
  return { settings, errors };
}

const severities: readonly unknown[] = ['error', 'warning', 'information', 'off'];

function isWorkload(value: unknown): value is WorkloadSetting {
  return (
    isRecord(value) &&
    typeof value.apiVersion === 'string' &&
    typeof value.kind === 'string' &&
    typeof value.podTemplate === 'string'
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
