import assert from 'node:assert/strict'
import { test } from 'node:test'
import { complete } from '../../../core/predicate/search-complete.ts'

/** `|` stands for the cursor; what is offered as `first name [piece replaced]`. */
function offered(marked: string, seen: readonly string[] = []): string | undefined {
  const cursor = marked.indexOf('|')
  const text = marked.replace('|', '')
  const completion = complete(text, cursor, seen)
  if (completion === undefined) return undefined
  const piece = `[${text.slice(completion.start, completion.end)}]`
  if (completion.kind === 'value') return `${completion.field} = ${completion.prefix} ${piece}`
  return `${completion.fields[0]?.insert ?? ''}${piece}`
}

test('fields are offered where a condition may begin', () => {
  const cases: readonly [string, string | undefined][] = [
    ['use|', 'user.name: [use]'],
    ['us|er', 'user.name: [user]'],
    ['USER.N|', 'user.name: [USER.N]'],
    ['a and (sou|', 'source.ip: [sou]'],
    ['not comm|', 'process.command_line: [comm]'],
    ['or|', 'organization.id: [or]'],
    ['|', undefined],
    ['a |', undefined],
    ['"use|', undefined],
    ['source.port >= 10|', undefined],
  ]
  for (const [text, wanted] of cases) assert.equal(offered(text), wanted, text)
})

test('fields seen in events are offered first, written as the language needs it', () => {
  assert.equal(offered('event_da|', ['winlog.event_data.Target']), 'winlog.event_data.Target: [event_da]')
  assert.equal(offered('my f|', ['my field']), undefined)
  assert.equal(offered('my|', ['my field']), 'my\\u{20}field: [my]')
})

test('values are asked for where one is due', () => {
  const cases: readonly [string, string | undefined][] = [
    ['user.name: |', 'user.name =  []'],
    ['user.name: ro|', 'user.name = ro [ro]'],
    ['user.name: r|oot', 'user.name = r [root]'],
    ['user.name: "ro|"', 'user.name = ro ["ro"]'],
    ['user.name: "ro| and a: "b"', 'user.name = ro ["ro]'],
    ['user.name: svc_*|', 'user.name = svc_ [svc_*]'],
    ['user.name: (|', 'user.name =  []'],
    ['user.name: (root or a|', 'user.name = a [a]'],
    ['user.name: (root or (not a|', 'user.name = a [a]'],
    ['user.name: (root|', 'user.name = root [root]'],
    ['user.name: (root a|', undefined],
    ['user.name: (root or admin) |', undefined],
    ['user.name: (root) and host.name: |', 'host.name =  []'],
    ['*: |', undefined],
    ['my\\ field: a|', 'my field = a [a]'],
  ]
  for (const [text, wanted] of cases) assert.equal(offered(text), wanted, text)
})
