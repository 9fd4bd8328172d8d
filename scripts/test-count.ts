/** Prints `N passed, N failed` of a JSON report of vitest: `node scripts/test-count.ts <report>`. */
import { readFile } from 'node:fs/promises';

interface Report {
  success: boolean;
  numPassedTests: number;
  numFailedTests: number;
  testResults: { status: string; message: string; assertionResults: unknown[] }[];
}

const [path = ''] = process.argv.slice(2);
// Written by vitest a moment ago.
const report = JSON.parse(await readFile(path, 'utf8')) as Report;
// A file that could not even be loaded has no tests to count, and counts as one that failed.
const broken = report.testResults.filter(
  ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
);
const failed = report.numFailedTests + broken.length;
process.stdout.write(`${report.numPassedTests} passed, ${failed} failed\n`);
if (!report.success || failed > 0 || report.numPassedTests === 0) process.exitCode = 1;
