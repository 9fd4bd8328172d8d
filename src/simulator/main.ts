import { listening, serve } from './serve.ts';

/** The simulator as a process: one line of JSON on stdout when it listens, messages on stderr. */
await serve(process.argv.slice(2), (simulator) => JSON.stringify(listening(simulator)));
