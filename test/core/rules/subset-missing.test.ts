import { test } from 'node:test';
import { checkFix } from '../features/checkFix.ts';
import { testRule } from '../fixture.ts';

const code = 'subset-missing';

const route = (subset: string, host = 'reviews', name = 'reviews') => `---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: ${name}, namespace: shop}
spec:
  http:
    - route:
        - destination:
            host: ${host}
            subset: ${subset}
`;

const rule = (host: string, ...subsets: readonly string[]) => `---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: rule-${subsets.join('-')}, namespace: shop}
spec:
  host: ${host}
  subsets: [${subsets.map((name) => `{name: ${name}}`).join(', ')}]
---
apiVersion: v1
kind: Service
metadata: {name: reviews, namespace: shop}
spec: {ports: [{port: 80}]}
`;

testRule('subset-missing', {
  reports: {
    'another subset': `${route(
      `v3\n#                   ^^ warning ${code}: VirtualService "reviews" sends traffic to subset "v3" of Service "reviews", which has the subsets "v1", "v2". Its requests are answered with 503.`,
    )}${rule('reviews', 'v1', 'v2')}`,
    'the full host in the rule': `${route(
      `stabel\n#                   ^^^^^^ warning ${code}: Closest match: "stable".`,
    )}${rule('reviews.shop.svc.cluster.local', 'stable')}`,
    'a host without subsets': `${route(`v3\n#                   ^^ warning ${code}: which has no subsets`)}${rule('reviews')}`,
  },
  silent: {
    'a subset that is there': `${route('v1')}${rule('reviews', 'v1')}`,
    'a subset of another rule of the host': `${route('v2')}${rule('reviews', 'v1')}${rule('reviews', 'v2')}`,
    'a host without a rule': `${route('v3')}${rule('ratings', 'v1')}`,
    'a host of another namespace': `${route('v3', 'reviews.web.svc.cluster.local')}${rule('reviews', 'v1')}`,
    'no subset': route('""') + rule('reviews', 'v1'),
    'two VirtualServices that agree': `=== a.yaml\n${route('canary')}\n=== b.yaml\n${route('canary', 'reviews', 'b')}\n=== c.yaml\n${rule('reviews', 'v1')}`,
  },
});

test('the only subset that is like it is taken', () => {
  const rest = rule('reviews', 'stable', 'v2');
  checkFix(code, route('stabel') + rest, route('stable') + rest);
});
