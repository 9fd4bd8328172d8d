/** A share in words, however small: `5 %`, `0.001 %`. */
export const percent = (share: number): string =>
  `${(share * 100).toLocaleString('en-US', { maximumSignificantDigits: 6 })} %`;
