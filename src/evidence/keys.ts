/** Which run a document is about. */
export interface RunRef {
  workflowId: string;
  runId: string;
}

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

/** Names alone may be erased. */
export const isName = (key: string): boolean => key.startsWith(namesFolder);

/** Words of a key: fit for a file name, and none of them hidden or a way out of the folder. */
const asWords = (id: string) =>
  id
    .split('/')
    .map((word) => encodeURIComponent(word).replace(/^(\.|$)/, '%$1'))
    .join('/');
