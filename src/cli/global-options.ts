/** Options of every command. */
export interface GlobalOptions {
  /** Settings file. */
  config?: string;
  /** Data as one JSON value. */
  json?: boolean;
  /** Show what is behind an error. */
  verbose?: boolean;
}
