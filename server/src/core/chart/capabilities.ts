import { failure, type TemplateFunction } from '../template/function.ts';
import { Text } from '../template/text.ts';
import { bool, list, type Struct, struct, type Value } from '../template/value.ts';
import { builtInApiVersions } from './apiVersions.ts';

/** The version that `.Capabilities.KubeVersion` has unless the user sets one. */
export const defaultKubeVersion = 'v1.37.0';

/** `.Capabilities`. What it says of an API that Helm does not know is unknown, because only a cluster has it. */
export function capabilities(kubeVersion: string): Struct {
  const given = (name: string, text: string) => Text.given(text, `Capabilities.${name}`);
  const [, major = '', minor = ''] = /^v?(\d+)\.(\d+)/.exec(kubeVersion) ?? [];
  const version = given('KubeVersion.Version', kubeVersion);
  const text: TemplateFunction = { parameters: [], call: () => version };
  const known = new Set(builtInApiVersions);
  const has: TemplateFunction = {
    parameters: ['string'],
    call: ([asked]) => (asked?.kind === 'string' ? bool(known.has(asked.text)) : failure('no version')),
  };
  const kube: Struct = {
    ...struct(
      'chartutil.KubeVersion',
      [
        ['Version', version],
        ['Major', given('KubeVersion.Major', major)],
        ['Minor', given('KubeVersion.Minor', minor)],
      ],
      [
        ['String', text],
        ['GitVersion', text],
      ],
    ),
    text: version,
    hasTextByPointer: true,
  };
  const helm = struct('version.BuildInfo', [
    ['Version', given('HelmVersion.Version', 'v3.22')],
    ['GitCommit', given('HelmVersion.GitCommit', '')],
    ['GitTreeState', given('HelmVersion.GitTreeState', '')],
    ['GoVersion', given('HelmVersion.GoVersion', 'go1.26')],
  ]);
  const apis: Value = {
    ...list(
      builtInApiVersions.map((api) => given('APIVersions', api)),
      'chartutil.VersionSet',
    ),
    methods: new Map([['Has', has]]),
  };
  return struct('*chartutil.Capabilities', [
    ['KubeVersion', kube],
    ['APIVersions', apis],
    ['HelmVersion', helm],
  ]);
}
