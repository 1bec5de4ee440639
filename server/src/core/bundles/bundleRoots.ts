import type { KustomizationFile } from '../model/kustomization.ts';
import { takes } from '../render/kustomizationGraph.ts';

/** What has to be known to say which kustomizations are built. */
export interface RootsInput {
  kustomizations(): readonly KustomizationFile[];
  kustomizationsIncluding(path: string): readonly KustomizationFile[];
  kustomizationsIn(directory: string): readonly KustomizationFile[];
  /** Directories that a tool deploys. */
  deployed(): readonly string[];
  /** Whether a kustomization file is none that someone builds as it stands. */
  isPart(file: string): boolean;
}

/**
 * Kustomizations that are built: those that no other takes in, and those that a tool is told to deploy. Of kustomizations
 * that take each other in, of which none is built, one of each circle, so that somebody says so.
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
  // A component that none takes in takes in nothing either.
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
