import { deployers } from '../index/keys.ts';
import type { IndexReader } from '../index/reader.ts';
import type { Resource } from '../model/resource.ts';
import { deployersOfBundle } from '../render/kustomizationGraph.ts';
import { none } from '../text/emptyList.ts';
import { directoriesAbove } from '../text/path.ts';
import { patchTargetFixes } from './fixes/patchTarget.ts';
import type { Rule } from './rule.ts';
import { similarNames } from './shared/similarNames.ts';

export const kustomizationBroken: Rule = {
  code: 'kustomization-broken',
  severity: 'error',
  of: ['refusals'],
  documentation: {
    title: 'kustomize cannot build a kustomization.',
    what: 'kustomize refuses the kustomization. For example, it does not parse, names a path that does not exist or a field that kustomize does not know, includes itself, has a patch whose target does not exist, or has two objects with one name. The message contains the reason that kustomize gives. Podwire still judges the rest. A missing input file of a generator is only an *information*, because such files are often created right before the build, and so is a missing directory `flux-system`, which `flux bootstrap` creates.',
    why: 'Nothing of it reaches the cluster: `kustomize build`, `kubectl apply -k`, Flux and Argo CD stop at the first such problem.',
    fix: 'Correct the path, the field or the patch that the message names. If the target of a patch does not exist, a fix changes the name in the patch to that of an object of the kustomization.',
    silent:
      'Podwire does not check what kustomize would have to fetch or run. A missing input file that git ignores is assumed to exist at build time. A path outside the directory of a kustomization is not reported where Flux builds it or where it has objects of Flux, because Flux allows such paths. A patch without a target is not reported where Flux adds components (`spec.components`), which may bring the target.',
    example: {
      file: 'kustomization.yaml',
      bad: `namePrefix: dev-
commonLabel:
  app: web
`,
      good: `namePrefix: dev-
commonLabels:
  app: web
`,
    },
  },
  *check(resource, { index }) {
    const refusals = resource.refusals ?? [];
    const outside = refusals.filter(({ excuse }) => excuse === 'restriction');
    const bundle = resource.bundle ?? '';
    const restricted = outside.length > 0 && isBuiltByFlux(bundle, index) ? none : outside;
    for (const refusal of refusals) {
      const { at, excuse } = refusal;
      if (refusal.missingTarget && deployersOfBundle(bundle, index).some(addsComponents)) {
        continue;
      }
      const reason = refusal.reason.replace(/\.$/, '');
      if (excuse === 'input' || excuse === 'bootstrap') {
        const [missing, advice] =
          excuse === 'input'
            ? [
                'an input file of a generator',
                'If the file is created before the build, let git ignore it: Podwire then assumes that it exists.',
              ]
            : ['the directory of Flux', '"flux bootstrap" creates it.'];
        yield {
          severity: 'information',
          message: `kustomize refuses ${at.document.file} as long as ${missing} does not exist: ${reason}. ${advice}`,
          at,
        };
      } else if (refusal.missingTarget) {
        const { kind, includedAt } = refusal.missingTarget;
        const { file } = includedAt.document;
        const [closest] = similarNames(refusal.missingTarget);
        const match = closest === undefined ? '' : ` Closest match: ${kind} "${closest}".`;
        yield {
          severity: 'error',
          message: `kustomize refuses ${file}: ${reason}.${match}`,
          at,
          related: [{ message: `${file} includes the patch here`, at: includedAt }],
          data: refusal.missingTarget,
        };
      } else if (excuse !== 'restriction') {
        yield { severity: 'error', message: `kustomize refuses ${at.document.file}: ${reason}.`, at };
      } else if (refusal === restricted[0]) {
        // A person who builds with the flag needs no reminder at each path.
        const others = restricted.length - 1;
        const more =
          others === 0
            ? ''
            : others === 1
              ? ' The same holds for another path.'
              : ` The same holds for ${others} other paths.`;
        yield {
          severity: 'information',
          message: `kustomize refuses ${at.document.file}, unless it is called with --load-restrictor LoadRestrictionsNone: ${reason}.${more}`,
          at,
        };
      }
    }
  },
  fixes: patchTargetFixes,
};

/**
 * Whether Flux builds the directory, as far as a path of Flux states it, or the objects of the directory, which only
 * Flux reads: Flux has no such restriction. Source: github.com/fluxcd/pkg kustomize SecureBuild.
 */
function isBuiltByFlux(directory: string, index: IndexReader): boolean {
  const above = directoriesAbove(directory);
  return (
    deployersOfBundle(directory, index).some(isFlux) ||
    index.bundle(directory)?.resources.some(isFlux) === true ||
    index.list(deployers).some((each) => isFlux(each) && each.deploys?.pathsBelow.some((path) => above.includes(path)))
  );
}

function isFlux({ group }: Resource): boolean {
  return group.endsWith('.toolkit.fluxcd.io');
}

/**
 * Whether Flux adds components to the kustomization before it builds it. Source:
 * github.com/fluxcd/kustomize-controller/api/v1 KustomizationSpec, Components.
 */
function addsComponents(deployer: Resource): boolean {
  return isFlux(deployer) && deployer.deploys!.changes.some(({ field }) => field === 'spec.components');
}
