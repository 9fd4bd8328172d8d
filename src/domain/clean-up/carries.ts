/** Whether a desktop carries a tag; an empty value stands for any. */
export const carries = (
  tags: Readonly<Record<string, string>>,
  key: string,
  value: string,
): boolean => Object.hasOwn(tags, key) && (value === '' || tags[key] === value);
