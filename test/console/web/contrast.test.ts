import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dark, light, type Palette } from '../../../console/web/src/theme/tokens.ts'
import { severities } from '../../../core/event/severity.ts'
import { contrast } from '../../support/contrast.ts'

test('contrast is computed as WCAG defines it', () => {
  assert.equal(contrast('#000000', '#FFFFFF'), 21)
  assert.equal(contrast('#777777', '#FFFFFF').toFixed(2), '4.48')
})

for (const [name, palette] of [
  ['light', light],
  ['dark', dark],
] as [string, Palette][]) {
  test(`every text of the ${name} theme reaches 4.5:1 on every ground it stands on`, () => {
    const grounds = { ground: palette.ground, chrome: palette.chrome, hover: palette.hover, selected: palette.selected }
    const texts: Record<string, string> = {
      text: palette.text,
      textDim: palette.textDim,
      brand: palette.brand,
      danger: palette.danger,
      amber: palette.amber,
    }
    for (const severity of severities) texts[severity] = palette.severity[severity]
    const pairs = Object.entries(texts).flatMap(([text, colour]) =>
      Object.entries(grounds).map(([ground, under]) => [`${text} on ${ground}`, colour, under] as const),
    )
    pairs.push(
      ['onBrand on brand', palette.onBrand, palette.brand],
      ['onBrand on brandHover', palette.onBrand, palette.brandHover],
      ['text on mark', palette.text, palette.mark],
      ['text on amberGround', palette.text, palette.amberGround],
      ['amber on amberGround', palette.amber, palette.amberGround],
      ['danger on amberGround', palette.danger, palette.amberGround],
      ['brand on amberGround', palette.brand, palette.amberGround],
    )
    assert.ok(pairs.length > 45)
    const poor = pairs.filter(([, text, ground]) => contrast(text, ground) < 4.5)
    assert.deepEqual(
      poor.map(([pair, text, ground]) => `${pair}: ${contrast(text, ground).toFixed(2)}`),
      [],
    )
  })

  test(`focus and control borders of the ${name} theme reach 3:1`, () => {
    for (const ground of [palette.ground, palette.chrome, palette.selected]) {
      for (const line of [palette.focus, palette.control])
        assert.ok(contrast(line, ground) >= 3, `${line} on ${ground}`)
    }
  })
}
