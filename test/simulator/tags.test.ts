import { describe, expect, it, test } from 'vitest';
import { oneDesktop, start } from './support.ts';

const hold = { key: 'offboarding:hold', value: 'HR-1' };

describe('tags of a desktop', () => {
  it('are shown, created, overwritten and deleted', async () => {
    const { call, show } = await start({ estate: oneDesktop({ tags: [hold] }) });
    const tags = async () => (await call('GET', '/desktops/d-1/tags')).body;
    expect(await tags()).toEqual({ tags: [hold] });
    const changed = await call('POST', '/desktops/d-1/tags', { tag: { ...hold, value: 'HR-2' } });
    expect(changed.status).toBe(204);
    await call('POST', '/desktops/d-1/tags', { tag: { key: 'team' } });
    const both = [
      { ...hold, value: 'HR-2' },
      { key: 'team', value: '' },
    ];
    expect(await tags()).toEqual({ tags: both });
    expect((await show('d-1')).body.desktop.tags).toEqual(both);
    const path = `/desktops/d-1/tags/${encodeURIComponent(hold.key)}`;
    expect((await call('DELETE', path)).status).toBe(204);
    expect((await call('DELETE', path)).status).toBe(204);
    expect(await tags()).toEqual({ tags: [{ key: 'team', value: '' }] });
  });

  it('change in batches', async () => {
    const { call } = await start({ estate: oneDesktop({ tags: [hold] }) });
    const act = (action: string, tags: object[]) =>
      call('POST', '/desktops/d-1/tags/action', { action, tags });
    expect(
      (
        await act('create', [
          { key: 'a', value: '1' },
          { key: 'b', value: '2' },
        ])
      ).status,
    ).toBe(204);
    expect((await act('delete', [{ key: 'a' }, hold])).status).toBe(204);
    expect((await call('GET', '/desktops/d-1/tags')).body).toEqual({
      tags: [{ key: 'b', value: '2' }],
    });
    expect((await act('replace', [hold])).status).toBe(400);
  });

  test.each([
    ['a reserved key', { key: '_sys_x', value: '' }],
    ['a key with a blank at its end', { key: 'x ', value: '' }],
    ['a key of 129 characters', { key: 'x'.repeat(129), value: '' }],
    ['a value of 44 characters', { key: 'x', value: 'x'.repeat(44) }],
    ['a character that is not allowed', { key: 'x', value: 'a&b' }],
    ['an empty key', { key: '', value: 'x' }],
  ])('refuse %s', async (_, tag) => {
    const { call } = await start({ estate: oneDesktop() });
    expect((await call('POST', '/desktops/d-1/tags', { tag })).status).toBe(400);
    expect((await call('GET', '/desktops/d-1/tags')).body).toEqual({ tags: [] });
  });

  it('are at most ten', async () => {
    const { call } = await start({ estate: oneDesktop() });
    for (let n = 0; n < 10; n += 1) {
      expect((await call('POST', '/desktops/d-1/tags', { tag: { key: `k${n}` } })).status).toBe(
        204,
      );
    }
    expect((await call('POST', '/desktops/d-1/tags', { tag: { key: 'k10' } })).status).toBe(400);
    expect(
      (await call('POST', '/desktops/d-1/tags', { tag: { key: 'k9', value: 'x' } })).status,
    ).toBe(204);
  });
});

describe('tags of the project', () => {
  const tagged = (id: string, ...pairs: string[]) => ({
    desktop_id: id,
    computer_name: `pc-${id}`,
    tags: pairs.map((pair) => {
      const [key = '', value = ''] = pair.split('=');
      return { key, value };
    }),
  });
  const estate = {
    desktops: [tagged('a', 'team=red', 'floor=1'), tagged('b', 'team=blue'), tagged('c')],
  };

  it('are counted in camel case', async () => {
    const { call } = await start({ estate });
    expect((await call('GET', '/desktops/tags')).body).toEqual({
      tags: [
        { key: 'team', values: ['red', 'blue'] },
        { key: 'floor', values: ['1'] },
      ],
      totalCount: 2,
    });
    expect((await call('GET', '/desktops/tags?key=floor&value=blue&limit=1')).body).toEqual({
      tags: [{ key: 'team', values: ['red', 'blue'] }],
      totalCount: 2,
    });
  });

  const tag = (key: string, ...values: string[]) => ({ key, values });
  test.each([
    [{}, ['a', 'b', 'c']],
    [{ tags: [tag('team', 'red', 'blue'), tag('floor')] }, ['a']],
    [{ tags_any: [tag('team', 'blue'), tag('floor')] }, ['a', 'b']],
    [{ not_tags: [tag('team'), tag('floor')] }, ['b', 'c']],
    [{ not_tags_any: [tag('team', 'blue'), tag('floor')] }, ['c']],
    [{ without_any_tag: true, tags: [tag('team')] }, ['c']],
    [{ matches: [{ key: 'resource_name', value: 'c-b' }] }, ['b']],
    [{ offset: '1', limit: '1' }, ['b']],
  ])('find desktops by %j', async (query, ids) => {
    const { call } = await start({ estate });
    const path = '/desktops/resource-instances/action';
    const { body } = await call<{ resources: object[] }>('POST', path, {
      action: 'filter',
      ...query,
    });
    expect(body.resources.map((one) => 'resource_id' in one && one.resource_id)).toEqual(ids);
    expect(Object.keys(body.resources[0] ?? {})).toEqual([
      'resource_id',
      'resource_name',
      'resource_detail',
      'tags',
    ]);
    const counted = await call('POST', path, { action: 'count', ...query });
    const all = 'offset' in query ? 3 : ids.length;
    expect(counted.body).toEqual({ total_count: all });
  });

  it('take offset and limit as strings only', async () => {
    const { call } = await start({ estate });
    const body = { action: 'filter', limit: 1 };
    expect((await call('POST', '/desktops/resource-instances/action', body)).status).toBe(400);
  });
});
