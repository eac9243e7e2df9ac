/** Text from a file or an event made safe to show on a terminal: control characters are replaced, the length limited. */
export function plainText(text: string, length = 300): string {
  const shown = text.length > length ? `${text.slice(0, length)}…` : text
  return shown.replace(/[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, '\ufffd')
}
