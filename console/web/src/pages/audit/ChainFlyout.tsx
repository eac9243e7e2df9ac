import { Button } from '@mantine/core'
import type { ChainState } from '../../../../api/schemas/audit.ts'
import { useCheckChain } from '../../api/audit-queries.ts'
import { useWords } from '../../app/words.tsx'
import { CopyButton } from '../../components/CopyButton.tsx'
import { Flyout, FlyoutSection } from '../../components/Flyout.tsx'
import { FormError } from '../../components/states.tsx'
import { ExactTime } from '../../components/Time.tsx'
import { actorWords } from './audit-words.ts'
import { ChainWords } from './ChainWords.tsx'

/** The chain: what the last check said, the heads that are outside, and the key by which others can check. */
export function ChainFlyout({ chain, close }: { chain: ChainState; close: () => void }) {
  const { t } = useWords()
  const again = useCheckChain()
  const { check, heads } = chain
  const running = check?.state === 'running'
  return (
    <Flyout label={t('audit.chain')} close={close} head={<h2>{t('audit.chain')}</h2>}>
      <div className="audit-body">
        <p aria-live="polite">
          <ChainWords check={check} />
        </p>
        {running && (
          <progress
            className="chain-progress"
            aria-label={t('audit.chain')}
            max={Math.max(check.total, check.checked, 1)}
            value={check.checked}
          />
        )}
        {check?.verdict?.ok === false && <p>{t('audit.chain.what')}</p>}
        {check !== null && <p className="dim small">{t('audit.chain.by', { name: actorWords({ t }, check.by) })}</p>}
        <p className="button-row">
          <Button loading={again.isPending} disabled={running} onClick={() => again.mutate()}>
            {t('audit.chain.check')}
          </Button>
        </p>
        <FormError error={again.error} />
        {check?.verdict?.head != null && (
          <FlyoutSection title={t('audit.head')}>
            <p className="mono breakable small">
              {check.verdict.head.number}:{check.verdict.head.hash}
            </p>
          </FlyoutSection>
        )}
        <FlyoutSection title={t('audit.heads')}>
          {!chain.sendsHead && <p>{t('audit.heads.off')}</p>}
          {heads.length === 0 ? (
            <p className="dim">{t('audit.heads.none')}</p>
          ) : (
            <ul className="lines">
              {heads.map(({ number, hash, time, ways }) => (
                <li key={`${number} ${time}`}>
                  <ExactTime at={time} />
                  <span className="mono breakable small audit-head">
                    {number}:{hash}
                  </span>
                  <span className="small">
                    {ways.map(({ way, state }) => (
                      <span key={way} className={state === 'failed' ? 'bad-text audit-way' : 'dim audit-way'}>
                        {t(`audit.way.${way}`)}: {t(`audit.way.${state}`)}
                      </span>
                    ))}
                  </span>
                </li>
              ))}
            </ul>
          )}
        </FlyoutSection>
        <FlyoutSection title={t('audit.key')}>
          <p className="dim">{t('audit.key.text')}</p>
          <p className="mono breakable small">{chain.fingerprint}</p>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must be reachable by keyboard */}
          <pre className="raw small" tabIndex={0}>
            {chain.publicKey}
          </pre>
          <CopyButton text={chain.publicKey} />
        </FlyoutSection>
      </div>
    </Flyout>
  )
}
