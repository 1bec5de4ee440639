import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { ChartFiles } from '../../server/src/core/chart/files.ts';
import { bytesOfText } from '../../server/src/core/template/bytes.ts';
import { unpackChart } from '../../server/src/sources/chartArchive.ts';
import { readChartFiles } from '../../server/src/sources/chartFiles.ts';

interface Entry {
  readonly name: string;
  readonly content?: Buffer | string;
  readonly type?: string;
}

/** A tar archive as POSIX.1-2017 describes it. */
function tarOf(entries: readonly Entry[]): Buffer {
  const blocks = entries.flatMap(({ name, content = '', type = '0' }) => {
    const body = Buffer.from(content as string);
    const header = Buffer.alloc(512);
    header.write(name, 0, 100);
    header.write('0000644', 100);
    header.write(body.length.toString(8).padStart(11, '0'), 124);
    header.write(type, 156);
    header.write('ustar\0', 257);
    header.write('00', 263);
    header.write('        ', 148);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    return [header, body, Buffer.alloc((512 - (body.length % 512)) % 512)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

const chartFile = { name: 'db/Chart.yaml', content: 'name: db\nversion: 1.0.0\n' };

function unpacked(entries: readonly Entry[]) {
  return unpackChart(gzipSync(tarOf(entries)), 'web/charts/db.tgz');
}

test('a packed chart is read without its folder, with a chart inside it', () => {
  const inner = gzipSync(tarOf([{ name: 'x/Chart.yaml', content: 'name: x\nversion: 1.0.0\n' }]));
  const binary = Buffer.from([0, 255, 200, 65]);
  const chart = unpacked([
    chartFile,
    { name: 'db/', type: '5' },
    { name: 'db/templates/a.yaml', content: '\ufeffa: é' },
    { name: 'db/link', type: '2' },
    { name: 'long', type: 'L', content: `db/files/${'n'.repeat(150)}.bin\0` },
    { name: 'db/files/short', content: binary },
    { name: 'db/charts/x-1.0.0.tgz', content: inner },
  ]);
  assert.ok(typeof chart === 'object');
  assert.deepEqual(
    chart.files.map(({ name }) => name),
    ['Chart.yaml', 'templates/a.yaml', `files/${'n'.repeat(150)}.bin`],
  );
  assert.deepEqual(chart.files[1], {
    name: 'templates/a.yaml',
    path: 'web/charts/db.tgz/templates/a.yaml',
    text: 'a: é',
  });
  assert.deepEqual(Buffer.from(bytesOfText(chart.files[2]!.text)), binary);
  const packed = chart.packed.get('charts/x-1.0.0.tgz');
  assert.ok(typeof packed === 'object' && packed.files[0]?.name === 'Chart.yaml');
});

test('an archive that is none, or that leads out of itself, is refused', () => {
  for (const [entries, message] of [
    [[chartFile, { name: 'db/../../etc/passwd' }], /illegally references parent directory/],
    [[chartFile, { name: 'db//etc/passwd' }], /illegally contains absolute paths/],
    [[chartFile, { name: 'db\\..\\..\\x' }], /illegally references parent directory/],
    [[chartFile, { name: 'db/c:/x' }], /illegally named files/],
    [[{ name: 'Chart.yaml' }], /chart yaml not in base directory/],
    [[{ name: 'loose.yaml' }], /content outside the base directory/],
    [[], /no files in chart archive/],
    [
      [chartFile, { name: 'db/large', content: Buffer.alloc(5 * 1024 * 1024 + 1) }],
      /larger than the maximum file size/,
    ],
  ] as const) {
    assert.match(String(unpacked(entries)), message);
  }
  assert.match(String(unpackChart(Buffer.from('no archive'), 'a.tgz')), /no gzip archive/);
  assert.match(String(unpackChart(gzipSync('x'.repeat(2000)), 'a.tgz')), /no tar archive/);
  const cut = tarOf([chartFile, { name: 'db/a', content: 'x'.repeat(5000) }]).subarray(0, 2048);
  assert.match(String(unpackChart(gzipSync(cut), 'a.tgz')), /no tar archive/);
  // A bomb: 33 MB of zeros are 33 kB when they are packed.
  assert.match(String(unpackChart(gzipSync(Buffer.alloc(33 * 1024 * 1024)), 'a.tgz')), /too large when it is unpacked/);
  let nested = gzipSync(tarOf([chartFile]));
  for (let depth = 0; depth < 8; depth++) {
    nested = gzipSync(tarOf([chartFile, { name: 'db/charts/db.tgz', content: nested }]));
  }
  let inside: ChartFiles | string | undefined = unpackChart(nested, 'a.tgz');
  for (let depth = 0; typeof inside === 'object'; depth++) {
    assert.ok(depth < 8, 'the archives inside are bounded');
    inside = inside.packed.get('charts/db.tgz');
  }
  assert.match(String(inside), /nested too deeply/);
});

test('a folder is read without what .helmignore excludes, and links do not lead out of it', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'podwire-chart-'));
  try {
    const write = (file: string, text: string | Buffer) => {
      mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      writeFileSync(path.join(folder, file), text);
    };
    write('root/web/Chart.yaml', 'name: web\nversion: 1.0.0\n');
    write('root/web/.helmignore', '*.bak\n');
    write('root/web/a.bak', 'x');
    write('root/web/templates/a.yaml', 'a: 1');
    write('root/web/templates/.hidden.yaml', 'a: 1');
    write('root/shared/b.yaml', 'b: 1');
    write('outside.yaml', 'secret: 1');
    symlinkSync('../../shared/b.yaml', path.join(folder, 'root/web/templates/b.yaml'));
    symlinkSync('../../../outside.yaml', path.join(folder, 'root/web/templates/c.yaml'));
    symlinkSync('..', path.join(folder, 'root/web/templates/loop'));
    symlinkSync('gone', path.join(folder, 'root/web/templates/d.yaml'));
    const open = 'a: 2';
    const read = () =>
      readChartFiles('web', {
        root: path.join(folder, 'root'),
        openText: (file) => (file === 'web/templates/a.yaml' ? open : undefined),
      });
    const chart = read();
    assert.ok(typeof chart === 'object');
    assert.deepEqual(
      chart.files.map(({ name, text }) => `${name} ${text.split('\n')[0]}`),
      ['.helmignore *.bak', 'Chart.yaml name: web', 'templates/a.yaml a: 2', 'templates/b.yaml b: 1'],
    );
    write('root/web/.helmignore', 'a/**\n');
    assert.match(String(read()), /double-star/);
    write('root/web/.helmignore', '');
    write('root/web/large.bin', Buffer.alloc(5 * 1024 * 1024 + 1));
    assert.match(String(read()), /larger than the maximum file size/);
    assert.equal(typeof readChartFiles('gone', { root: folder }), 'string');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
