import { highlightYaml } from '../lib/yaml-highlight.ts'

/** YAML to look at, lightly coloured. */
export function YamlText({ source }: { source: string }) {
  return (
    <pre className="raw yaml">
      {highlightYaml(source).map(({ text, kind }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: stretches have no identity but their place
        <span key={at} className={`yaml-${kind}`}>
          {text}
        </span>
      ))}
    </pre>
  )
}
