import {
  type Complain,
  type ConfigError,
  forEachKey,
  itemsOf,
  listOf,
  readConfig,
  stringIn,
  suggestion,
  type Value,
} from './configFile.ts';
import { severities } from './model/problem.ts';
import { isHostName, parseAddress } from './probe/address.ts';
import type {
  HelmSettings,
  ProbeSettings,
  Settings,
  SeverityOverride,
  SeveritySetting,
  WorkloadSetting,
} from './settings.ts';
import type { Range } from './text/range.ts';
import { deref } from './yaml/access.ts';
import { resolveScalar } from './yaml/scalar.ts';

/** The name of the file in which a workspace or a repository keeps its settings. */
export const settingsFileName = 'podwire.yaml';

/** The contents of a settings file. */
export interface SettingsFile {
  /**
   * Only the stated settings, so that they can be merged with others. Patterns of `ignore` and `overrides` are
   * relative to the file.
   */
  readonly settings: Partial<Settings>;
  readonly errors: readonly ConfigError[];
}

/**
 * Reads the text of `podwire.yaml`. An invalid setting is reported at its place and skipped; all others count.
 * Never throws.
 *
 * @param codes the codes of all rules
 */
export function readSettings(text: string, codes: readonly string[]): SettingsFile {
  const { root, errors, at } = readConfig(text);
  const settings: Writable<Partial<Settings>> = {};
  if (root) {
    forEachKey(root, 'The file', Object.keys(readers), at, (key, value) =>
      readers[key as StatedSetting](settings, value, at, codes),
    );
  }
  return { settings, errors: errors.toSorted((a, b) => a.start - b.start) };
}

/** E.g. `30000-32767`, both ports included; undefined for any other text. */
export function parsePortRange(written: string): Settings['nodePortRange'] | undefined {
  const match = /^\s*(\d{1,5})\s*-\s*(\d{1,5})\s*$/.exec(written);
  const [from, to] = [Number(match?.[1]), Number(match?.[2])];
  return from >= 1 && from <= to && to <= 65535 ? { from, to } : undefined;
}

/**
 * A version of Kubernetes as `.Capabilities` has it, e.g. `v1.31.0` for `1.31`; undefined for any other text. Source:
 * chartutil ParseKubeVersion.
 */
function parseKubeVersion(written: string): string | undefined {
  const match = /^v?(\d{1,4})\.(\d{1,4})(?:\.(\d{1,4}))?([-+][0-9A-Za-z.+-]+)?$/.exec(written);
  return match ? `v${match[1]}.${match[2]}.${match[3] ?? '0'}${match[4] ?? ''}` : undefined;
}

function booleanIn(value: Value): boolean | undefined {
  const resolved = value.type === 'scalar' ? resolveScalar(value, 'kubectl') : undefined;
  return resolved?.type === 'boolean' ? resolved.value === 'true' : undefined;
}

/** The settings that a user may state; the others are found out. */
export type StatedSetting = Exclude<keyof Settings, 'within'>;
type Writable<T> = { -readonly [key in keyof T]: T[key] };
type ReadSetting = (into: Writable<Partial<Settings>>, value: Value, at: Complain, codes: readonly string[]) => void;

const readers: Readonly<Record<StatedSetting, ReadSetting>> = {
  severity: (into, value, at, codes) => {
    into.severity = severitiesIn(value, codes, at);
  },
  overrides: (into, value, at, codes) => {
    into.overrides = itemsOf(value, 'overrides', at).flatMap((item) => overrideOf(item, codes, at) ?? []);
  },
  closedWorld: (into, value, at) => {
    const stated = booleanIn(value);
    if (stated !== undefined) {
      into.closedWorld = stated;
    } else {
      at(value, 'closedWorld must be true or false.');
    }
  },
  nodePortRange: (into, value, at) => {
    const range = parsePortRange(stringIn(value) ?? '');
    if (range) {
      into.nodePortRange = range;
    } else {
      at(value, 'nodePortRange must be two ports with a hyphen between them, e.g. 30000-32767.');
    }
  },
  workloads: (into, value, at) => {
    into.workloads = itemsOf(value, 'workloads', at).flatMap((item) => workloadOf(item, at) ?? []);
  },
  ignore: (into, value, at) => {
    into.ignore = itemsOf(value, 'ignore', at).flatMap((item) => {
      const pattern = stringIn(item);
      if (pattern === undefined || pattern === '') {
        at(item, 'ignore must be a list of patterns, as in .gitignore.');
        return [];
      }
      return [pattern];
    });
  },
  helm: (into, value, at) => {
    const helm: Writable<HelmSettings> = {};
    forEachKey(value, 'helm', settingKeys.helm!, at, (key, stated) => {
      if (key === 'render') {
        const render = booleanIn(stated);
        if (render !== undefined) {
          helm.render = render;
        } else {
          at(stated, 'render of helm must be true or false.');
        }
        return;
      }
      const written = stringIn(stated) ?? '';
      const version = parseKubeVersion(written);
      if (version !== undefined) {
        helm.kubeVersion = version;
        // The editor states an empty string if the user does not set the version.
      } else if (written !== '') {
        at(stated, 'kubeVersion of helm must be a version of Kubernetes, e.g. 1.31.');
      }
    });
    into.helm = helm;
  },
  probe: (into, value, at) => {
    const probe: Writable<ProbeSettings> = {};
    forEachKey(value, 'probe', settingKeys.probe!, at, (key, stated) => {
      if (key === 'addresses') {
        probe.addresses = itemsOf(stated, 'addresses', at).flatMap((item) => addressOf(item, at) ?? []);
        return;
      }
      const path = stringIn(stated) ?? '';
      if (path.startsWith('/')) {
        probe.path = path;
        // The editor states an empty string if the user does not set the path.
      } else if (path !== '') {
        at(stated, 'path of probe must begin with a slash, e.g. /healthz.');
      }
    });
    into.probe = probe;
  },
};

