import { Connection } from '@temporalio/client';
import { registerSearchAttributes } from '../search-attributes.ts';

/** Registers our search attributes where they are missing: on a server that somebody else started. */
export const readyNamespace = async (address: string, namespace = 'default'): Promise<void> => {
  const connection = await Connection.connect({ address });
  try {
    await registerSearchAttributes(connection, namespace);
  } finally {
    await connection.close();
  }
};
