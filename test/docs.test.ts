import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { parse } from 'yaml'
import { environmentName } from '../core/config/load.ts'
import { schema } from '../core/config/schema.ts'

/** What the documents name must exist: pages and headings, files of the tree, settings, verbs and their options. */
const root = join(import.meta.dirname, '..')
const pages = ['README.md', ...globSync('docs/**/*.md', { cwd: root })].map((file) => ({
  file,
  text: readFileSync(join(root, file), 'utf8'),
}))
const sections: Readonly<Record<string, object>> = schema
const settings = Object.entries(sections).flatMap(([section, keys]) =>
  Object.keys(keys).map((key) => [section, key] as const),
)

/** Code of a page: blocks with their language (`yaml` alone is ours, `yaml vector` somebody else's), and what stands in backticks in a line. */
function codeOf(text: string) {
  const blocks = [...text.matchAll(/^( *)```([^\n]*)\n([\s\S]*?)^\1```/gm)].map(([, , language = '', code = '']) => ({
    language,
    code,
  }))
  const indented = [...text.matchAll(/^ {4}\S.*$/gm)].map(([code]) => code)
  const inline = [...text.replace(/^ *```[\s\S]*?^ *```/gm, '').matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code)
  return { blocks, indented, inline }
}

test('links lead to pages and headings that there are', () => {
  const slug = (heading: string) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replace(/\s/g, '-')
  const headings = (text: string) => [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => slug(heading))
  let seen = 0
  const wrong = pages.flatMap(({ file, text }) =>
    [...text.matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, target = '']) => target)
      .filter((target) => !/^https?:/.test(target))
      .filter((target) => {
        seen++
        const [path = '', anchor] = target.split('#')
        const to = path === '' ? file : join(dirname(file), path)
        if (!existsSync(join(root, to))) return true
        return anchor !== undefined && !headings(readFileSync(join(root, to), 'utf8')).includes(anchor)
      })
      .map((target) => `${file}: ${target}`),
  )
  assert.ok(seen > 40, String(seen))
  assert.deepEqual(wrong, [])
})

test('files and folders that are named stand in the tree', () => {
  const rooms = /^(collector|console|core|demo|deploy|docs|response|roles|rules|test)\/[\w./-]+$/
  let seen = 0
  const wrong = pages.flatMap(({ file, text }) =>
    codeOf(text)
      .inline.filter((code) => rooms.test(code))
      .filter((path) => {
        seen++
        return !['', '.ts', '.test.ts'].some((ending) => existsSync(join(root, path + ending)))
      })
      .map((path) => `${file}: ${path}`),
  )
  assert.ok(seen > 60, String(seen))
  assert.deepEqual(wrong, [])
})

test('settings that are named are in the configuration', () => {
  // Files, a dataset and settings of rsyslog, which begin as a section does.
  const others = ['audit.key', 'audit.head', 'elasticsearch.yml', 'probe.http', 'tls.myCert', 'tls.myPrivKey']
  let seen = 0
  const known = (section: string, key: string) => {
    seen++
    return Object.hasOwn(sections[section] ?? {}, key)
  }
  const wrong = pages.flatMap(({ file, text }) => {
    const { blocks, inline } = codeOf(text)
    const dotted = inline
      .filter((code) => /^[a-zA-Z]+\.[a-zA-Z]+$/.test(code) && !others.includes(code))
      .map((code) => code.split('.') as [string, string])
      .filter(([section]) => Object.hasOwn(sections, section))
    const nested = blocks
      .filter(({ language }) => language === 'yaml')
      .map(({ code }) => parse(code) as unknown)
      .filter((document) => typeof document === 'object' && document !== null && !Array.isArray(document))
      .flatMap((document) => Object.entries(document as object))
      .filter(([section, keys]) => Object.hasOwn(sections, section) && typeof keys === 'object' && keys !== null)
      .flatMap(([section, keys]) => Object.keys(keys as object).map((key) => [section, key] as [string, string]))
    const variables = [...text.matchAll(/VONGGAC_[A-Z_]*[A-Z]/g)]
      .map(([name]) => name)
      .filter((name) => !settings.some(([section, key]) => environmentName(section, key) === name))
    return [
      ...[...dotted, ...nested].filter(([section, key]) => !known(section, key)).map((one) => one.join('.')),
      ...variables,
    ].map((name) => `${file}: ${name}`)
  })
  assert.ok(seen > 40, String(seen))
  assert.deepEqual(wrong, [])
})

test('commands that are named have the verb and the options', () => {
  const verbs = [...readFileSync(join(root, 'main.ts'), 'utf8').matchAll(/^ {4}name: '([\w-]+)'/gm)].map(
    ([, verb]) => verb,
  )
  assert.ok(verbs.length > 15, String(verbs.length))
  const usage = (verb: string) =>
    globSync(`console/cli/commands/${verb}{,-*}.ts`, { cwd: root })
      .map((file) => readFileSync(join(root, file), 'utf8'))
      .join('\n')
  let seen = 0
  const wrong = pages.flatMap(({ file, text }) => {
    const { blocks, indented, inline } = codeOf(text)
    const lines = [...blocks.flatMap(({ code }) => code.replaceAll('\\\n', ' ').split('\n')), ...indented, ...inline]
    return lines.flatMap((line) =>
      [...line.matchAll(/(?:^|\/)\s*vonggac ([a-z][\w-]*)([^#|>]*)/g)].flatMap(([, verb = '', rest = '']) => {
        seen++
        if (!verbs.includes(verb)) return [`${file}: vonggac ${verb}`]
        return [...rest.matchAll(/(?:^|[\s[])(--[a-z][\w-]*)/g)]
          .filter(([, option = '']) => option !== '--help' && !usage(verb).includes(option))
          .map(([, option]) => `${file}: vonggac ${verb} ${option}`)
      }),
    )
  })
  assert.ok(seen > 60, String(seen))
  assert.deepEqual(wrong, [])
})

test('every setting is told in the handbook', () => {
  const handbook = pages.filter(({ file }) => file.startsWith('docs/operations/'))
  const inline = handbook.flatMap(({ text }) => codeOf(text).inline)
  const nested = handbook
    .flatMap(({ text }) => codeOf(text).blocks)
    .filter(({ language }) => language === 'yaml')
    .map(({ code }) => parse(code) as Readonly<Record<string, unknown>> | null)
  const untold = settings.filter(([section, key]) => {
    const within = (value: unknown) => typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    return (
      !inline.some((code) => code.split(':')[0] === `${section}.${key}`) &&
      !nested.some((document) => within(document?.[section]))
    )
  })
  assert.deepEqual(
    untold.map((one) => one.join('.')),
    [],
  )
})
