/**
 * Calls back if the workspace holds a kustomization or a chart, which activates the extension: its problems are shown although no
 * manifest is open.
 *
 * @param findFiles as `workspace.findFiles` of VS Code
 */
export async function whenKustomized(
  findFiles: (include: string, exclude: string, most: number) => PromiseLike<readonly unknown[]>,
  found: () => void,
): Promise<void> {
  const files = await findFiles(kustomizations, '**/node_modules/**', 1);
  if (files.length > 0) found();
}

/** The files of the activation events `workspaceContains`. */
export const kustomizations = '**/{kustomization.yaml,kustomization.yml,Chart.yaml}';
