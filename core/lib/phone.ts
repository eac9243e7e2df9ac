/** True for a telephone number as people write it: digits, with spaces, dots, hyphens and brackets among them. */
export const isPhone = (text: unknown): text is string =>
  typeof text === 'string' && /^\+?[0-9][0-9 .()-]{2,24}$/.test(text)
