import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ReportRow } from '../../../server/src/core/model/report.ts';
import type { ProbeFacts } from '../../../server/src/core/probe/facts.ts';
import { reportAsMarkdown } from '../../../server/src/core/probe/markdown.ts';
import { probeReport } from '../../../server/src/core/probe/report.ts';
import { verdictOf } from '../../../server/src/core/probe/verdict.ts';
import { attempt, brokenFile, factsOf, goodFile, healthyCluster, lan, liveService, mesh } from './facts.ts';

const report = (facts: ProbeFacts) => probeReport(facts, verdictOf(facts), { from: 'devbox', notes: [] });
const textOf = (rows: readonly ReportRow[]): string =>
  rows.map(({ text, detail = '', rows: below = [] }) => `${text}\n${detail}\n${textOf(below)}`).join('');

const incident: ProbeFacts = factsOf([attempt(lan, 'timeout'), attempt(mesh, 'refused')], {
  file: brokenFile,
  live: {
    ...healthyCluster,
    service: { seen: { ...liveService, selector: 'app=family-assistant' } },
    endpoints: { seen: [] },
    pods: { seen: [] },
    proxy: { seen: { type: 'no endpoints' } },
  },
});

test('the way of the traffic from here to the pod, line by line, and nothing twice', () => {
  const { title, verdict, rows } = report(incident);
  assert.equal(title, 'Probe of Service homelab/family-assistant-nodeport, node port 30801');
  assert.deepEqual(verdict, {
    mark: 'failed',
    text: 'no endpoints: the selector matches no pod',
    advice: 'Copy pod labels from Deployment "family-assistant-backend".',
  });
  assert.deepEqual(
    rows.map(({ mark, text }) => `${mark} ${text}`),
    [
      'note From devbox, with context homelab',
      'failed 192.168.8.20:30801  private  timeout  after 5000 ms',
      'failed 100.81.76.55:30801  mesh  refused  after 1.0 ms',
      'ok Service family-assistant-nodeport, port http 8001/TCP leads to 8001: applied as NodePort with node port 30801',
      'failed No endpoints',
      'failed The applied selector app=family-assistant matches no pod of namespace homelab',
      'failed Through the API server, without the node port: no endpoint',
      'note Service "family-assistant-nodeport" selects no pods.',
    ],
  );
});

test('the Service as it is applied beside the Service in the file', () => {
  const beside = (file: ProbeFacts['file']) =>
    textOf(report({ ...incident, ...(file ? { file } : {}) }).rows).match(/The file (?:has|differs).*/)?.[0];
  assert.equal(beside(brokenFile), 'The file has the same.');
  assert.equal(beside(goodFile), 'The file differs: selector app=family-assistant-backend');
  assert.equal(
    beside({ ...brokenFile, type: 'ClusterIP', selector: '', nodePort: 30802, localTraffic: true }),
    'The file differs: type ClusterIP · selector none · node port 30802 · externalTrafficPolicy: Local',
  );
});

test('what has no endpoints by its nature is not told that it lacks them', () => {
  const none = { endpoints: { seen: [] }, pods: { seen: [] }, proxy: { unseen: 'a name has no endpoints' } } as const;
  const marksOf = (service: Partial<typeof liveService>) =>
    report(
      factsOf([], { live: { ...healthyCluster, ...none, service: { seen: { ...liveService, ...service } } } }),
    ).rows.map(({ mark, text }) => `${mark} ${text}`);
  const external = marksOf({ type: 'ExternalName', externalName: 'db.example.com' });
  assert.ok(!external.some((row) => /endpoints$|matches no pod/.test(row)), external.join('\n'));
  const withoutSelector = marksOf({ selector: '' });
  assert.ok(withoutSelector.includes('failed No endpoints'));
  assert.ok(!withoutSelector.some((row) => /matches no pod/.test(row)), withoutSelector.join('\n'));
});

test('as Markdown nothing that came back is a link, a tag or a new line', () => {
  const hostile = '</li><script>x</script> [a](http://evil.example) www.evil.example `x` | @all\n# head \u202e';
  const markdown = reportAsMarkdown({
    title: hostile,
    verdict: { mark: 'failed', text: hostile, advice: hostile },
    rows: [{ mark: 'ok', text: hostile, detail: hostile, rows: [{ mark: 'note', text: hostile }] }],
  });
  // Text in a code span is not parsed again.
  const outside = markdown.replace(/(?<!\\)`[^`\n]*`/g, '');
  assert.ok(!/<|[^\\]\[|:\/\/|www\.|[^\\]`|[^\\]@|\u202e/.test(outside), markdown);
  assert.deepEqual(
    markdown.split('\n').map((line) => line.slice(0, 5)),
    ['### &', '', '✗ **&', '', '- ✓ &', '  - &', ''],
  );
});

test('as Markdown no text ends what it stands in, or begins a list', () => {
  for (const [text, written] of [
    ['- x', '\\- x'],
    ['12. x', '12\\. x'],
    ['12.', '12\\.'],
    ['127.0.0.1:30801', '127.0.0.1:30801'],
    [' spaces around ', 'spaces around'],
    ['_www.evil.example', '`_www.evil.example`'],
    ['a & b <c>', 'a &amp; b &lt;c\\>'],
    ['a | b\n|---|', 'a \\| b\ufffd\\|---\\|'],
    ['2 - 1.5', '2 - 1.5'],
  ] as const) {
    const markdown = reportAsMarkdown({
      title: 'x',
      verdict: { mark: 'ok', text, advice: text },
      rows: [{ mark: 'note', text }],
    });
    assert.equal(markdown, `### x\n\n✓ **${written}** → ${written}\n\n- ${written}\n`);
  }
});

test('as Markdown nobody is written to, and nothing is linked, which a backslash does not keep GitHub from', () => {
  const written = (text: string) => reportAsMarkdown({ title: text, rows: [] }).slice(4, -2);
  for (const [text, becomes] of [
    ['ask @octocat, who knows', 'ask `@octocat,` who knows'],
    ['me@example.com', '`me@example.com`'],
    ['see owner/name#12 and #13', 'see `owner/name#12` and `#13`'],
    ['GH-12', '`GH-12`'],
    ['!5 ~bug %"next" $7 &8', '`!5` `~bug` `%"next"` `$7` `&8`'],
    ['http://evil.example/?a=1&b=2', '`http://evil.example/?a=1&b=2`'],
    ['\\@octocat', '`\\@octocat`'],
    ['`@octocat`', '\\``@octocat`\\`'],
    ['<a href="#1">@x</a>', '&lt;a `href="#1"`\\>`@x`&lt;/a\\>'],
    // Groups of an address are names of pictures to GitHub.
    ['[2001:db8:a:b::1]:30801', '`[2001:db8:a:b::1]:30801`'],
    ['[fd00:100:1::5]:30801', '`[fd00:100:1::5]:30801`'],
    ['connect: refused: 5', 'connect: refused: 5'],
    ['Jan  1 00:00:00 2030 GMT', 'Jan  1 00:00:00 2030 GMT'],
    ['@ # ! 100% & more', '\\@ \\# \\! 100% &amp; more'],
  ] as const) {
    assert.equal(written(text), becomes);
  }
});

test('what keeps everything from answering is a failure, also where nothing was tried', () => {
  const inside = { name: 'http', port: 80, targetPort: '80', protocol: 'TCP' };
  const markOf = (live: ProbeFacts['live']) =>
    report({ ...factsOf([], { port: inside }), ...(live ? { live } : {}) }).verdict?.mark;
  assert.equal(markOf(incident.live), 'failed');
  assert.equal(markOf(healthyCluster), 'unknown');
});