/** The keys of the mappings in the file, by the path of the mapping; `*` is an item of a list. */
export const settingKeys: Readonly<Record<string, readonly string[]>> = {
  '': Object.keys(readers),
  'overrides.*': ['files', 'severity'],
  helm: ['render', 'kubeVersion'],
  probe: ['addresses', 'path'],
  'workloads.*': ['apiVersion', 'kind', 'podTemplate'],
};

/** The valid values of a rule's severity. */
export const severitySettings: readonly SeveritySetting[] = [...severities, 'off'];

function severitiesIn(value: Value, codes: readonly string[], at: Complain): Record<string, SeveritySetting> {
  const severity: Record<string, SeveritySetting> = {};
  forEachKey(value, 'severity', codes, at, (code, stated) => {
    const text = stringIn(stated) ?? '';
    const found = severityIn(stated);
    if (found) {
      severity[code] = found;
    } else {
      at(stated, `The severity of ${code} must be ${listOf(severitySettings)}.${suggestion(text, severitySettings)}`);
    }
  });
  return severity;
}

/** YAML 1.1, which kubectl reads, has `off` as a boolean; in this place it can only be the word. */
function severityIn(value: Value): SeveritySetting | undefined {
  const text = stringIn(value);
  return severitySettings.find((each) => each === text);
}

function overrideOf(item: Value, codes: readonly string[], at: Complain): SeverityOverride | undefined {
  const stated: Writable<Partial<SeverityOverride>> = {};
  const complaints: Range[] = [];
  const complain: Complain = (node, message) => {
    complaints.push(node);
    at(node, message);
  };
  forEachKey(item, 'An override', settingKeys['overrides.*']!, complain, (key, value) => {
    if (key === 'severity') {
      const one = stringIn(value);
      if (one === undefined) {
        stated.severity = severitiesIn(value, codes, complain);
      } else if (severityIn(value)) {
        stated.severity = severityIn(value)!;
      } else {
        const known = listOf(severitySettings);
        complain(
          value,
          `severity must be ${known} for all rules, or a mapping of rules.${suggestion(one, severitySettings)}`,
        );
      }
      return;
    }
    const patterns = value.type === 'sequence' ? value.items.map((each) => deref(each)) : [value];
    const texts = patterns.map((each) => each && stringIn(each));
    if (texts.every((text) => text !== undefined && text !== '')) {
      stated.files = texts as string[];
    } else {
      complain(value, 'files must be a glob or a list of globs, e.g. legacy/**.');
    }
  });
  const { files, severity } = stated;
  if (files !== undefined && severity !== undefined) {
    return { files, folder: '', severity };
  }
  if (complaints.length === 0) {
    const missing = settingKeys['overrides.*']!.filter((name) => stated[name as keyof SeverityOverride] === undefined);
    at(item, `An override needs files and severity; this one lacks ${listOf(missing, 'and')}.`);
  }
  return undefined;
}

function workloadOf(item: Value, at: Complain): WorkloadSetting | undefined {
  const stated: Record<string, string> = {};
  const names = settingKeys['workloads.*']!;
  const complaints: Range[] = [];
  const complain: Complain = (node, message) => {
    complaints.push(node);
    at(node, message);
  };
  forEachKey(item, 'A workload', names, complain, (name, value) => {
    const text = stringIn(value) ?? '';
    const wanted =
      name === 'podTemplate' ? /^[\w-]+(?:\.[\w-]+)*$/ : name === 'kind' ? /^\w+$/ : /^[\w.-]+(?:\/[\w.*-]+)?$/;
    if (wanted.test(text)) {
      stated[name] = text;
    } else {
      complain(value, `${name} of a workload must be ${workloadExamples[name]}.`);
    }
  });
  const { apiVersion, kind, podTemplate } = stated;
  if (apiVersion !== undefined && kind !== undefined && podTemplate !== undefined) {
    return { apiVersion, kind, podTemplate };
  }
  if (complaints.length === 0) {
    const missing = names.filter((name) => stated[name] === undefined);
    at(item, `A workload needs apiVersion, kind and podTemplate; this one lacks ${listOf(missing, 'and')}.`);
  }
  return undefined;
}

function addressOf(item: Value, at: Complain): string | undefined {
  const address = (stringIn(item) ?? '').replace(/^\[(.*)\]$/, '$1');
  if (parseAddress(address) || isHostName(address)) {
    return address;
  }
  at(item, 'An address must be an IP address or the name of a host, without a port, e.g. 192.168.8.20.');
  return undefined;
}

const workloadExamples: Readonly<Record<string, string>> = {
  apiVersion: 'as in a manifest, e.g. example.com/v1, or example.com/* for every version',
  kind: 'as in a manifest, e.g. Worker',
  podTemplate: 'a dotted path, e.g. spec.jobTemplate.template',
};
