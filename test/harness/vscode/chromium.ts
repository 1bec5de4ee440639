import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type BrowserContext, chromium } from 'playwright-core';

/**
 * The executable of an installed Chromium or Chrome: the environment variable CHROMIUM, else the usual places.
 * Debian's `/usr/bin/chromium` is a script that starts the one named first here.
 */
export function findChromium(): string | undefined {
  const stated = process.env.CHROMIUM;
  if (stated) return fs.existsSync(stated) ? stated : undefined;
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  return [
    '/usr/lib/chromium/chromium',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    ...folders.flatMap((folder) => names.map((name) => path.join(folder, name))),
  ].find((file) => fs.existsSync(file));
}

export interface RunningBrowser {
  context: BrowserContext;
  /** Ends it and removes its profile. */
  close(): Promise<void>;
}

/** A browser without a window and with a fresh profile, that reaches no host but this one. */
export async function launchChromium(executablePath: string): Promise<RunningBrowser> {
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'podwire-chromium-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    viewport: { width: 1280, height: 800 },
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await context.route(isElsewhere, (route) => route.abort());
  return {
    context,
    async close() {
      await context.close();
      fs.rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function isElsewhere(address: URL): boolean {
  return /^https?:$/.test(address.protocol) && address.hostname !== '127.0.0.1' && address.hostname !== 'localhost';
}
