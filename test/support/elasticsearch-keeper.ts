import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { dropState, isAlive, locked, onPort, type ServerCommand, writeState } from './elasticsearch.ts'
import { freePort } from './free-port.ts'

/** Runs the server that test processes share, until none of them has been alive for a while. */
const idle = 20_000
const [folder = '', command = ''] = process.argv.slice(2)
const users = join(folder, 'users')
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
// Whoever started this process holds the lock until it has written down who keeps the server.
locked(() => writeState({ keeper: process.pid, url: `http://127.0.0.1:${port}` }))

let lastUse = Date.now()
const watch = setInterval(() => {
  lookForUsers()
  if (Date.now() - lastUse <= idle) return
  locked(() => {
    // Somebody may have come since; whoever comes after this finds no server here and starts another.
    lookForUsers()
    if (Date.now() - lastUse <= idle) return
    dropState(process.pid)
    clearInterval(watch)
    server.kill('SIGTERM')
  })
}, 1_000)

function lookForUsers(): void {
  for (const user of readdirSync(users)) {
    if (isAlive(Number(user))) lastUse = Date.now()
    else rmSync(join(users, user), { force: true })
  }
}

function end(): never {
  locked(() => dropState(process.pid))
  rmSync(data, { recursive: true, force: true })
  process.exit(0)
}
