import { useMediaQuery } from '@mantine/hooks'

/** Whether the window is as narrow as a phone's: lists are cards there, and what stands beside them lies over them. */
export function usePhone(): boolean {
  return useMediaQuery('(max-width: 720px)', false, { getInitialValueInEffect: false })
}
