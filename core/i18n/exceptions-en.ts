import type { exceptionsVi } from './exceptions-vi.ts'

/** Texts of proposed exceptions. */
export const exceptionsEn: Record<keyof typeof exceptionsVi, string> = {
  'proposals.title': 'Proposed exceptions',
  'proposals.text': 'You propose, and who may “{permission}” decides. Until then alerts open as before.',
  'proposals.new': 'Propose an exception',
  'proposals.send': 'Send the proposal',
  'proposals.by': 'proposed by {name}',
  'proposals.state.open': 'waiting',
  'proposals.state.accepted': 'accepted',
  'proposals.state.refused': 'refused',
  'proposals.state.withdrawn': 'withdrawn',
  'proposals.decided': 'decided by {name}',
  'proposals.accept': 'Accept, make the exception',
  'proposals.accept.of': 'Accept, make the exception: {title}',
  'proposals.refuse': 'Refuse',
  'proposals.refuse.of': 'Refuse the proposal {title}',
  'proposals.refuse.reason': 'Why it is refused',
  'proposals.refuse.send': 'Refuse the proposal',
  'proposals.withdraw': 'Take back',
  'proposals.withdraw.of': 'Take the proposal {title} back',
  'proposals.decided.show': 'Decided proposals ({n})',
  'exceptions.open':
    '{n} open {n|alert|alerts} of this rule about the same thing {n|is|are} left. An exception only keeps new ones away.',
  'exceptions.open.close': 'Close {n} {n|alert|alerts}: benign, expected',
  'exceptions.open.note': 'An exception covers this case.',
  'exceptions.open.see': 'See in the queue',
  'alert.exception.propose': 'Propose an exception',
}
