import assert from 'node:assert/strict'
import { test } from 'node:test'
import { listenSyslog } from '../../collector/inputs/syslog.ts'
import { playSample } from '../../collector/sample/play.ts'
import { systemClock } from '../../core/lib/clock.ts'
import { memoryPipeline, until } from '../support/memory-events.ts'

test('the sample attack plays through the real input, every line mapped and stamped now', async (t) => {
  const { pipeline, store } = memoryPipeline({ clock: systemClock })
  const input = await listenSyslog({ host: '127.0.0.1', port: 0, pipeline })
  t.after(async () => {
    await input.close()
    await pipeline.stop()
  })
  const now = Date.now()
  const playing = playSample({ host: '127.0.0.1', port: input.port, now, speed: 100 })
  assert.ok(playing.lines > 100 && playing.duration < 1000)
  await playing.done
  await until(() => store.events.size === playing.lines)
  const documents = [...store.events.values()].map((event) => event.document)
  for (const event of documents) {
    assert.ok(event.event.action, `not mapped: ${event.event.original}`)
    assert.deepEqual(event.vonggac?.marks ?? [], [], event.event.original)
    const time = Date.parse(event['@timestamp'])
    assert.ok(time >= now - 10 && time <= now + 1000)
  }
  const actions = new Set(documents.map((event) => `${event.event.action} ${event.event.outcome ?? ''}`.trim()))
  for (const action of [
    'ssh_login failure',
    'ssh_login success',
    'sudo_command success',
    'user_added success',
    'cron_command',
  ]) {
    assert.ok(actions.has(action), action)
  }
})

test('without an input the player says so', async () => {
  await assert.rejects(playSample({ host: '127.0.0.1', port: 1, now: Date.now() }).done)
})
