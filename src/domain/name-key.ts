/** By what user names are compared: exactly, but for upper and lower case. */
export const nameKey = (name: string): string => name.normalize('NFC').trim().toLowerCase();
