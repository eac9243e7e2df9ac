/** What a rule refers to; only what is an address of the web becomes a link. */
export function References({ references }: { references: readonly string[] }) {
  return (
    <ul className="plain-list">
      {references.map((one) => (
        <li key={one} className="breakable">
          {/^https?:\/\//.test(one) ? (
            <a href={one} target="_blank" rel="noreferrer noopener">
              {one}
            </a>
          ) : (
            one
          )}
        </li>
      ))}
    </ul>
  )
}
