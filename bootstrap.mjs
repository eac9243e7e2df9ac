// Gets a fresh clone ready to run: the pinned Node, the dependencies and the console's files. Plain JavaScript that runs
// on any Node from 20.0 on, with nothing installed. Does nothing, quickly, when all is in place.
//
//   node bootstrap.mjs          set everything up
//   node bootstrap.mjs VERB     set up what the verb needs, and print the path of the Node that the platform runs on

import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(fileURLToPath(import.meta.url))
const modules = join(root, 'node_modules')
const pinned = join(modules, '.bin', 'node')

/** The pinned Node where its package exists for this machine, else the one that runs this, if it is new enough. */
function runtime() {
  if (existsSync(pinned)) return pinned
  const [major = 0] = process.versions.node.split('.').map(Number)
  if (major >= 24) return process.execPath
  console.error(
    `vonggac: no Node 24 in the registry for ${process.platform}-${process.arch}, and this is Node ${process.versions.node}. Install Node 24 or newer.`,
  )
  process.exit(2)
}

function run(command, args, what) {
  const done = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2] })
  if (done.status === 0) return
  const why = done.error ? done.error.message : done.signal ? `signal ${done.signal}` : `exit ${done.status}`
  console.error(`vonggac: ${what} failed (${why})`)
  process.exit(1)
}

const hashOf = (...parts) => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part).update('\0')
  return hash.digest('hex')
}
const stamp = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : '')

function installDependencies() {
  const wanted = hashOf(readFileSync(join(root, 'package-lock.json')), process.platform, process.arch)
  const file = join(modules, '.vonggac-installed')
  if (stamp(file) === wanted) return
  console.error('vonggac: installing dependencies (once; about a minute)…')
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  const npm = process.env.npm_execpath
  if (npm?.endsWith('.js')) run(process.execPath, [npm, ...args], 'npm ci')
  else run(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, 'npm ci')
  writeFileSync(file, wanted)
}

/** A bundle holds all that it needs, for one kind of machine. */
function checkBundle() {
  const { platform, arch } = JSON.parse(readFileSync(join(root, 'bundle.json'), 'utf8'))
  if (platform === process.platform && arch === process.arch) return
  console.error(
    `vonggac: this bundle is for ${platform}-${arch}, and this machine is ${process.platform}-${process.arch}`,
  )
  process.exit(2)
}

/** Every file the console's bundle is made of, by name, size and time: cheap enough for each start. */
function consoleState() {
  const parts = []
  const walk = (folder) => {
    for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (entry.name === 'dist' || entry.name === 'node_modules') continue
      const path = join(folder, entry.name)
      if (entry.isDirectory()) walk(path)
      else {
        const { size, mtimeMs } = statSync(path)
        parts.push(`${path.slice(root.length)} ${size} ${mtimeMs}`)
      }
    }
  }
  for (const folder of ['console/web', 'core', 'console/api/schemas']) walk(join(root, folder))
  return hashOf(stamp(join(modules, '.vonggac-installed')), ...parts)
}

function buildConsole() {
  const dist = join(root, 'console', 'web', 'dist')
  const file = join(dist, '.built')
  const wanted = consoleState()
  if (stamp(file) === wanted) return
  console.error('vonggac: building the console (once; about half a minute)…')
  const vite = join(modules, 'vite', 'bin', 'vite.js')
  run(runtime(), [vite, 'build', '--logLevel', 'warn', join(root, 'console', 'web')], 'building the console')
  mkdirSync(dist, { recursive: true })
  writeFileSync(file, wanted)
}

/** What needs the console's files; no verb stands for all. */
const shows = [undefined, 'serve', 'demo', 'bundle']

const [verb] = process.argv.slice(2)
if (existsSync(join(root, 'bundle.json'))) checkBundle()
else {
  installDependencies()
  if (shows.includes(verb)) buildConsole()
}
if (verb !== undefined) console.log(runtime())
