import { test } from 'node:test';
import { check } from '../fixture.ts';
import { badKustomizations } from './badKustomizations.ts';

// Each is one problem at the place in a kustomization file where a person mends it, and none in the base. Of the same
// folders test/harness/kustomize asks the real kustomize, whether it refuses them for that reason.
for (const [name, { fixture, lineEnd }] of Object.entries(badKustomizations)) {
  test(`of bad input only itself is told: ${name}`, () => {
    check({ text: fixture, ...(lineEnd ? { lineEnd } : {}) });
  });
}
