import { registerSearchAttributes } from '../../temporal/search-attributes.ts';
import { connectTo } from '../temporal-client.ts';

/** Registers our search attributes where they are missing: on a server that somebody else started. */
export const readyNamespace = async (address: string, namespace = 'default'): Promise<void> => {
  const connection = await connectTo({ address });
  try {
    await registerSearchAttributes(connection, namespace);
  } finally {
    await connection.close();
  }
};
