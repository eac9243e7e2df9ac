/** A new rule to start from: Sigma with our own part, every line of it one that somebody has to think about. */
export function ruleTemplate(id: string, author: string): string {
  return `title: New rule
id: ${id}
status: experimental
description: What it looks for, and why that matters.
author: ${JSON.stringify(author)}
tags:
  - attack.credential-access
  - attack.t1110
logsource:
  product: linux
  service: sshd
detection:
  selection:
    event.outcome: failure
    user.name: root
  condition: selection
falsepositives:
  - Unknown
level: medium
vonggac:
  title:
    vi: Luật mới
  description:
    vi: Luật tìm gì, và vì sao đáng quan tâm.
  response:
    vi: Việc cần làm khi có cảnh báo.
    en: What to do when it alerts.
  false-positives:
    vi:
      - Chưa biết trường hợp nào
  tests:
    fires: []
    silent: []
`
}

/**
 * The text of a rule under another id, its title saying that it is a copy, and without the name by which correlations refer
 * to it. Only the first document of it changes.
 */
export function duplicateOf(source: string, id: string, mark: string): string {
  const own = source.replace(/^name:.*\n/m, '')
  const named = /^id:.*$/m.test(own) ? own.replace(/^id:.*$/m, `id: ${id}`) : `id: ${id}\n${own}`
  return named.replace(/^title:[ \t]*(.*?)[ \t]*$/m, (_, title: string) => {
    const plain = /^(["'])(.*)\1$/.exec(title)?.[2] ?? title
    return `title: ${JSON.stringify(`${plain} (${mark})`)}`
  })
}

/** A random UUID (RFC 9562 §5.4); made by hand, since browsers have `randomUUID` over HTTPS only. */
export function newRuleId(random: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array): string {
  const bytes = random(new Uint8Array(16))
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
