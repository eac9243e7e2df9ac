import assert from 'node:assert/strict'
import { test } from 'node:test'
import { scheduledTask } from '../../../collector/map/windows/scheduled-task.ts'
import type { JsonObject } from '../../../core/lib/json.ts'

function read(content: string | undefined): JsonObject {
  const winlog: JsonObject = {}
  scheduledTask(winlog, { TaskName: '\\Kiểm kê', ...(content !== undefined && { TaskContent: content }) })
  return winlog.scheduled_task as JsonObject
}

test('a task says what it runs, when and as whom', () => {
  const told = read(`<?xml version="1.0"?><Task>
    <RegistrationInfo><URI>\\Kiểm kê</URI></RegistrationInfo>
    <Triggers><CalendarTrigger><Enabled>1</Enabled><StartBoundary>2026-11-30T02:00:00</StartBoundary></CalendarTrigger>
      <SessionStateChangeTrigger/></Triggers>
    <Principals><Principal id="A"><GroupId>S-1-5-32-544</GroupId></Principal></Principals>
    <Actions Context="A"><Exec><Command>a.exe</Command></Exec><Exec><Command>b.exe</Command><Arguments>-x "y"</Arguments></Exec></Actions>
  </Task>`)
  assert.deepEqual(told, {
    name: '\\Kiểm kê',
    uri: '\\Kiểm kê',
    actions: [
      { type: 'exec', context: 'A', command: 'a.exe' },
      { type: 'exec', context: 'A', command: 'b.exe', arguments: '-x "y"' },
    ],
    principals: [{ id: 'A', group: { identifier: 'S-1-5-32-544' } }],
    triggers: [
      { type: 'calendar', enabled: true, start_boundary: '2026-11-30T02:00:00' },
      { type: 'session_state_change' },
    ],
  })
})

test('a definition that is cut, empty, of another kind or hostile leaves the name', () => {
  const hostile = `<!DOCTYPE t [<!ENTITY a "aaaa">]><Task><RegistrationInfo><URI>&a;</URI></RegistrationInfo></Task>`
  for (const content of [undefined, '', '<Task><Actions>', '<Other/>', 'not XML', hostile])
    assert.deepEqual(read(content), { name: '\\Kiểm kê' }, String(content))
})

test('a task of a thousand actions is told in part', () => {
  const told = read(`<Task><Actions>${'<Exec><Command>a</Command></Exec>'.repeat(1000)}</Actions></Task>`)
  assert.equal((told.actions as unknown[]).length, 20)
})
