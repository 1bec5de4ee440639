import fs from 'node:fs';
import path from 'node:path';
import { findChromium } from './chromium.ts';
import { type InstalledServer, installServer } from './install-server.ts';
import { projectRoot } from './project.ts';

/**
 * The executable for `runTests`: that of the desktop if the environment variable VSCODE_EXECUTABLE names one, else the
 * replacement in this folder. Nothing is downloaded, because a download hangs if its host cannot be reached.
 */
export async function visualStudioCode(): Promise<{ executable: string } | { absent: string }> {
  const stated = process.env.VSCODE_EXECUTABLE;
  if (stated) return fs.existsSync(stated) ? { executable: stated } : { absent: `VSCODE_EXECUTABLE: no ${stated}` };
  const browser = await browserAndServer();
  return 'absent' in browser ? browser : { executable: path.join(projectRoot, 'test/harness/vscode/code-shim.mjs') };
}

/** What tests of the window need, or the reason why it cannot be had. */
export async function browserAndServer(): Promise<{ chromium: string; server: InstalledServer } | { absent: string }> {
  const chromium = findChromium();
  if (!chromium) return { absent: 'no Chromium: install one or name its executable in CHROMIUM' };
  try {
    return { chromium, server: await installServer((line) => process.stderr.write(`${line}\n`)) };
  } catch (error) {
    const [firstLine] = (error as Error).message.split('\n');
    return { absent: `VS Code's server could not be installed: ${firstLine}` };
  }
}
