import { statfsSync } from 'node:fs';
import type { StoreNotice } from './dialect.ts';

/** By the magic numbers of statfs(2). */
const NETWORK_FILE_SYSTEMS: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB 2'],
  [0x01021997, '9p'],
  [0x65735546, 'FUSE'],
  [0x5346414f, 'AFS'],
  [0x00c36400, 'Ceph'],
  [0x47504653, 'GPFS'],
  [0x0bd00bd0, 'Lustre'],
]);

/** A warning when the folder is on a network file system, where SQLite's locks and its shared memory may not hold. */
export function networkFileSystemNotice(
  folder: string,
  statfs: (path: string) => { type: number } = statfsSync,
): readonly StoreNotice[] {
  const name = NETWORK_FILE_SYSTEMS.get(statfs(folder).type >>> 0);
  if (name === undefined) return [];
  return [
    {
      level: 'warning',
      text: `${folder} is on a network file system (${name}), where SQLite files get damaged: move KORA_DATA_DIR to a local disk, or use Postgres (KORA_DATABASE_URL)`,
    },
  ];
}
