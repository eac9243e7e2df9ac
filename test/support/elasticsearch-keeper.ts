import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort, isAlive, onPort, type ServerCommand } from './elasticsearch.ts'

/** Runs the server that test processes share, until none of them has been alive for a while. */
const idle = 20_000
const [folder = '', command = ''] = process.argv.slice(2)
const users = join(folder, 'users')
const state = join(folder, 'server.json')
// In memory where there is such a place: tests make and drop indices by the hundred, and each waits for the disk.
const data = join(existsSync('/dev/shm') ? '/dev/shm' : folder, `vonggac-elasticsearch-${process.pid}`)

const port = await freePort()
mkdirSync(data, { recursive: true })
const { program, argv, environment } = onPort(JSON.parse(command) as ServerCommand, port, data)
const server = spawn(program, [...argv], {
  env: { ...process.env, ...environment },
  stdio: ['ignore', 'inherit', 'inherit'],
})
server.on('exit', () => end())
writeFileSync(state, JSON.stringify({ keeper: process.pid, url: `http://127.0.0.1:${port}` }))

let lastUse = Date.now()
setInterval(() => {
  for (const user of readdirSync(users)) {
    if (isAlive(Number(user))) lastUse = Date.now()
    else rmSync(join(users, user), { force: true })
  }
  if (Date.now() - lastUse > idle) server.kill('SIGTERM')
}, 1_000)

function end(): never {
  rmSync(state, { force: true })
  rmSync(data, { recursive: true, force: true })
  process.exit(0)
}
