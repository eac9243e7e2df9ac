import { type PointerEvent, useEffect, useRef, useState } from 'react'
import { useWords } from '../app/words.tsx'
import { timeScale } from '../lib/histogram-scale.ts'

/** A bar: counts by part, bottom first. */
export interface Bar {
  readonly from: number
  readonly counts: Readonly<Record<string, number>>
}

interface Part {
  readonly key: string
  readonly label: string
  readonly fill: string
}

const barsHeight = 64
const height = barsHeight + 20

/** Counts over time, stacked; drag across to zoom. The same numbers stand in a table underneath. */
export function Histogram(props: {
  label: string
  /** Undefined while they are on their way. */
  bars: readonly Bar[] | undefined
  parts: readonly Part[]
  interval: number
  from: number
  to: number
  onZoom: (from: number, to: number) => void
}) {
  const { t, number, dateTime, axis, duration } = useWords()
  const box = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState(0)
  const [brush, setBrush] = useState<{ start: number; end: number } | null>(null)
  const [hover, setHover] = useState<Bar | null>(null)

  useEffect(() => {
    if (box.current === null) return
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)))
    observer.observe(box.current)
    return () => observer.disconnect()
  }, [])

  const scale = timeScale(props.from, props.to, width, zoneOffset)
  const sum = (bar: Bar) => props.parts.reduce((total, { key }) => total + (bar.counts[key] ?? 0), 0)
  const filled = (props.bars ?? []).filter((bar) => sum(bar) > 0)
  const max = Math.max(1, ...filled.map(sum))
  const wide = Math.max(2, scale.xOf(props.from + props.interval) - 1)

  const xOfPointer = (event: PointerEvent<SVGSVGElement>) =>
    event.clientX - event.currentTarget.getBoundingClientRect().left
  function finish() {
    if (brush !== null && Math.abs(brush.end - brush.start) > 4) {
      const [from, to] = [brush.start, brush.end].sort((a, b) => a - b).map(scale.msOf) as [number, number]
      if (to - from >= 1000) props.onZoom(from, to)
    }
    setBrush(null)
  }
  const describe = (bar: Bar) =>
    props.parts
      .filter(({ key }) => (bar.counts[key] ?? 0) > 0)
      .map(({ key, label }) => `${label} ${number(bar.counts[key] ?? 0)}`)
      .join(' · ')

  return (
    <figure className="histogram">
      <figcaption>
        <span>{props.label}</span>
        <span className="dim">
          {hover !== null
            ? `${dateTime(hover.from)} · ${describe(hover)}`
            : filled.length === 0
              ? t(props.bars === undefined ? 'app.loading' : 'histogram.empty')
              : t('histogram.each', { duration: duration(readable(props.interval)) })}
        </span>
        <span className="dim histogram-hint">{t('histogram.hint')}</span>
      </figcaption>
      <div ref={box} className="histogram-box" style={{ height }}>
        <svg
          width={width}
          height={height}
          aria-hidden
          onPointerDown={(event) => {
            if (event.button !== 0) return
            event.currentTarget.setPointerCapture(event.pointerId)
            const x = xOfPointer(event)
            setBrush({ start: x, end: x })
          }}
          onPointerMove={(event) => {
            const x = xOfPointer(event)
            if (brush !== null) setBrush({ ...brush, end: x })
            const ms = scale.msOf(x)
            setHover(filled.find((bar) => ms >= bar.from && ms < bar.from + props.interval) ?? null)
          }}
          onPointerUp={finish}
          onPointerCancel={() => setBrush(null)}
          onPointerLeave={() => setHover(null)}
        >
          <line x1={0} x2={width} y1={barsHeight + 0.5} y2={barsHeight + 0.5} stroke="var(--vg-line)" />
          {scale.ticks.map((tick) => (
            <g key={tick} transform={`translate(${Math.round(scale.xOf(tick)) + 0.5} 0)`}>
              <line y1={barsHeight} y2={barsHeight + 4} stroke="var(--vg-control)" />
              <text y={barsHeight + 16} textAnchor={anchorOf(scale.xOf(tick), width)} className="axis">
                {axis(tick, scale.withDate)}
              </text>
            </g>
          ))}
          {filled.map((bar) => {
            let top = barsHeight
            return (
              <g key={bar.from} opacity={hover === null || hover === bar ? 1 : 0.55}>
                {props.parts.map(({ key, fill }) => {
                  const count = bar.counts[key] ?? 0
                  if (count === 0) return null
                  const tall = Math.max(2, (count / max) * (barsHeight - 6))
                  top -= tall
                  return <rect key={key} x={scale.xOf(bar.from)} y={top} width={wide} height={tall} fill={fill} />
                })}
              </g>
            )
          })}
          {filled.length > 0 && (
            <text x={0} y={9} className="axis">
              {number(max)}
            </text>
          )}
          {brush !== null && (
            <rect
              x={Math.min(brush.start, brush.end)}
              width={Math.abs(brush.end - brush.start)}
              y={0}
              height={barsHeight}
              fill="var(--vg-focus)"
              opacity={0.25}
            />
          )}
        </svg>
      </div>
      {/* There before its rows are, so that the list below does not move when they come. */}
      {(filled.length > 0 || props.bars === undefined) && (
        <details className="histogram-table">
          <summary>{t('histogram.table')}</summary>
          <section
            // biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must be reachable by keyboard
            tabIndex={0}
            aria-label={props.label}
          >
            <table>
              <thead>
                <tr>
                  <th scope="col">{t('field.time')}</th>
                  {props.parts.map(({ key, label }) => (
                    <th scope="col" key={key}>
                      {label}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {filled.map((bar) => (
                  <tr key={bar.from}>
                    <td>
                      <button
                        type="button"
                        className="link"
                        onClick={() => props.onZoom(bar.from, bar.from + props.interval)}
                      >
                        {dateTime(bar.from)}
                      </button>
                    </td>
                    {props.parts.map(({ key }) => (
                      <td key={key}>{number(bar.counts[key] ?? 0)}</td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        </details>
      )}
    </figure>
  )
}

/** The server cuts a range into equal parts: past some minutes nobody asks for the odd seconds. */
function readable(interval: number): number {
  return interval < 300_000 ? interval : Math.round(interval / 60_000) * 60_000
}

/** Ticks fall on round hours of UTC+7; elsewhere they are off by the difference, their labels are not. */
const zoneOffset = 7 * 3_600_000

/** Half of what the longest label of a tick takes, in px. */
const halfTick = 40

function anchorOf(x: number, width: number): 'start' | 'middle' | 'end' {
  return x < halfTick ? 'start' : x > width - halfTick ? 'end' : 'middle'
}
