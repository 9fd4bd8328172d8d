import { createHash, randomUUID } from 'node:crypto';
import type { S3Client } from '@aws-sdk/client-s3';
import type { ObjectStore } from './object-store.ts';

/** A bucket that is reached by Amazon's S3 API. */
export interface Bucket {
  readonly bucket: string;
  /** Before every key; empty, or ends in a slash. */
  readonly prefix: string;
  readonly region: string;
  /** Amazon's own, by default. */
  readonly endpoint?: string | undefined;
  /** Whether the bucket is named in the path instead of the host. */
  readonly forcePathStyle: boolean;
  /** By default, those that the SDK finds: environment, profile, or the machine's role. */
  readonly credentials?: BucketCredentials | undefined;
  /** How long nobody can change or remove what was written; the bucket must have been made for it. */
  readonly objectLock?: ObjectLock | undefined;
}

export interface BucketCredentials {
  readonly accessKey: string;
  readonly secretKey: { reveal(): string };
}

export interface ObjectLock {
  readonly mode: 'COMPLIANCE' | 'GOVERNANCE';
  readonly days: number;
}

/** Objects in a bucket. `isErasable` says which of them no lock may hold. */
export const bucketObjects = (
  { bucket: Bucket, prefix, objectLock, ...connection }: Bucket,
  isErasable: (key: string) => boolean,
): ObjectStore => {
  // Large, and not needed by those who keep evidence in a directory.
  const sdk = () => import('@aws-sdk/client-s3');
  let client: Promise<S3Client> | undefined;
  const s3 = () => (client ??= sdk().then(({ S3Client: Client }) => connect(Client, connection)));

  return {
    place: `s3://${Bucket}/${prefix}`,

    create: async (key, text) => {
      const { PutObjectCommand, HeadObjectCommand } = await sdk();
      const Key = prefix + key;
      const writer = randomUUID();
      const put = new PutObjectCommand({
        Bucket,
        Key,
        Body: text,
        ContentType: 'application/json',
        // A lock asks for it.
        ContentMD5: createHash('md5').update(text).digest('base64'),
        IfNoneMatch: '*',
        Metadata: { writer },
        ...(objectLock && !isErasable(key) && lockFrom(objectLock)),
      });
      for (let tries = 1; ; tries += 1) {
        try {
          await (await s3()).send(put);
          return true;
        } catch (error) {
          const status = statusOf(error);
          // Another write of this key was under way: S3 asks for another try.
          if (status === 409 && tries < 5) continue;
          if (status !== 412) throw error;
          // The SDK repeats a write whose answer was lost; then it is our own that is in the way.
          const there = await (await s3()).send(new HeadObjectCommand({ Bucket, Key }));
          return there.Metadata?.['writer'] === writer;
        }
      }
    },

    read: async (key) => {
      const { GetObjectCommand } = await sdk();
      try {
        const { Body } = await (
          await s3()
        ).send(new GetObjectCommand({ Bucket, Key: prefix + key }));
        return Buffer.from((await Body?.transformToByteArray()) ?? []);
      } catch (error) {
        // Not NoSuchBucket, which is a 404 too.
        if (error instanceof Error && error.name === 'NoSuchKey') return undefined;
        throw error;
      }
    },

    list: async (folder) => {
      const { paginateListObjectsV2 } = await sdk();
      const pages = paginateListObjectsV2(
        { client: await s3() },
        { Bucket, Prefix: prefix + folder },
      );
      const keys: string[] = [];
      for await (const { Contents = [] } of pages)
        keys.push(...Contents.flatMap(({ Key }) => Key?.slice(prefix.length) ?? []));
      return keys.toSorted();
    },

    erase: async (key) => {
      const { DeleteObjectCommand, ListObjectVersionsCommand } = await sdk();
      const Key = prefix + key;
      // Where versions are kept, a plain delete leaves them; where not, there is one called null.
      const { Versions = [], DeleteMarkers = [] } = await (
        await s3()
      ).send(new ListObjectVersionsCommand({ Bucket, Prefix: Key }));
      for (const { Key: name, VersionId } of [...Versions, ...DeleteMarkers])
        if (name === Key)
          await (await s3()).send(new DeleteObjectCommand({ Bucket, Key, VersionId }));
    },
  };
};

const connect = (
  Client: typeof S3Client,
  {
    credentials,
    endpoint,
    ...connection
  }: Pick<Bucket, 'region' | 'endpoint' | 'forcePathStyle' | 'credentials'>,
): S3Client =>
  new Client({
    ...connection,
    ...(endpoint !== undefined && { endpoint }),
    ...(credentials && {
      credentials: {
        accessKeyId: credentials.accessKey,
        secretAccessKey: credentials.secretKey.reveal(),
      },
    }),
    // Amazon's newer checksums are unknown to many who speak its API.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      connectionTimeout: 3_000,
      requestTimeout: 5_000,
      throwOnRequestTimeout: true,
    },
  });

const lockFrom = ({ mode, days }: ObjectLock) => ({
  ObjectLockMode: mode,
  ObjectLockRetainUntilDate: new Date(Date.now() + days * 86_400_000),
});

/** What the SDK adds to its errors. */
const statusOf = (error: unknown) =>
  (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
