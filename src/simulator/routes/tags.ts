import * as v from 'valibot';
import { type Desktop, exists, type Tag } from '../desktop.ts';
import { badRequest } from '../errors.ts';
import { type Call, del, get, noContent, ok, type Operation, post } from '../operation.ts';
import { findLivingDesktop, page, parseBody } from '../parameters.ts';

const most = 10;
const allowed = /^[\p{L}\p{N} _.:=+\-@]*$/u;

const tagSchema = v.object({
  key: v.pipe(v.string(), v.minLength(1), v.maxLength(128), v.regex(allowed)),
  value: v.optional(v.pipe(v.string(), v.maxLength(43), v.regex(allowed)), ''),
});

function setTags({ facts }: Desktop, tags: readonly Tag[]): void {
  const merged = new Map([...facts.tags, ...tags].map(({ key, value }) => [key, value]));
  for (const key of merged.keys()) {
    if (key.startsWith('_sys_') || key !== key.trim())
      throw badRequest(`tag key "${key}" is not allowed`);
  }
  if (merged.size > most) throw badRequest(`a desktop has at most ${most} tags`);
  facts.tags = [...merged].map(([key, value]) => ({ key, value }));
}

function dropTags({ facts }: Desktop, keys: readonly string[]): void {
  facts.tags = facts.tags.filter(({ key }) => !keys.includes(key));
}

function createTag(call: Call) {
  const desktop = findLivingDesktop(call);
  setTags(desktop, [parseBody(call, v.object({ tag: tagSchema })).tag]);
  return noContent;
}

/** An absent tag counts as deleted. */
function deleteTag(call: Call) {
  dropTags(findLivingDesktop(call), [call.params['key'] ?? '']);
  return noContent;
}

const batchSchema = v.object({
  action: v.picklist(['create', 'delete']),
  tags: v.pipe(v.array(tagSchema), v.minLength(1)),
});

function batchChangeTags(call: Call) {
  const desktop = findLivingDesktop(call);
  const { action, tags } = parseBody(call, batchSchema);
  if (action === 'create') setTags(desktop, tags);
  else
    dropTags(
      desktop,
      tags.map(({ key }) => key),
    );
  return noContent;
}

const living = ({ world }: Call) => world.estate.desktops.values().filter(exists);

/** The count is called `totalCount` here. */
function listProjectTags(call: Call) {
  const values = new Map<string, Set<string>>();
  for (const { facts } of living(call)) {
    for (const { key, value } of facts.tags) {
      values.set(key, (values.get(key) ?? new Set()).add(value));
    }
  }
  const key = call.query.get('key');
  const value = call.query.get('value');
  const wanted = ([k, vs]: [string, Set<string>]) =>
    (key === null && value === null) || k === key || (value !== null && vs.has(value));
  const found = [...values].filter(wanted).map(([k, vs]) => ({ key: k, values: [...vs] }));
  return ok({ tags: page(found, call.query, 1_000), totalCount: found.length });
}

const valuesSchema = v.optional(
  v.array(v.object({ key: v.string(), values: v.optional(v.array(v.string()), []) })),
  [],
);
const querySchema = v.object({
  action: v.picklist(['filter', 'count']),
  offset: v.optional(v.pipe(v.string(), v.regex(/^\d+$/)), '0'),
  limit: v.optional(v.pipe(v.string(), v.regex(/^\d+$/)), '1000'),
  without_any_tag: v.optional(v.boolean(), false),
  matches: v.optional(v.array(v.object({ key: v.string(), value: v.string() })), []),
  tags: valuesSchema,
  tags_any: valuesSchema,
  not_tags: valuesSchema,
  not_tags_any: valuesSchema,
});

type TagQuery = v.InferOutput<typeof querySchema>;

/** An empty list of values stands for any value. */
const carries = ({ facts }: Desktop, { key, values }: TagQuery['tags'][number]) =>
  facts.tags.some((tag) => tag.key === key && (values.length === 0 || values.includes(tag.value)));

const answers = (desktop: Desktop, asked: TagQuery): boolean => {
  const has = (wanted: TagQuery['tags'][number]) => carries(desktop, wanted);
  const any = (wanted: TagQuery['tags']) => wanted.length === 0 || wanted.some(has);
  const notAll = (wanted: TagQuery['tags']) => wanted.length === 0 || !wanted.every(has);
  return (
    asked.matches.every(
      ({ key, value }) => key !== 'resource_name' || desktop.facts.computer_name.includes(value),
    ) &&
    (asked.without_any_tag
      ? desktop.facts.tags.length === 0
      : asked.tags.every(has) &&
        any(asked.tags_any) &&
        notAll(asked.not_tags) &&
        !asked.not_tags_any.some(has))
  );
};

function listDesktopsByTags(call: Call) {
  const asked = parseBody(call, querySchema);
  const found = living(call)
    .filter((desktop) => answers(desktop, asked))
    .toArray();
  if (asked.action === 'count') return ok({ total_count: found.length });
  const offset = Number(asked.offset);
  return ok({
    offset,
    resources: found.slice(offset, offset + Number(asked.limit)).map(({ facts }) => ({
      resource_id: facts.desktop_id,
      resource_name: facts.computer_name,
      resource_detail: '',
      tags: facts.tags,
    })),
    total_count: found.length,
  });
}

export const tags: readonly Operation[] = [
  get('ListProjectTags', '/desktops/tags', listProjectTags),
  post('ListDesktopsByTags', '/desktops/resource-instances/action', listDesktopsByTags),
  get('ShowTagByDesktopId', '/desktops/:desktop_id/tags', (call) =>
    ok({ tags: findLivingDesktop(call).facts.tags }),
  ),
  post('CreateTag', '/desktops/:desktop_id/tags', createTag),
  post('BatchChangeTags', '/desktops/:desktop_id/tags/action', batchChangeTags),
  del('DeleteTag', '/desktops/:desktop_id/tags/:key', deleteTag),
];
