import assert from 'node:assert/strict';
import { chmodSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { ChartContent } from '../../server/src/core/chart/files.ts';
import { chartKeys, runToEnd } from '../../server/src/sources/chartFiles.ts';
import { createChartsOnDisk } from '../../server/src/sources/chartsOnDisk.ts';
import { webChart } from '../lsp/chart.ts';
import { folderWith } from '../lsp/folder.ts';

function chartOf(read: ChartContent | string | undefined): ChartContent {
  assert.ok(typeof read === 'object', `not a chart: ${read}`);
  return read;
}

const names = ({ files }: ChartContent) => files.map(({ name }) => name);

const webFiles = [
  ...['.helmignore', 'Chart.yaml', 'templates/NOTES.txt', 'templates/_helpers.tpl'],
  ...['templates/deployment.yaml', 'templates/service.yaml', 'values.yaml'],
];

test('files of values are read although .helmignore excludes them, other files only if something reads them', () => {
  using folder = folderWith(webChart('web/'));
  for (const name of ['values-prod.yaml', 'values.dev.yaml', 'test-values.yaml', 'ci/a.yml', 'ci/deep/b.yaml']) {
    folder.write(`web/${name}`, 'a: 1\n');
  }
  folder.write('web/README.md', '# web\n');
  folder.write('web/files/nginx.conf', 'listen 80\n');
  folder.write('web/.helmignore', 'ci/\nvalues-*.yaml\n');
  const charts = createChartsOnDisk({ root: folder.path });
  const chart = chartOf(runToEnd(charts.read('web')));
  assert.deepEqual(names(chart).sort(), [...webFiles, 'test-values.yaml', 'values.dev.yaml'].sort());
  assert.deepEqual(
    chart.valuesFiles.map(({ path: file }) => file),
    ['web/ci/a.yml', 'web/test-values.yaml', 'web/values-prod.yaml', 'web/values.dev.yaml'],
  );
  assert.ok(charts.holds('web/ci/a.yml') && charts.holds('web/templates/NOTES.txt'));
  assert.ok(!charts.holds('web/README.md') && !charts.holds('web/ci/deep/b.yaml'));

  folder.write('web/templates/config.yaml', 'a: {{ .Files.Get "files/nginx.conf" }}\n');
  const withFiles = chartOf(runToEnd(charts.read('web')));
  assert.ok(names(withFiles).includes('files/nginx.conf') && names(withFiles).includes('README.md'));
  assert.ok(!charts.holds('web/files/nginx.conf'), 'it may be a manifest that is nothing of the chart');
});

test('a chart that is the same is not read again, and texts that are the same stay the same strings', () => {
  using folder = folderWith(webChart('web/') + webChart('web/charts/db/'));
  const charts = createChartsOnDisk({ root: folder.path });
  const web = chartOf(runToEnd(charts.read('web')));
  const db = chartOf(runToEnd(charts.read('web/charts/db')));
  assert.equal(web.files.length, 2 * db.files.length);
  assert.equal(runToEnd(charts.read('web')), undefined);
  folder.write('web/values.yaml', 'a: 1\n');
  const later = chartOf(runToEnd(charts.read('web')));
  const entry = (chart: ChartContent, name: string) => chart.files.find((each) => each.name === name);
  assert.equal(entry(later, 'values.yaml')?.text, 'a: 1\n');
  assert.equal(entry(later, 'Chart.yaml'), entry(web, 'Chart.yaml'), 'the file is the same object');
  folder.write('web/.helmignore', 'templates/NOTES.txt\n');
  assert.ok(!names(chartOf(runToEnd(charts.read('web')))).includes('templates/NOTES.txt'));
  folder.remove('web/templates/service.yaml');
  assert.ok(!names(chartOf(runToEnd(charts.read('web')))).includes('templates/service.yaml'));
});

test('the charts that a change concerns', () => {
  using folder = folderWith(webChart('web/') + webChart('web/charts/db/') + webChart('other/'));
  folder.write('common/templates/_labels.tpl', '{{ define "common.labels" }}{{ end }}\n');
  symlinkSync('../../common/templates', path.join(folder.path, 'other/templates/common'));
  const charts = createChartsOnDisk({ root: folder.path });
  for (const directory of ['web', 'web/charts/db', 'other']) {
    runToEnd(charts.read(directory));
  }
  const concerned = (file: string) => charts.concernedBy(file);
  assert.deepEqual(concerned('web/templates/new.tpl'), ['web']);
  assert.deepEqual(concerned('web/charts/db/values.yaml'), ['web', 'web/charts/db']);
  assert.deepEqual(concerned('web'), ['web', 'web/charts/db'], 'a folder that vanished');
  assert.deepEqual(concerned('fresh/Chart.yaml'), ['fresh'], 'a chart that is not known yet');
  assert.deepEqual(concerned('common/templates/_labels.tpl'), ['other'], 'behind a link');
  assert.deepEqual(concerned('service.yaml'), []);
  assert.ok(charts.holds('other/templates/common') && charts.holds('other/templates/common/_labels.tpl'));
  assert.ok(!charts.holds('common/templates/_labels.tpl'));
  assert.ok(charts.wouldHold('web/templates/gone.tpl') && !charts.wouldHold('web/docs/pod.yaml'));
  assert.deepEqual(charts.released(), []);
  charts.forget('web');
  assert.deepEqual(concerned('web/values.yaml'), []);
  const released = charts.released();
  assert.ok(released.includes('web/templates/service.yaml'));
  assert.ok(!released.includes('web/charts/db/values.yaml'), 'the inner chart still has it');
  assert.deepEqual(charts.released(), []);
});

test('links that lead nowhere, in a circle or out of the workspace are left out', () => {
  using folder = folderWith(webChart('web/'));
  folder.write('../outside.yaml', 'secret: 1\n');
  symlinkSync('../../../outside.yaml', path.join(folder.path, 'web/templates/outside.yaml'));
  symlinkSync('b.yaml', path.join(folder.path, 'web/templates/a.yaml'));
  symlinkSync('a.yaml', path.join(folder.path, 'web/templates/b.yaml'));
  symlinkSync('..', path.join(folder.path, 'web/templates/around'));
  symlinkSync('../..', path.join(folder.path, 'web/templates/above'));
  const charts = createChartsOnDisk({ root: folder.path });
  const chart = chartOf(runToEnd(charts.read('web')));
  assert.ok(
    names(chart).every((name) => !/outside|\/[ab]\.yaml/.test(name) && name.split('/').length < 12),
    names(chart).join(),
  );
});

test('what is too large for a chart is refused before it is read', () => {
  using folder = folderWith(webChart('web/'));
  for (let at = 0; at < 20_000; at++) {
    folder.write(`web/node_modules/${at}`, '');
  }
  const charts = createChartsOnDisk({ root: folder.path });
  assert.equal(runToEnd(charts.read('web')), 'the folder has too many or too large files for a chart');
  assert.ok(!charts.holds('web/templates/service.yaml'), 'it is read as without a chart');
  folder.write('web/.helmignore', 'node_modules\n');
  assert.deepEqual(names(chartOf(runToEnd(charts.read('web')))), webFiles);
});

test('the archives of a chart are bounded together', () => {
  using folder = folderWith(webChart('web/'));
  const bomb = gzipSync(Buffer.alloc(33 * 1024 * 1024));
  for (let at = 0; at < 60; at++) {
    folder.write(`web/charts/bomb-${at}.tgz`, bomb);
  }
  const charts = createChartsOnDisk({ root: folder.path });
  const started = process.cpuUsage();
  const chart = chartOf(runToEnd(charts.read('web')));
  const { user, system } = process.cpuUsage(started);
  assert.equal(chart.packed.size, 60);
  for (const packed of chart.packed.values()) {
    assert.equal(packed, 'the archive is too large when it is unpacked');
  }
  assert.ok(user + system < 2_000_000, `${(user + system) / 1000} ms of processor time`);
});

test('a chart that cannot be read says why, without the path of the folder', () => {
  using folder = folderWith(webChart('web/'));
  chmodSync(path.join(folder.path, '..'), 0o755);
  chmodSync(path.join(folder.path, 'web/templates'), 0);
  const charts = createChartsOnDisk({ root: folder.path });
  // Root may read everything.
  const isRoot = process.getuid?.() === 0;
  try {
    if (isRoot) {
      process.seteuid?.(65534);
    }
    assert.equal(runToEnd(charts.read('web')), 'web could not be read (EACCES)');
  } finally {
    if (isRoot) {
      process.seteuid?.(0);
    }
  }
  chmodSync(path.join(folder.path, 'web/templates'), 0o755);
  assert.deepEqual(names(chartOf(runToEnd(charts.read('web')))), webFiles);
  assert.equal(runToEnd(charts.read('gone')), 'gone could not be read (ENOENT)');
});

test('binary files are kept byte for byte, and byte order marks are left out', () => {
  using folder = folderWith(webChart('web/'));
  folder.write('web/templates/bytes.yaml', Buffer.from([0xff, 0xfe, 0x00, 0x41]));
  folder.write('web/values.yaml', '\ufeffa: 1\r\nb: 2\r\n');
  const charts = createChartsOnDisk({ root: folder.path });
  const chart = chartOf(runToEnd(charts.read('web')));
  const text = (name: string) => chart.files.find((each) => each.name === name)?.text;
  assert.equal(text('values.yaml'), 'a: 1\r\nb: 2\r\n');
  assert.equal(text('templates/bytes.yaml')?.length, 4);
});

test('the keys of a chart change with its files, and nothing else', () => {
  using folder = folderWith(webChart('web/'));
  const keys = () => [...chartKeys('web', { root: folder.path })].join('\n');
  const first = keys();
  assert.equal(keys(), first);
  folder.write('web/templates/new.tpl', '');
  const second = keys();
  assert.notEqual(second, first);
  renameSync(path.join(folder.path, 'web'), path.join(folder.path, 'moved'));
  assert.equal(keys(), '');
  rmSync(path.join(folder.path, 'moved'), { recursive: true });
});
