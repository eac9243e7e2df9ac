/**
 * The search language with the dictionary of fields that it reads. Imported as a whole when the page is there: 2,600 names
 * are not the first paint's business.
 */
export { fieldType } from '../../../../../core/event/fields.ts'
export { complete } from '../../../../../core/predicate/search-complete.ts'
export { parseSearch } from '../../../../../core/predicate/search-language.ts'
