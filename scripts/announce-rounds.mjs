/**
 * A plugin for several esbuild contexts that watch at the same time. It prints a line when a round of builds
 * begins and when all of them are finished; the problem matcher in .vscode/tasks.json waits for these lines.
 * The first round ends when each context has been built once, because F5 needs them all.
 *
 * @param {number} contexts how many contexts have the plugin
 * @param {(line: string) => unknown} [say]
 * @returns {import('esbuild').Plugin}
 */
export function announceRounds(contexts, say = (line) => process.stdout.write(`${line}\n`)) {
  let building = 0;
  let toCome = contexts;
  const errors = new Map();
  return {
    name: 'announce-rounds',
    setup(round) {
      let isFirst = true;
      round.onStart(() => {
        if (building === 0 && (toCome === contexts || toCome === 0)) say('[watch] build started');
        building += 1;
      });
      round.onEnd((result) => {
        building -= 1;
        if (isFirst) toCome -= 1;
        isFirst = false;
        errors.set(round, result.errors.length);
        if (building > 0 || toCome > 0) return;
        const total = [...errors.values()].reduce((sum, count) => sum + count, 0);
        say(`[watch] build finished, ${total} error${total === 1 ? '' : 's'}`);
      });
    },
  };
}
