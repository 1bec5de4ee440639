import { rules } from './rules/list.ts';
import { defaultSettings } from './settings.ts';
import { type StatedSetting, settingsFileName } from './settingsFile.ts';

/** What people read about a setting, in the schema of `podwire.yaml` and in the file that `podwire init` writes. */
export interface SettingDocumentation {
  /** Whole sentences, in plain text. */
  readonly description: string;
  /** The default as a file would state it: the value after the key. */
  readonly default: string;
  /** Lines below the key, or the value after it, as a person might write them. */
  readonly example: string | readonly string[];
}

export const settingsDocumentation: Readonly<Record<StatedSetting, SettingDocumentation>> = {
  severity: {
    description:
      'The severity of the problems of each rule, or off. Without an entry, the severity follows the certainty of the problem. An entry can lower the severity of a guess, but not raise it.',
    default: '{}',
    example: rules.map(({ code, documentation }) => `${code}: off  # ${documentation.title}`),
  },
  overrides: {
    description:
      'Other severities for some files. The globs are relative to the folder of this file. A glob without a slash matches at any depth, and a glob that matches a folder matches everything in it. One severity counts for all rules. If several overrides match a file, the last one counts.',
    default: '[]',
    example: [
      '- files: [legacy/**, vendor]',
      '  severity: off',
      '- files: test/**',
      '  severity:',
      '    service-port-missing: information',
    ],
  },
  closedWorld: {
    description:
      'The workspace contains everything that will run. A reference that matches nothing is then a problem even without a similar candidate, and a manifest without a namespace belongs to "default".',
    default: String(defaultSettings.closedWorld),
    example: 'true',
  },
  nodePortRange: {
    description:
      'The range of node ports of the cluster, both ends included, as in the option --service-node-port-range of kube-apiserver.',
    default: `${defaultSettings.nodePortRange.from}-${defaultSettings.nodePortRange.to}`,
    example: '30000-31000',
  },
  workloads: {
    description:
      'Custom resources whose controllers create pods and whose pod template is not at spec.template, where Podwire always looks.',
    default: '[]',
    example: ['- apiVersion: example.com/*', '  kind: Worker', '  podTemplate: spec.jobTemplate.template'],
  },
  ignore: {
    description:
      'Files and folders that are not read, in the syntax of .gitignore, relative to the folder of this file. They override .gitignore files.',
    default: '[]',
    example: ['- generated/', '- "!generated/keep.yaml"'],
  },
  helm: {
    description: 'How Helm charts are rendered.',
    default: '{}',
    example: [
      'render: false  # Charts are not rendered, so what they create is unknown.',
      'kubeVersion: 1.31  # The version of Kubernetes for which charts are rendered.',
    ],
  },
  probe: {
    description: 'Settings of the command probe, and of Probe NodePort in the editor.',
    default: '{}',
    example: [
      'addresses: [192.168.8.20]  # Nodes to try in addition to those that the cluster knows, and without a cluster.',
      'path: /healthz  # The path to request if no probe of a container states one.',
    ],
  },
};

/** The text of a settings file that states nothing, and says in comments what can be stated. */
export function settingsTemplate(): string {
  const parts = Object.entries(settingsDocumentation).map(([key, { description, default: value, example }]) => {
    const lines =
      typeof example === 'string' ? [`${key}: ${example}`] : [`${key}:`, ...example.map((line) => `  ${line}`)];
    return [...wrapped(description), `Default: ${value}`, ...lines].map((line) => `# ${line}\n`).join('');
  });
  return [introduction, ...parts].join('\n');
}

const introduction = `# Settings of Podwire (${settingsFileName}), for the editor and the command line.
# Remove the "# " in front of a setting and of its value to state it.
`;

/** Lines of at most 100 columns. */
function wrapped(text: string): readonly string[] {
  return text.match(/.{1,97}(?:\s|$)/g)!.map((line) => line.trimEnd());
}
