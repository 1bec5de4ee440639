import { nodePortsOf } from '../kinds/service.ts';
import { originOf } from '../model/origin.ts';
import { defaultSettings } from '../settings.ts';
import { nodePortFixes } from './fixes/nodePort.ts';
import type { Rule } from './rule.ts';
import { appliedAs } from './shared/appliedAs.ts';
import { exampleService } from './shared/exampleManifests.ts';

export const nodePortOutOfRange: Rule = {
  code: 'node-port-out-of-range',
  severity: 'error',
  of: ['service'],
  documentation: {
    title: 'A node port is outside the range of node ports.',
    what: 'A `nodePort` (or `healthCheckNodePort`) of a Service of type NodePort or LoadBalancer is outside the range of the API server: 30000–32767, unless the setting `nodePortRange` says otherwise. It is an *error* with a range from the settings, and for a number that cannot be a port. Else it is a *warning*, because a cluster may use another range.',
    why: 'The API server rejects the Service: "provided port is not in the valid range". Nothing of it is applied, so no node opens the port.',
    fix: 'Use a port of the range, or leave `nodePort` out and let the cluster choose. If your cluster uses `--service-node-port-range`, write that range as `nodePortRange` into podwire.yaml.',
    silent:
      'Nothing is reported for other types of Services, which have no node ports, and for values with placeholders.',
    example: {
      bad: exampleService('web', 'web', { port: 80, nodePort: 8080 }),
      good: exampleService('web', 'web', { port: 80, nodePort: 30080 }),
    },
  },
  *check(resource, context) {
    if (!resource.service) {
      return;
    }
    const { from, to } = context.settings.nodePortRange;
    const outside = nodePortsOf(resource.service).filter(({ number }) => number < from || number > to);
    if (outside.length === 0 || appliedAs(resource, context.index) === 'part') {
      return;
    }
    const usual = defaultSettings.nodePortRange;
    const stated = from !== usual.from || to !== usual.to;
    for (const { number, written } of outside) {
      const isPort = number >= 1 && number <= 65535;
      yield {
        severity: stated || !isPort ? 'error' : 'warning',
        message: `Node port ${number} is not in the range ${from}–${to}: the API server rejects Service "${resource.name}"${stated || !isPort ? '' : ' unless it was started with another range'}.`,
        at: originOf(resource, written),
        data: { number },
      };
    }
  },
  fixes: nodePortFixes,
};
