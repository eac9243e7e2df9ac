import '@mantine/core/styles/Overlay.css'
import '@mantine/core/styles/ModalBase.css'
import '@mantine/core/styles/Modal.css'
import '@mantine/core/styles/InlineInput.css'
import '@mantine/core/styles/Checkbox.css'
import '../theme/inside.css'
import { BrowserRouter } from 'react-router'
import { Frame } from './Frame.tsx'

/**
 * All that is behind the sign-in: the frame, its pages and their addresses. What changes in the address is drawn before
 * the next key or click is heard: as a transition it would come later on a slow machine, and the next key would be taken
 * for one on what stood before. Only from page to page (`Frame`) the one that is left stays until the other is there.
 */
export function Inside() {
  return (
    <BrowserRouter useTransitions={false}>
      <Frame />
    </BrowserRouter>
  )
}
