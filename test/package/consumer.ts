/** A project of another team, made of what our pages tell its people to write. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const textOf = (page: string) => readFile(new URL(`../../${page}`, import.meta.url), 'utf8');

const blocksIn = (text: string) =>
  [...text.matchAll(/^```ts\n([^]*?)^```/gm)].map(([, block = '']) => block);

/** The TypeScript of docs/embedding.md, by the name of the file that its first line gives. */
const embedding = Object.fromEntries(
  blocksIn(await textOf('docs/embedding.md')).map((block, n) => [
    /^\/\/ (\S+\.ts)\n/.exec(block)?.[1] ?? `nameless-${n}.ts`,
    block,
  ]),
);

const readme = Object.fromEntries(
  blocksIn(await textOf('README.md')).map((block, n) => [`readme-${n}.ts`, block]),
);

export const examples = { ...embedding, ...readme };

/** Its workflows, as its worker bundles them. */
const workflows = `
  export * from './end-loan.ts';
  export * from './close-course.ts';
`;

const tsconfig = {
  compilerOptions: {
    target: 'ES2024',
    module: 'NodeNext',
    types: [],
    strict: true,
    exactOptionalPropertyTypes: true,
    allowImportingTsExtensions: true,
    skipLibCheck: true,
    noEmit: true,
  },
  include: ['*.ts'],
};

/** Writes the project beside its `node_modules`, perhaps with examples that were tampered with. */
export async function writeProject(
  project: string,
  written: Record<string, string> = examples,
): Promise<void> {
  const all = { 'tsconfig.json': JSON.stringify(tsconfig), 'workflows.ts': workflows, ...written };
  await mkdir(project, { recursive: true });
  await Promise.all(
    Object.entries(all).map(([name, text]) => writeFile(join(project, name), text)),
  );
}
