import { hash } from 'node:crypto';

/** 64 hex digits that depend on nothing but the seed and the names given. */
export const digest = (seed: number, ...names: readonly (string | number)[]): string =>
  hash('sha256', [seed, ...names].join('/'));

/** The first 32 of `hex` in the form of a UUID, version 4. */
export const uuid = (hex: string): string =>
  [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `a${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');

/** A whole number in `[0, below)` out of a digest; `at` picks different digits for different questions. */
export const pick = (hex: string, at: number, below: number): number =>
  Number.parseInt(hex.slice(at, at + 6), 16) % below;

/** One of `choices`, by the digits at `at`. */
export const choose = <const T extends readonly [unknown, ...unknown[]]>(
  hex: string,
  at: number,
  choices: T,
): T[number] => choices[pick(hex, at, choices.length)];
