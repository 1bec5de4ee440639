import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const isLicenceText = /^(licen[cs]e|notice|copying|third-?party-?notices)/i;

/**
 * The text of THIRD-PARTY-NOTICES: name, version, licence and licence text of every package of which esbuild
 * put at least one byte into an output.
 *
 * @param {string} root The project's folder.
 * @param {import('esbuild').Metafile[]} metafiles
 * @throws If a bundled package states no licence, because it must not be shipped then.
 */
export function thirdPartyNotices(root, metafiles) {
  const folders = new Set(metafiles.flatMap(bundledPackageFolders));
  const notices = [...folders].map((folder) => readNotice(root, folder));
  notices.sort((a, b) => (a.title < b.title ? -1 : 1));
  const unique = notices.filter((notice, index) => notice.title !== notices[index - 1]?.title);
  return [
    'Podwire contains the following packages, unchanged but bundled and minified, under their own licences.\n',
    ...unique.map(({ title, text }) => `${'-'.repeat(100)}\n${title}\n\n${text}\n`),
  ].join('\n');
}

function bundledPackageFolders(metafile) {
  return Object.values(metafile.outputs).flatMap((output) =>
    Object.entries(output.inputs)
      .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
      .map(([file]) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1])
      .filter((folder) => folder !== undefined),
  );
}

function readNotice(root, folder) {
  const manifest = JSON.parse(readFileSync(path.join(root, folder, 'package.json'), 'utf8'));
  const title = `${manifest.name} ${manifest.version} (${manifest.license})`;
  const files = readdirSync(path.join(root, folder)).filter((file) => isLicenceText.test(file));
  const texts = files
    .sort()
    .map((file) => readFileSync(path.join(root, folder, file), 'utf8').replaceAll('\r\n', '\n'));
  if (texts.length > 0) return { title, text: texts.map((text) => text.trim()).join('\n\n') };
  if (!manifest.license) throw new Error(`${title} (${folder}) states no licence`);
  // A few small packages name their licence and do not include its text.
  const author = typeof manifest.author === 'object' ? manifest.author.name : manifest.author;
  return { title, text: [`Licence: ${manifest.license}`, author && `Author: ${author}`].filter(Boolean).join('\n') };
}
