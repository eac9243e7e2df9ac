import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toEvent } from '../../../collector/map/to-event.ts'
import { quickest } from '../../support/quickest.ts'

const event = (line: string) =>
  toEvent({ bytes: line }, 'auto', { receivedAt: Date.parse('2026-11-30T05:15:00Z'), zone: 'Asia/Ho_Chi_Minh' })

test('lines of databases, hypervisors and gateways are read in time whatever they hold', async () => {
  const heads = [
    'mysqld[1]: ',
    'mysql-server_auditing: ',
    'postgres[1]: ',
    'Hostd: ',
    'vobd[1]: ',
    'vpxd[1]: ',
    'pvedaemon[1]: ',
    'Connection: User [',
    'wso2: TID: [',
    'Oracle Audit[1]: ',
  ]
  const bodies = [
    'Event 1 : Cannot login a@',
    '[vim.event.PermissionAddedEvent] [info] [',
    `Access denied for user '`,
    'FATAL:  password authentication failed for user "',
    'AUDIT: SESSION,1,1,',
    'USERID:[1] "A" ACTION:[3] "100" ',
    '<a> starting task UPID:a:',
    ',',
    'a',
    '[',
  ]
  event('<14>Nov 30 10:00:00 h mysqld[1]: warm')
  for (const head of heads) {
    for (const body of bodies) {
      const line = `<14>Nov 30 10:00:00 h ${head}${body.repeat(Math.ceil(65_536 / body.length))}`
      // A few milliseconds; patterns that look back over the line take seconds.
      const took = await quickest(250, () => event(line))
      assert.ok(took < 250, `${head}${body}: ${Math.round(took)} ms`)
    }
  }
})

test('a program of the same name that says something else is not taken for the product', () => {
  assert.equal(event('<14>Nov 30 10:00:00 h shell[9]: started').event.dataset, 'syslog')
  assert.equal(event('<14>Nov 30 10:00:00 h Connection: reset by peer').event.dataset, 'syslog')
})

test('an event of the application log is SQL Server’s by its provider, not by its number', () => {
  const windows = (provider: string) =>
    event(
      `<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System><Provider Name="${provider}"/><EventID>18456</EventID><Channel>Application</Channel><Computer>csdl-04</Computer></System><EventData><Data>sa</Data><Data> Reason.</Data><Data> [CLIENT: 203.0.113.66]</Data></EventData></Event>`,
    )
  assert.equal(windows('MSSQL$QLDL').event.action, 'login')
  assert.deepEqual((windows('MSSQL$QLDL').source as { ip?: string }).ip, '203.0.113.66')
  assert.equal(windows('Other').event.action, undefined)
})
