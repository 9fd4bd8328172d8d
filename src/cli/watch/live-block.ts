/** Lines that stay, and below them, on a terminal, a few that are kept up to date. */
export interface LiveBlock {
  /** A line that stays. */
  log(line: string): void;
  /** What is at the bottom from now on; without a terminal nobody sees it. */
  show(lines: readonly string[]): void;
  /** Takes away what is at the bottom. */
  close(): void;
}

export const liveBlock = (stream: NodeJS.WriteStream): LiveBlock => {
  let shown: readonly string[] = [];
  const erase = () => (shown.length === 0 ? '' : `${escape}${shown.length}A${escape}0J`);
  const replace = (before: string, lines: readonly string[]) => {
    stream.write(`${erase()}${before}${lines.map((line) => `${line}\n`).join('')}`);
    shown = lines;
  };
  return {
    log: (line) => replace(`${line}\n`, shown),
    show: (lines) => {
      if (!stream.isTTY) return;
      // A line that wraps would be two, and could not be taken away.
      const room = (stream.columns ?? 80) - 1;
      replace(
        '',
        lines.map((line) => (line.length > room ? `${line.slice(0, room - 1)}…` : line)),
      );
    },
    close: () => replace('', []),
  };
};

const escape = '\u001B[';
