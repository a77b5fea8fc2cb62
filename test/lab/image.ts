import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { must } from './run.ts';

/** An image of one layer made from a folder. */
export type ImageSpec = {
  repository: string;
  tag: string;
  /** The folder that becomes the image's root. */
  rootfs: string;
  /** What a container runs where nothing else is said. */
  command: string[];
};

const MANIFEST = 'application/vnd.docker.distribution.manifest.v2+json';
const digestOf = (content: Buffer): string =>
  `sha256:${createHash('sha256').update(content).digest('hex')}`;

/**
 * Pushes an image into a registry without any Docker (registry HTTP API V2, image manifest
 * version 2 schema 2). The same folder gives the same digest every time.
 */
export async function pushImage(registry: string, spec: ImageSpec): Promise<void> {
  const layer = await packLayer(spec.rootfs);
  const config = Buffer.from(
    JSON.stringify({
      architecture: process.arch === 'x64' ? 'amd64' : process.arch,
      os: 'linux',
      created: '1970-01-01T00:00:00Z',
      config: { Cmd: spec.command, Env: ['PATH=/usr/sbin:/usr/bin:/sbin:/bin'] },
      rootfs: { type: 'layers', diff_ids: [digestOf(gunzipSync(layer))] },
      history: [{ created: '1970-01-01T00:00:00Z', created_by: 'lab' }],
    }),
  );
  const base = `http://${registry}/v2/${spec.repository}`;
  await pushBlob(base, layer);
  await pushBlob(base, config);
  const describe = (mediaType: string, content: Buffer): object => ({
    mediaType,
    size: content.length,
    digest: digestOf(content),
  });
  const manifest = {
    schemaVersion: 2,
    mediaType: MANIFEST,
    config: describe('application/vnd.docker.container.image.v1+json', config),
    layers: [describe('application/vnd.docker.image.rootfs.diff.tar.gzip', layer)],
  };
  await send(`${base}/manifests/${spec.tag}`, 'PUT', MANIFEST, JSON.stringify(manifest));
}

/** Pushes lab/busybox:1, made of Debian's static busybox. */
export async function pushBusybox(registry: string, busybox: string): Promise<void> {
  const rootfs = await mkdtemp(path.join(os.tmpdir(), 'lab-image-'));
  try {
    for (const folder of ['bin', 'etc', 'tmp', 'www']) await mkdir(path.join(rootfs, folder));
    await must('cp', [busybox, path.join(rootfs, 'bin/busybox')]);
    const applets = (await must(busybox, ['--list'])).trim().split('\n');
    for (const applet of applets.filter((name) => name !== 'busybox')) {
      await symlink('busybox', path.join(rootfs, 'bin', applet));
    }
    await writeFile(path.join(rootfs, 'etc/passwd'), 'root:x:0:0:root:/:/bin/sh\n');
    await writeFile(path.join(rootfs, 'www/index.html'), 'lab\n');
    await pushImage(registry, { repository: 'lab/busybox', tag: '1', rootfs, command: ['sh'] });
  } finally {
    await rm(rootfs, { recursive: true });
  }
}

async function packLayer(rootfs: string): Promise<Buffer> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'lab-layer-'));
  const file = path.join(folder, 'layer.tar.gz');
  try {
    const same = ['--sort=name', '--mtime=@0', '--owner=0', '--group=0', '--numeric-owner'];
    await must('tar', ['--create', '--gzip', '--file', file, ...same, '--directory', rootfs, '.']);
    return await readFile(file);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function pushBlob(base: string, content: Buffer): Promise<void> {
  const started = await send(`${base}/blobs/uploads/`, 'POST', 'application/octet-stream', '');
  const target = new URL(started.headers.get('location') ?? '', base);
  target.searchParams.set('digest', digestOf(content));
  await send(target.href, 'PUT', 'application/octet-stream', new Uint8Array(content));
}

async function send(
  url: string,
  method: string,
  type: string,
  body: string | Uint8Array<ArrayBuffer>,
): Promise<Response> {
  const response = await fetch(url, { method, headers: { 'content-type': type }, body });
  if (!response.ok)
    throw new Error(`${method} ${url}: ${response.status} ${await response.text()}`);
  return response;
}
