/**
 * Records of the kinds that grow long and are looked through on a screen: which of their fields a back end keeps where it can
 * filter, sort and count by them without opening documents. Paths into the document. Other fields and other kinds answer
 * the same, only slower.
 */
export interface ListedFields {
  /** Fields that hold one text. */
  readonly texts: Readonly<Record<string, string>>
  /** Fields that hold one number. */
  readonly numbers: Readonly<Record<string, string>>
  /** Fields that may hold several texts. */
  readonly lists: Readonly<Record<string, string>>
  /** Fields that free text is looked for in, all together. */
  readonly words: readonly string[]
}

/** The one such kind so far, and the column of each of its fields. */
export const listedKind = 'alert'
export const listedFields = {
  texts: {
    status: 'status',
    disposition: 'disposition',
    severity: 'severity',
    exercise: 'exercise',
    unit: 'unit',
    'rule.id': 'rule',
    'rule.title.vi': 'title',
    host: 'host',
    user: 'user_name',
    source: 'source',
    'assignee.id': 'assignee',
    'handOff.state': 'hand_off',
    'system.id': 'system',
    'system.level': 'system_level',
    tacticSet: 'tactic_set',
  },
  numbers: {
    last: 'last',
    first: 'first',
    opened: 'opened',
    acknowledged: 'acknowledged',
    'closed.at': 'closed_at',
    rank: 'rank',
    count: 'matches',
  },
  lists: {
    'entity.value': 'entities',
    tactics: 'tactics',
    'incidents.id': 'incidents',
    'incidents.units': 'incident_units',
  },
  words: ['rule.title.vi', 'rule.title.en', 'host', 'user', 'source', 'entity.value'],
} as const satisfies ListedFields
