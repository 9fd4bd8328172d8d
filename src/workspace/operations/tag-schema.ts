import * as v from 'valibot';
import { fact } from '../reply.ts';

export const tag = v.looseObject({ key: v.string(), value: fact(v.string()) });

/** `{ key, value }`, as the cloud keeps it on a desktop. */
export type Tag = v.InferOutput<typeof tag>;
