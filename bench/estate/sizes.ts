/** An estate, and how many of its desktops a clean-up removes. */
export interface Size {
  /** As `--only` takes it. */
  name: string;
  seen: number;
  removed: number;
}

export const sizes: readonly Size[] = [
  { name: '100', seen: 100, removed: 10 },
  { name: '1000', seen: 1_000, removed: 100 },
  { name: '10000', seen: 10_000, removed: 1_000 },
  { name: 'whole', seen: 1_000, removed: 1_000 },
];

/** What the plain script is measured by; more would take it too long. */
export const scriptSize: Size = { name: 'script', seen: 100, removed: 100 };
