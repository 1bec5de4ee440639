import { test } from 'node:test';
import { check } from '../fixture.ts';
import { badKustomizations } from './badKustomizations.ts';

// Each is one problem, at the place in a kustomization file at which a person fixes it, and no problem in the base.
// test/harness/kustomize checks that the real kustomize refuses the same folders for that reason.
for (const [name, { fixture, lineEnd }] of Object.entries(badKustomizations)) {
  test(`of bad input only itself is told: ${name}`, () => {
    check({ text: fixture, ...(lineEnd ? { lineEnd } : {}) });
  });
}
