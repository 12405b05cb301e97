/** Contents that git keeps and the disk does not have, as in a clone without a checkout. */
import { readBlobs, readBlobsNow } from './blobs.js';
import type { IndexListing } from './index-tree.js';
import { placeAmong } from './path.js';

/** Contents by their ids, of which the latest are held. */
export interface BlobStore {
  held(id: string): Buffer | undefined;
  /** Fetches one, and once several were missed, all that lies in its folder: each question costs a process. */
  fetch(id: string, path: string, listing: IndexListing): Buffer | undefined;
  /** Fetches those of files that are going to be read. */
  fetchAll(paths: readonly string[], listing: IndexListing): Promise<void>;
}

/** So many bytes are held; a folder of the kernel's headers has eight million. */
const MOST_BYTES = 96 << 20;
/** So many single files may be missed, as where some were changed, before their folders are fetched. */
const FEW = 8;

/** A store for a checkout that holds nothing yet. */
export function openStore(root: string): BlobStore {
  const held = new Map<string, Buffer>();
  let bytes = 0;
  let missed = 0;

  const hold = (blobs: ReadonlyMap<string, Buffer>): void => {
    for (const [id, blob] of blobs) {
      if (held.has(id)) continue;
      if (bytes + blob.length > MOST_BYTES) {
        held.clear();
        bytes = 0;
      }
      held.set(id, blob);
      bytes += blob.length;
    }
  };
  return {
    held: id => held.get(id),
    fetch: (id, path, listing) => {
      const near = ++missed > FEW ? besideOf(path, listing) : [];
      const blobs = readBlobsNow(root, [id, ...near]);
      hold(blobs);
      return blobs.get(id);
    },
    fetchAll: async (paths, listing) => {
      const ids = paths.flatMap(path => listing.idOf(path) ?? []);
      hold(
        await readBlobs(
          root,
          ids.filter(id => !held.has(id)),
        ),
      );
    },
  };
}

/** The ids of the files right in the folder of a file. */
function besideOf(path: string, { paths, idOf }: IndexListing): readonly string[] {
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  const found: string[] = [];
  const isNear = (other: string | undefined) =>
    other?.startsWith(folder) === true && !other.includes('/', folder.length);
  const at = placeAmong(paths, path) ?? 0;
  const look = (step: 1 | -1): void => {
    for (let i = at + step; paths[i]?.startsWith(folder); i += step) {
      if (isNear(paths[i])) found.push(...[idOf(paths[i]!)].filter(id => id !== undefined));
    }
  };
  look(1);
  look(-1);
  return found;
}
