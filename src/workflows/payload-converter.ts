import type { Payload } from '@temporalio/common';
import { DefaultPayloadConverter } from '@temporalio/common';

/**
 * A payload that nobody can decode would fail every workflow task, and so freeze its run for good.
 * This converter hands it on as an object that every schema refuses with a sentence.
 */
class LenientPayloadConverter extends DefaultPayloadConverter {
  override fromPayload<T>(payload: Payload): T {
    try {
      return super.fromPayload<T>(payload);
    } catch (error) {
      // Nothing that comes from outside is used before a schema has seen it.
      return { unreadable: String(error) } as T;
    }
  }
}

export const payloadConverter = new LenientPayloadConverter();
