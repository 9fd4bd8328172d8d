/** Which run a document is about. */
export interface RunRef {
  workflowId: string;
  runId: string;
}

/** Keys of this many words below a folder: what lies deeper is of ids that begin alike. */
export const belowBy =
  (words: number, folder: string) =>
  (key: string): boolean =>
    key.startsWith(folder) && key.slice(folder.length).split('/').length === words;

export const documentsFolder = 'documents/';
export const namesFolder = 'names/';

/** Documents of the runs with a workflow id. */
export const documentsOf = (workflowId: string): string =>
  `${documentsFolder}${asWords(workflowId)}/`;

export const documentKey = ({ workflowId, runId }: RunRef): string =>
  `${documentsOf(workflowId)}${asWords(runId)}.json`;

/** Names that the documents of a workflow id leave out: of all its runs, or of one. */
export const namesOf = (workflowId: string, runId?: string): string =>
  `${namesFolder}${asWords(workflowId)}/${runId === undefined ? '' : `${asWords(runId)}/`}`;

/** The id of the run that a document is about. */
export const runOfDocument = (key: string): string =>
  key.slice(key.lastIndexOf('/') + 1).replace(/\.json$/, '');

/** Names that a document leaves out. */
export const namesBeside = (document: string): string =>
  document.replace(documentsFolder, namesFolder).replace(/\.json$/, '/');

/** Names alone may be erased. */
export const isName = (key: string): boolean => key.startsWith(namesFolder);

export const cleanUpsFolder = 'clean-ups/';

/** Which plan of a clean-up a record is about. */
export interface PlanRef {
  policy: string;
  digest: string;
}

export const planKey = (plan: PlanRef): string => `${folderOfPlan(plan)}plan.json`;

/** That a person let a plan through. */
export const letThroughKey = (plan: PlanRef): string => `${folderOfPlan(plan)}let-through.json`;

/** What became of the desktops of a plan: a record for each wave. */
export const rowsOf = (plan: PlanRef): string => `${folderOfPlan(plan)}rows/`;

/** The record of a wave: of the plan's desktops from index `from` up to, not including, `to`. */
export const rowsKey = ({ from, to, ...plan }: PlanRef & { from: number; to: number }): string =>
  `${rowsOf(plan)}${from}-${to}.json`;

const folderOfPlan = ({ policy, digest }: PlanRef) => `${cleanUpsFolder}${policy}/${digest}/`;

/** Words of a key: fit for a file name, and none of them hidden or a way out of the folder. */
export const asWords = (id: string) =>
  id
    .split('/')
    .map((word) => encodeURIComponent(word).replace(/^(\.|$)/, '%$1'))
    .join('/');
