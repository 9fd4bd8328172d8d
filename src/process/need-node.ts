/**
 * Ends the process with a sentence where Node is older than `engines` in package.json says. What an older
 * one cannot load must be loaded after this, by `import()`.
 */
export const needNode = (): void => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 18)) return;
  process.stderr.write(
    `This takes Node 22.18 or later, and here is ${process.versions.node} (${process.execPath}).\n`,
  );
  process.exit(2);
};
