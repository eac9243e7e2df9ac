// Whether the roles named as arguments are well, for a container's health check: exit 0 or 1.
// `console` is asked for /health/ready; `ingest` has to accept a connection; `jobs` listens nowhere and ends its process when
// it cannot go on, so its process has to be there.

import { readdirSync, readFileSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { connect } from 'node:net'

const port = (name, usual) => Number(process.env[name] || usual)

/** Tries TLS first: a container's console speaks it unless tls.mode is off. */
const ready = (request) =>
  new Promise((resolve) => {
    const options = {
      port: port('VONGGAC_CONSOLE_PORT', 8080),
      path: '/health/ready',
      rejectUnauthorized: false,
      timeout: 3000,
    }
    const asked = request(options, (reply) => {
      reply.resume()
      resolve(reply.statusCode === 200)
    })
    asked.on('error', () => resolve(false))
    asked.on('timeout', () => asked.destroy())
    asked.end()
  })

const accepts = () =>
  new Promise((resolve) => {
    const socket = connect({ port: port('VONGGAC_SYSLOG_PORT', 5514), timeout: 3000 }, () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => resolve(false))
    socket.on('timeout', () => socket.destroy(new Error('no answer')))
  })

const runs = async () =>
  readdirSync('/proc').some((name) => {
    try {
      const words = /^\d+$/.test(name) ? readFileSync(`/proc/${name}/cmdline`, 'utf8').split('\0') : []
      return words.some((word) => word.endsWith('/main.ts')) && words.includes('serve')
    } catch {
      return false
    }
  })

const checks = {
  console: async () => (await ready(httpsRequest)) || (await ready(httpRequest)),
  ingest: accepts,
  jobs: runs,
}
const roles = process.argv.slice(2)
const well = await Promise.all(roles.map((role) => checks[role]?.() ?? false))
process.exit(roles.length > 0 && well.every(Boolean) ? 0 : 1)
