import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { VerbRecord } from '../../src/domain/verb-record.ts';
import type { Sender } from '../../src/domain/who-said-what.ts';
import {
  loginsBehind,
  notTakenUp,
  tellable,
  withIdentities,
} from '../../src/domain/who-said-what.ts';

const at = '2030-01-31T18:00:00.000Z';
const record = (verb: string, via: VerbRecord['via'], updateId?: string): VerbRecord => ({
  verb,
  via,
  at,
  outcome: 'applied',
  sentence: 'held',
  ...(updateId !== undefined && { updateId }),
});
const sender = (name: string, kind: Sender['kind'], identity: string, updateId?: string) => ({
  kind,
  name,
  identity,
  at,
  ...(updateId !== undefined && { updateId }),
});
const identities = (records: VerbRecord[], senders: readonly Sender[]) =>
  withIdentities(records, senders).map(({ identity }) => identity);

test('an update belongs to the sender of its id, whatever else has its name', () => {
  const records = [record('hold', 'update', 'b'), record('hold', 'update', 'a')];
  const senders = [sender('hold', 'update', 'ann', 'a'), sender('hold', 'update', 'bob', 'b')];
  expect(identities(records, senders)).toEqual(['bob', 'ann']);
});

test('a signal belongs to the sender who was first to send its name, then to the second', () => {
  const records = ['hold', 'nonsense', 'hold'].map((verb) => record(verb, 'signal'));
  const senders = [
    sender('hold', 'signal', 'ann'),
    sender('hold', 'signal', 'bob'),
    sender('nonsense', 'signal', 'eve'),
  ];
  expect(identities(records, senders)).toEqual(['ann', 'eve', 'bob']);
});

test('signals that were taken up in another order than sent are not given to each other’s senders', () => {
  const records = [record('resolve', 'signal'), record('hold', 'signal')];
  const senders = [sender('hold', 'signal', 'ann'), sender('resolve', 'signal', 'bob')];
  expect(identities(records, senders)).toEqual(['bob', 'ann']);
});

test('a signal is never taken for an update of the same name', () => {
  const records = [record('hold', 'signal'), record('hold', 'update', 'a')];
  const senders = [sender('hold', 'update', 'ann', 'a'), sender('hold', 'signal', 'bob')];
  expect(identities(records, senders)).toEqual(['bob', 'ann']);
});

test('what ended by itself has no sender, and neither has what the history does not know', () => {
  const records = [record('release', 'timer'), record('hold', 'update', 'lost')];
  const senders = [sender('release', 'signal', 'ann')];
  expect(withIdentities(records, senders)).toEqual(records);
  expect(notTakenUp(records, senders)).toEqual(senders);
});

test('when it was sent is told where the run took it up only later', () => {
  const sentAt = '2030-01-31T17:59:58.000Z';
  const senders = [
    { ...sender('hold', 'signal', 'ann'), at: sentAt },
    sender('hold', 'signal', 'bob'),
  ];
  const records = [record('hold', 'signal'), record('hold', 'signal')];
  expect(withIdentities(records, senders).map((said) => said.sentAt)).toEqual([sentAt, undefined]);
});

const names = fc.constantFrom('hold', 'release', 'resolve', 'nonsense');
const anySenders = fc
  .array(fc.tuple(names, fc.constantFrom('update', 'signal')))
  .map((sent) =>
    sent.map(([name, kind], n) =>
      sender(name, kind, `identity ${n}`, kind === 'update' ? `update ${n}` : undefined),
    ),
  );

test('whatever was sent, a run that took up the first of it knows who sent each, and what is left', () => {
  fc.assert(
    fc.property(anySenders, fc.nat(), (senders, some) => {
      const taken = senders.slice(0, some);
      const records = taken.map(({ name, kind, updateId }) => record(name, kind, updateId));
      expect(identities(records, senders)).toEqual(taken.map(({ identity }) => identity));
      expect(notTakenUp(records, senders)).toEqual(senders.slice(taken.length));
    }),
  );
});

test('the logins behind a verb are those of its signals and its updates, each once', () => {
  const senders = [
    sender('reschedule', 'update', 'ann', 'a'),
    sender('reschedule', 'signal', 'bob'),
    sender('reschedule', 'signal', 'ann'),
    sender('hold', 'signal', 'eve'),
  ];
  expect(loginsBehind('reschedule', senders)).toEqual(['ann', 'bob']);
});

test('where something was left out, no signal is given another’s sender', () => {
  const senders = [sender('hold', 'signal', 'left out'), sender('hold', 'update', 'me', 'u1')];
  const records = [record('hold', 'signal'), record('hold', 'update', 'u1')];
  expect(identities(records, tellable(senders, { verbsLeftOut: 1 }))).toEqual([undefined, 'me']);
});
