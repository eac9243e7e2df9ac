/** From when on a wait is told of: shorter ones would only flicker. Milliseconds after the page was asked for. */
const worthTelling = 400

/** What stands in index.html too, until there is something to show: the name alone, in whatever language. */
export function Waiting() {
  return (
    <p className="waiting" style={{ animationDelay: `${Math.round(worthTelling - performance.now())}ms` }}>
      Vọng Gác
    </p>
  )
}
