/** Loaded before a worker (`node --import`): its clock is one minute late. */
const { now } = Date;
const late = () => now() - 60_000;

globalThis.Date = new Proxy(Date, {
  construct: (target, args, newTarget) =>
    // What `new` makes of a Date is one.
    Reflect.construct(target, args.length === 0 ? [late()] : args, newTarget) as Date,
  get: (target, key, receiver) => (key === 'now' ? late : Reflect.get(target, key, receiver)),
});
