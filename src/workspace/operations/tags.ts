import * as v from 'valibot';
import { valid, type Call } from '../call.ts';
import { nothing } from '../reply.ts';
import { pathId, tagKey, tagValue } from './request-fields.ts';
import { tag, type Tag } from './tag-schema.ts';

const newTag = v.strictObject({ key: tagKey, value: tagValue });

const tagChange = v.strictObject({
  action: v.picklist(['create', 'delete'], 'must be create or delete'),
  // A desktop carries 20 at most.
  tags: v.pipe(
    v.array(newTag),
    v.minLength(1, 'must hold at least 1 tag'),
    v.maxLength(20, 'must hold at most 20 tags'),
  ),
});

export type NewTag = v.InferInput<typeof newTag>;
export type TagChange = v.InferInput<typeof tagChange>;

const path = (desktopId: string, ...rest: string[]) => ['desktops', desktopId, 'tags', ...rest];

export const showTagByDesktopId =
  (call: Call) =>
  async (desktopId: string): Promise<Tag[]> => {
    const { tags } = await call({
      operation: 'ShowTagByDesktopId',
      method: 'GET',
      path: path(valid('ShowTagByDesktopId', pathId, desktopId)),
      reply: v.object({ tags: v.array(tag) }),
    });
    return tags;
  };

/** Overwrites a tag of the same key. */
export const createTag =
  (call: Call) =>
  async (desktopId: string, added: NewTag): Promise<void> =>
    call({
      operation: 'CreateTag',
      method: 'POST',
      path: path(valid('CreateTag', pathId, desktopId)),
      body: { tag: valid('CreateTag', newTag, added) },
      reply: nothing,
    });

/** An absent tag counts as deleted. */
export const deleteTag =
  (call: Call) =>
  async (desktopId: string, key: string): Promise<void> =>
    call({
      operation: 'DeleteTag',
      method: 'DELETE',
      path: path(valid('DeleteTag', pathId, desktopId), valid('DeleteTag', tagKey, key)),
      reply: nothing,
    });

export const batchChangeTags =
  (call: Call) =>
  async (desktopId: string, change: TagChange): Promise<void> =>
    call({
      operation: 'BatchChangeTags',
      method: 'POST',
      path: path(valid('BatchChangeTags', pathId, desktopId), 'action'),
      body: valid('BatchChangeTags', tagChange, change),
      reply: nothing,
    });
