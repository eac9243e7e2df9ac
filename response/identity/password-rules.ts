/** Why a password is not taken. */
export type PasswordProblem =
  | 'password-short'
  | 'password-long'
  | 'password-name'
  | 'password-plain'
  | 'password-common'

const leastLength = 12
const mostLength = 256
/** What guessers try first, in the languages spoken here; folded to lower case without marks. */
const common = [
  'matkhau',
  'password',
  'passwd',
  'qwerty',
  'asdfgh',
  'admin',
  'vietnam',
  'welcome',
  'iloveyou',
  'letmein',
  'anhyeuem',
]

/**
 * Why this password is not taken for the account of that name; undefined when it is. Length and what is easily guessed
 * count, kinds of characters do not (NIST SP 800-63B §3.1.1.2).
 */
export function passwordProblem(password: string, name: string): PasswordProblem | undefined {
  const characters = [...password.normalize('NFC')]
  if (characters.length < leastLength) return 'password-short'
  if (characters.length > mostLength) return 'password-long'
  if (new Set(characters).size < 6) return 'password-plain'
  const folded = password.normalize('NFD').replace(/\p{M}/gu, '').replace(/đ/gi, 'd').toLowerCase()
  if (name.length > 2 && folded.includes(name.toLowerCase())) return 'password-name'
  const letters = folded.replace(/[^\p{L}]/gu, '')
  const rest = common.reduce((left, word) => left.replaceAll(word, ''), letters)
  const touched = rest !== letters || rest === ''
  return touched && rest.length < 6 ? 'password-common' : undefined
}
