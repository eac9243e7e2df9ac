/** The address that calls a number, which people write with spaces, dots and brackets (RFC 3966, local numbers as they are). */
export const telephone = (number: string): string => `tel:${number.replace(/[^+\d]/g, '')}`
