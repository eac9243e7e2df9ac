import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MessageChannel, Worker } from 'node:worker_threads'
import { CodedError } from '../../../core/lib/errors.ts'
import { callOver, serveCalls } from '../../../core/lib/thread-call.ts'

const words = {
  async twice(text: string): Promise<string> {
    return text + text
  },
  async refuse(): Promise<never> {
    throw new CodedError('store-full', 'no room', { hint: 'make room' })
  },
  async fail(): Promise<never> {
    throw new TypeError('broken')
  },
  async wait(): Promise<never> {
    return new Promise(() => {})
  },
}

function connected() {
  const { port1, port2 } = new MessageChannel()
  serveCalls(port2, { words })
  const caller = callOver(port1)
  return {
    caller,
    words: caller.object<typeof words, 'twice' | 'refuse' | 'fail' | 'wait'>('words', [
      'twice',
      'refuse',
      'fail',
      'wait',
    ]),
    far: port2,
  }
}

test('calls are answered, each with its own answer', async () => {
  const { caller, words: remote } = connected()
  const answers = await Promise.all(['a', 'b', 'c'].map((text) => remote.twice(text)))
  assert.deepEqual(answers, ['aa', 'bb', 'cc'])
  assert.equal(caller.waiting(), 0)
  caller.close()
})

test('a coded error keeps its code and hint; another error its message and where it was thrown', async () => {
  const { caller, words: remote } = connected()
  await assert.rejects(remote.refuse(), (error) => {
    return (
      error instanceof CodedError &&
      error.code === 'store-full' &&
      error.message === 'no room' &&
      error.hint === 'make room'
    )
  })
  await assert.rejects(remote.fail(), (error) => {
    assert.ok(error instanceof Error && !(error instanceof CodedError))
    return error.message === 'broken' && String(error.cause).includes('thread-call.test.ts')
  })
  caller.close()
})

test('an object or method that is not served is an error, inherited ones included', async () => {
  const { caller } = connected()
  const other = caller.object<{ twice(): Promise<void> }, 'twice'>('other', ['twice'])
  await assert.rejects(other.twice(), /no method other.twice/)
  const inherited = caller.object<{ twice(): Promise<void> }, 'twice'>('constructor', ['twice'])
  await assert.rejects(inherited.twice(), /no method constructor.twice/)
  caller.close()
})

test('what cannot be cloned is refused at once', async () => {
  const { caller, words: remote } = connected()
  await assert.rejects(remote.twice((() => {}) as unknown as string), /could not be cloned/)
  assert.equal(caller.waiting(), 0)
  caller.close()
})

test('when the other end goes, waiting calls are rejected, and later ones too', { timeout: 60_000 }, async () => {
  const { words: remote, far } = connected()
  const waiting = remote.wait()
  far.close()
  await assert.rejects(waiting, /thread that was to answer has ended/)
  await assert.rejects(remote.twice('a'), /thread that was to answer has ended/)
})

test('when the other thread dies, waiting calls are rejected', { timeout: 60_000 }, async () => {
  const { port1, port2 } = new MessageChannel()
  const worker = new Worker(
    `require('node:worker_threads').parentPort.once('message', () => setTimeout(() => process.exit(3), 50))`,
    {
      eval: true,
    },
  )
  worker.postMessage({ port2 }, [port2])
  const remote = callOver(port1).object<typeof words, 'wait'>('words', ['wait'])
  await assert.rejects(remote.wait(), (error) => error instanceof CodedError && error.code === 'internal')
})
