import { Button } from '@mantine/core'
import { Component, type ReactNode } from 'react'
import { useWords } from './words.tsx'

interface Props {
  /** The address of the page: with another one it is tried anew. */
  readonly at: string
  readonly children: ReactNode
}

/**
 * Around a page: what cannot be loaded or shown says so in the page's place, and the frame stays. Code that is not there comes
 * from a server that does not answer, or from one that has a newer release since this page was opened.
 */
export class PageBoundary extends Component<Props, { readonly failed: boolean }> {
  override state = { failed: false }

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true }
  }

  override componentDidUpdate(before: Props): void {
    if (this.state.failed && before.at !== this.props.at) this.setState({ failed: false })
  }

  override render(): ReactNode {
    return this.state.failed ? <Failed /> : this.props.children
  }
}

function Failed() {
  const { t } = useWords()
  return (
    <div className="state" role="alert">
      <h1>{t('error.page.title')}</h1>
      <p>{t('error.page.text')}</p>
      <div className="state-actions">
        <Button onClick={() => void again()}>{t('do.retry')}</Button>
      </div>
    </div>
  )
}

/** Starts anew where the server answers; else this page would be lost for the browser's own. */
async function again(): Promise<void> {
  const answer = await fetch('/health/live').catch(() => undefined)
  if (answer !== undefined) window.location.reload()
}
