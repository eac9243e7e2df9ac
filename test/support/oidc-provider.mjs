// A real OpenID Connect provider in a process of its own: `node oidc-provider.mjs SETTINGS`, which prints its issuer.
import { createServer } from 'node:http'
import Provider from 'oidc-provider'

const { redirectUri, people } = JSON.parse(process.argv[2])
const server = createServer()
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`
  const provider = new Provider(issuer, {
    clients: [{ client_id: 'vonggac', client_secret: 'secret-of-the-test-client', redirect_uris: [redirectUri] }],
    claims: {
      openid: ['sub'],
      profile: ['name', 'preferred_username'],
      groups: ['groups'],
      email: ['email', 'email_verified'],
    },
    scopes: ['openid', 'profile', 'groups', 'email'],
    pkce: { required: () => true },
    cookies: { keys: ['test'] },
    findAccount: (_, id) =>
      people[id] === undefined ? undefined : { accountId: id, claims: async () => ({ sub: id, ...people[id] }) },
  })
  server.on('request', provider.callback())
  process.stdout.write(`${issuer}\n`)
})
