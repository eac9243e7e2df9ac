import { fieldType } from '../../../../../core/event/fields.ts'
import { complete } from '../../../../../core/predicate/search-complete.ts'
import { parseSearch } from '../../../../../core/predicate/search-language.ts'

/**
 * The search language with the dictionary of fields that it reads. Loaded as a whole when the page is there: 2,600 names are
 * not the first paint's business.
 */
export const searchLanguage = { fieldType, complete, parseSearch }
