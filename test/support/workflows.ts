/** What the workers of the tests run: our workflows, and those that carry out single steps. */
export * from '../../src/workflows/index.ts';
export { ownDesktops, runInPlace, runLater, runStep } from '../activities/steps-workflow.ts';
