/** Characters that are seen as nothing or as a blank, and full stops, slashes and colons of other scripts. */
const unseen = /[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad]/g
const lookAlikes: readonly (readonly [RegExp, string])[] = [
  [/[\u00a0\u2000-\u200a\u202f\u205f\u3000]/g, ' '],
  [/[\u2024\u3002\ufe52\uff0e\uff61]/g, '.'],
  [/[\ufe55\uff1a]/g, ':'],
  [/\uff0f/g, '/'],
  [/[\ufe6b\uff20]/g, '@'],
]

const [open, close] = ['[[({<]', '[\\])}>]']
const bracketed = (what: string) => new RegExp(`[ \\t]?${open}[ \\t]{0,3}(?:${what})[ \\t]{0,3}${close}[ \\t]?`, 'gi')
/** What is written so that nobody clicks on it, each with what it stands for. All of them take a time linear in the text. */
const forms: readonly (readonly [RegExp, string])[] = [
  [bracketed('\\.|dot|chấm|cham|d0t'), '.'],
  [bracketed('@|at|a còng|a cong'), '@'],
  [bracketed(':[ \\t]{0,3}//'), '://'],
  [bracketed(':'), ':'],
  [bracketed('/'), '/'],
  // One bracket alone is what is left of a pair that was cut or mistyped.
  [/(?<=[\p{L}\p{N}-])[[({]\.(?=[\p{L}\p{N}])/gu, '.'],
  [/(?<=[\p{L}\p{N}-])\.[\])}](?=[\p{L}\p{N}])/gu, '.'],
  [/(?<![\p{L}\p{N}])h(?:xx|XX|\*\*|__|tt)p(s?)[ \t]{0,2}:[ \t]{0,2}(?:\/\/|\\\\)/giu, 'http$1://'],
  [/(?<![\p{L}\p{N}])f[xX]p[ \t]{0,2}:[ \t]{0,2}\/\//giu, 'ftp://'],
  [/(?<![\p{L}\p{N}])meow(s?):\/\//giu, 'http$1://'],
]

/**
 * A line of text with defanged forms as they were: `hxxp`, `[.]`, `(dot)`, `[at]`, `[:]//`, blanks within the brackets,
 * full stops of other scripts, and characters that nobody sees taken out.
 */
export function refang(line: string): string {
  let text = line.replace(unseen, '')
  for (const [form, is] of lookAlikes) text = text.replace(form, is)
  for (const [form, is] of forms) text = text.replace(form, is)
  return text
}

/** An indicator as it may stand in a letter: no mail program makes a link of it. */
export function defang(value: string): string {
  return value.replace(/^http/i, 'hxxp').replaceAll('://', '[:]//').replaceAll('.', '[.]').replaceAll('@', '[at]')
}
