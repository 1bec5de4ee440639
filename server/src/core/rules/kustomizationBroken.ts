import type { Rule } from './rule.ts';

export const kustomizationBroken: Rule = {
  code: 'kustomization-broken',
  severity: 'error',
  of: ['refusals'],
  documentation: {
    title: 'kustomize would not build a kustomization.',
    what: 'A kustomization that kustomize refuses: it does not parse, names a path that is not there or a field that does not exist, includes itself, has a patch whose target does not exist, or two objects of one name. The message is the reason that kustomize gives. Of the rest all is judged that can be. An input file of a generator that is missing is an information: it is often made right before the build, and then git ignores it, which is enough for it to be taken to be there. What would have to be fetched or run is not looked at, and no problem.',
    why: 'Nothing of it reaches the cluster: `kustomize build`, `kubectl apply -k`, Flux and Argo CD stop at the first such thing.',
    mend: 'Correct the path, the field or the patch that the message names.',
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
  *check(resource) {
    const refusals = resource.refusals ?? [];
    const restricted = refusals.filter(({ excuse }) => excuse === 'restriction');
    for (const refusal of refusals) {
      const { at, excuse } = refusal;
      const reason = refusal.reason.replace(/\.$/, '');
      if (excuse === 'input') {
        yield {
          severity: 'information',
          message: `kustomize refuses ${at.document.file} as long as an input of a generator is not there: ${reason}. One that is made before the build, or is in no repository, is taken to be there when git ignores it.`,
          at,
        };
      } else if (excuse !== 'restriction') {
        yield { severity: 'error', message: `kustomize refuses ${at.document.file}: ${reason}.`, at };
      } else if (refusal === restricted[0]) {
        // Who builds with the flag needs no reminder at each of the paths.
        const others = restricted.length - 1;
        const more = others === 0 ? '' : others === 1 ? ' Nor is another path.' : ` Nor are ${others} other paths.`;
        yield {
          severity: 'information',
          message: `kustomize refuses ${at.document.file}, unless it is called with --load-restrictor LoadRestrictionsNone: ${reason}.${more}`,
          at,
        };
      }
    }
  },
};
