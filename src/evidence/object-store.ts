/**
 * Named objects that are created once and never changed: what all evidence is kept in. A key is made
 * of words that are parted by slashes.
 */
export interface ObjectStore {
  /** Where it is, for people to read. */
  readonly place: string;
  /** Creates an object that is whole and durable, or none at all; false if the key is taken. */
  create(key: string, text: string): Promise<boolean>;
  /** Undefined if there is none. */
  read(key: string): Promise<Buffer | undefined>;
  /** All keys below a folder, which ends in a slash; sorted. */
  list(folder: string): Promise<string[]>;
  /** Removes an object with all its versions. Nothing but names is ever removed: see `names.ts`. */
  erase(key: string): Promise<void>;
}
