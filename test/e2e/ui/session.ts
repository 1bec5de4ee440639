import fs from 'node:fs';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { launchChromium, type RunningBrowser } from '../../harness/vscode/chromium.ts';
import type { InstalledServer } from '../../harness/vscode/install-server.ts';
import { copyOfExample } from '../../harness/vscode/project.ts';
import { type RunningServer, type ServerOptions, startServer } from '../../harness/vscode/start-server.ts';
import { openWorkbench, type Theme, type Workbench } from '../../harness/vscode/workbench.ts';

/** A server with certain extensions and a browser; tests open windows in it, one at a time. */
export interface Session {
  browser: RunningBrowser;
  server: RunningServer;
  stop(): Promise<void>;
}

export async function startSession(
  tools: { chromium: string; server: InstalledServer },
  extensions: readonly string[],
  options: Pick<ServerOptions, 'env' | 'runBy' | 'isRestricted'> = {},
): Promise<Session> {
  const [server, browser] = await Promise.all([
    startServer(tools.server, { ...options, extensions }),
    launchChromium(tools.chromium),
  ]);
  return {
    server,
    browser,
    async stop() {
      await browser.close();
      await server.stop();
    },
  };
}

export interface ExampleOptions {
  /** The file that is open at first. */
  file: string;
  /** Files that are added or replaced, by their relative paths. */
  extra?: Readonly<Record<string, string>>;
  theme?: Theme;
  /** Called before the window opens. */
  prepare?: (folder: string) => void;
}

/** Does one thing that a person would do, as a separate test. Later steps build on it. */
export type Step = (name: string, act: (context: TestContext) => Promise<void>) => Promise<void>;

/**
 * Runs steps in one window on a copy of examples/family-assistant, because opening a window takes longer than all
 * steps. The first step that fails is the last one; a picture of the window is then stored with the others, under the
 * name of the step.
 */
export async function inExample(
  context: TestContext,
  { browser, server }: Session,
  { file, extra, theme, prepare }: ExampleOptions,
  use: (window: Workbench, step: Step, folder: string) => Promise<void>,
): Promise<void> {
  const example = copyOfExample('family-assistant', extra);
  try {
    prepare?.(example.folder);
    const window = await openWorkbench(browser, server, example.folder, theme ? { file, theme } : { file });
    try {
      const step: Step = async (name, act) => {
        let failed = false;
        await context.test(name, async (inner) => {
          try {
            await act(inner);
          } catch (error) {
            failed = true;
            await window.screenshot(`failed ${name.replace(/[^\w.-]+/g, ' ')}`);
            throw error;
          }
        });
        if (failed) throw new Error(`what follows "${name}" was not tried`);
      };
      await use(window, step, example.folder);
    } finally {
      await window.close();
    }
  } finally {
    example.remove();
  }
}

export const serviceFile = 'service-nodeport.yaml';
export const deploymentFile = 'deployment.yaml';

/** The message of the problem of the example. */
export const message =
  'Service "family-assistant-nodeport" selects no pods: no pod template has app=family-assistant. ' +
  'Closest match: Deployment "family-assistant-backend" (app=family-assistant-backend, component=familyai-v3).';

/** The Service of the example after the first fix, with its comment at the same place. */
export function fixedService(): string {
  const text = exampleText(serviceFile);
  const fixed = text.replace(
    /^( +)app: family-assistant( +#.*)?$/m,
    '$1app: family-assistant-backend$2\n$1component: familyai-v3',
  );
  if (fixed === text) throw new Error('the example has changed');
  return fixed;
}

export function exampleText(file: string): string {
  const example = copyOfExample('family-assistant');
  try {
    return fs.readFileSync(path.join(example.folder, file), 'utf8');
  } finally {
    example.remove();
  }
}
