/** Which run a document is about. */
export interface RunRef {
  workflowId: string;
  runId: string;
}

export const documentsFolder = 'documents/';
const namesFolder = 'names/';

/** Documents of the runs with a workflow id. */
export const documentsOf = (workflowId: string): string =>
  `${documentsFolder}${asWords(workflowId)}/`;

export const documentKey = ({ workflowId, runId }: RunRef): string =>
  `${documentsOf(workflowId)}${asWords(runId)}.json`;

/** Names that the document of a run leaves out. */
export const namesOf = ({ workflowId, runId }: RunRef): string =>
  `${namesFolder}${asWords(workflowId)}/${asWords(runId)}/`;

/** Names alone may be erased. */
export const isName = (key: string): boolean => key.startsWith(namesFolder);

/** Words of a key: fit for a file name, and none of them hidden or a way out of the folder. */
const asWords = (id: string) =>
  id
    .split('/')
    .map((word) => encodeURIComponent(word).replace(/^(\.|$)/, '%$1'))
    .join('/');
