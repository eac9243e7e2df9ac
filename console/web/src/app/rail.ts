import { matchPath, useLocation } from 'react-router'
import { useMay } from '../api/session.ts'
import { pages } from './pages.ts'

/** On a phone the bottom bar holds so many pages; the others are behind its last button. */
export const onPhone = 4

/** The pages of the rail that the reader may open, and the one from which the page that is shown is reached, if it says so. */
export function useRail() {
  const may = useMay()
  const { pathname } = useLocation()
  return {
    shown: pages.filter(({ requires, icon }) => icon !== undefined && (requires === null || may(requires))),
    under: pages.find(({ path }) => matchPath(path, pathname) !== null)?.under,
  }
}
