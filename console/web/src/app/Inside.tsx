import '@mantine/core/styles/Overlay.css'
import '@mantine/core/styles/ModalBase.css'
import '@mantine/core/styles/Modal.css'
import '@mantine/core/styles/InlineInput.css'
import '@mantine/core/styles/Checkbox.css'
import '../theme/inside.css'
import { BrowserRouter } from 'react-router'
import { Frame } from './Frame.tsx'

/** All that is behind the sign-in: the frame, its pages and their addresses. */
export function Inside() {
  return (
    <BrowserRouter>
      <Frame />
    </BrowserRouter>
  )
}
