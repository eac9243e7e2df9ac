import assert from 'node:assert/strict'
import type { Locator, Page } from 'playwright-core'

/** How somebody works a page: each step as a mouse, a keyboard alone or a finger does it. */
export interface Hands {
  /** A button, link, menu entry, tab, checkbox or radio. By keyboard `key` does the same without going there. */
  press(control: Locator, key?: string): Promise<void>
  /** Replaces what stands in a field. */
  write(field: Locator, text: string): Promise<void>
  /** Chooses an entry of a native select by what it says. */
  choose(select: Locator, label: string): Promise<void>
}

export type HandKind = 'mouse' | 'keyboard' | 'touch'

export function handsOf(kind: HandKind, page: Page): Hands {
  if (kind === 'keyboard') return keyboard(page)
  const press = (control: Locator) => (kind === 'touch' ? control.tap() : control.click())
  return {
    press,
    async write(field, text) {
      await press(field)
      await field.fill(text)
    },
    // The list of a native select is drawn by the system: there is nothing in the page to press.
    choose: async (select, label) => void (await select.selectOption({ label })),
  }
}

/** As much of the page's objects as is asked about; these tests have no types of a browser. */
interface Node {
  readonly type?: string
  readonly name?: string
  readonly id: string
  closest(selector: string): Node | null
  contains(other: Node): boolean
  getAttribute(name: string): string | null
  compareDocumentPosition(other: Node): number
}

type Where = 'there' | 'before' | 'after' | 'group' | 'menu'

/** Where the focus stands, seen from an element; run in the page. */
function whereIsFocus(given: unknown): Where {
  const element = given as Node
  const { document } = globalThis as unknown as { document: { activeElement: Node | null; body: Node } }
  const focus = document.activeElement
  if (focus === element) return 'there'
  if (focus === null || focus === document.body) return 'before'
  if (element.type === 'radio' && focus.type === 'radio' && element.name === focus.name) return 'group'
  const menu = element.closest('[role=menu], [role=listbox]')
  if (menu !== null && (menu.contains(focus) || focus.getAttribute('aria-controls') === menu.id)) return 'menu'
  return (focus.compareDocumentPosition(element) & 2) > 0 ? 'after' : 'before'
}

/** So many presses of Tab are a fair way; more is a thing that cannot be reached. */
const fairWay = 200

function keyboard(page: Page): Hands {
  const where = (element: Locator) => element.evaluate(whereIsFocus)

  async function reach(element: Locator): Promise<void> {
    await element.waitFor()
    let turned = 0
    let last: Where | undefined
    for (let presses = 0; presses < fairWay; presses++) {
      const now = await where(element)
      if (now === 'there') return
      if (now === 'menu' || now === 'group') {
        await page.keyboard.press('ArrowDown')
        continue
      }
      // Gone past it and come back again: Tab does not stop there.
      if (last !== undefined && now !== last) turned += 1
      assert.ok(turned < 4, `Tab never stops at ${element}`)
      last = now
      await page.keyboard.press(now === 'before' ? 'Tab' : 'Shift+Tab')
    }
    assert.fail(`${element} is not within ${fairWay} presses of Tab`)
  }

  return {
    async press(control, key) {
      if (key !== undefined) {
        await control.waitFor()
        return page.keyboard.press(key)
      }
      await reach(control)
      const type = await control.getAttribute('type')
      if (type === 'radio' && (await control.isChecked())) return
      await page.keyboard.press(type === 'radio' || type === 'checkbox' ? 'Space' : 'Enter')
    },
    async write(field, text) {
      await reach(field)
      await page.keyboard.press('ControlOrMeta+a')
      if (text === '') await page.keyboard.press('Delete')
      else await page.keyboard.insertText(text)
    },
    async choose(select, label) {
      // Keys do not wait for a list that is still being read.
      await select.locator('option', { hasText: label }).first().waitFor({ state: 'attached' })
      await reach(select)
      const chosen = () => select.locator('option:checked').first().textContent()
      await page.keyboard.press('Home')
      for (let tries = 0; (await chosen()) !== label; tries++) {
        assert.ok(tries < 400, `${label} is not in ${select}`)
        await page.keyboard.press('ArrowDown')
      }
    },
  }
}
