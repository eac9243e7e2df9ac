import { Button } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { useWords } from '../app/words.tsx'

/** Copies a text and says so. */
export function CopyButton({ text, label, filled = false }: { text: string; label?: string; filled?: boolean }) {
  const { t } = useWords()
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 2000)
    return () => clearTimeout(timer)
  }, [copied])
  const Icon = copied ? IconCheck : IconCopy
  return (
    <Button
      size="compact-md"
      variant={filled ? 'filled' : 'default'}
      leftSection={<Icon size={16} stroke={1.6} aria-hidden />}
      onClick={() => void copyText(text).then(() => setCopied(true))}
    >
      <span aria-live="polite">{copied ? t('do.copied') : (label ?? t('do.copy'))}</span>
    </Button>
  )
}

/** Puts a text on the clipboard; over plain HTTP, where browsers refuse the clipboard, by way of a selection. */
export async function copyText(text: string): Promise<void> {
  if (navigator.clipboard !== undefined) return navigator.clipboard.writeText(text)
  const field = document.createElement('textarea')
  field.value = text
  field.style.position = 'fixed'
  field.style.opacity = '0'
  document.body.append(field)
  field.select()
  document.execCommand('copy')
  field.remove()
}
