import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

export interface KeyAndCertificate {
  readonly key: string;
  readonly cert: string;
}

/**
 * A self-signed certificate, made by the program openssl; undefined without openssl.
 *
 * @param span from when to when it is valid, as openssl takes it, e.g. `20200101000000Z`; 30 days from now by default
 */
export function selfSigned(name: string, span?: readonly [from: string, to: string]): KeyAndCertificate | undefined {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'podwire-certificate-'));
  const openssl = (...args: readonly string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  try {
    openssl('ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', 'key.pem');
    const names = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=DNS:${name}`];
    if (span) {
      // Only the command `ca` takes a span that is over, and it wants the files of an authority.
      writeFileSync(path.join(folder, 'ca.cnf'), authority);
      writeFileSync(path.join(folder, 'index.txt'), '');
      writeFileSync(path.join(folder, 'serial'), '01\n');
      openssl('req', '-new', '-key', 'key.pem', '-out', 'request.pem', ...names);
      openssl(
        ...['ca', '-batch', '-config', 'ca.cnf', '-selfsign', '-keyfile', 'key.pem', '-in', 'request.pem'],
        ...['-startdate', span[0], '-enddate', span[1], '-out', 'cert.pem', '-notext'],
      );
    } else {
      openssl('req', '-x509', '-key', 'key.pem', '-out', 'cert.pem', '-days', '30', ...names);
    }
    const read = (file: string) => readFileSync(path.join(folder, file), 'utf8');
    return { key: read('key.pem'), cert: read('cert.pem') };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const authority = `[ca]
default_ca = own
[own]
database = index.txt
serial = serial
new_certs_dir = .
default_md = sha256
policy = any
copy_extensions = copy
[any]
commonName = supplied
`;
