import type { KustomizationFile } from '../model/kustomization.ts';
import { takes } from '../render/kustomizationGraph.ts';

/** The facts that decide which kustomizations are built. */
export interface RootsInput {
  kustomizations(): readonly KustomizationFile[];
  kustomizationsIncluding(path: string): readonly KustomizationFile[];
  kustomizationsIn(directory: string): readonly KustomizationFile[];
  /** The directories that a deployer such as Flux names. */
  deployed(): readonly string[];
  /** Whether a kustomization file is part of something else and is never built by itself. */
  isPart(file: string): boolean;
}

/**
 * The kustomizations that are built: those that no other kustomization includes, and those that a deployer such
 * as Flux names. If kustomizations include each other in a circle and none of them is built, one of each circle
 * is a root, so that its problem is reported.
 */
export function rootsOf(input: RootsInput): ReadonlySet<string> {
  const all = new Map<string, KustomizationFile>();
  for (const each of input.kustomizations()) {
    const { directory } = each.kustomization;
    if (!input.isPart(each.file) && !all.has(directory)) {
      all.set(directory, each);
    }
  }
  const roots = new Set<string>(input.deployed().filter((directory) => all.has(directory)));
  const rest: string[] = [];
  for (const [directory, { kustomization }] of all) {
    const isTaken = input
      .kustomizationsIncluding(directory)
      .some((each) => each.kustomization.directory !== directory && takes(each.kustomization, directory));
    if (!isTaken && !kustomization.component) {
      roots.add(directory);
    } else if (isTaken) {
      rest.push(directory);
    }
  }
  const reached = new Set<string>();
  const reach = (from: string) => {
    const open = [from];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (!reached.has(next)) {
        reached.add(next);
        for (const { kustomization } of input.kustomizationsIn(next)) {
          open.push(...kustomization.includes.flatMap(({ path }) => (path !== undefined && all.has(path) ? path : [])));
        }
      }
    }
  };
  for (const root of roots) {
    reach(root);
  }
  // A component that no kustomization includes is not built, so what it includes is not built either.
  for (const [directory, { kustomization }] of all) {
    if (kustomization.component && !rest.includes(directory)) {
      reach(directory);
    }
  }
  for (const directory of rest.sort()) {
    if (!reached.has(directory)) {
      roots.add(directory);
      reach(directory);
    }
  }
  return roots;
}
