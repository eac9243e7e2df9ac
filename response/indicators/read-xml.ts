import sax from 'sax'

/** What happens while a document is gone through; names come without their prefix. */
export interface XmlEvents {
  open(name: string, attributes: Readonly<Record<string, string>>): void
  close(name: string): void
  text(text: string): void
}

/** A part of an office file that is no such part. */
export class XmlFault extends Error {}

/** Deeper nesting than any office program writes. */
const deepest = 200

/**
 * Goes through an XML 1.0 document. A document type is refused: office files have none, and entities that are declared in
 * one can unfold without end. Throws `XmlFault`.
 */
export function readXml(bytes: Uint8Array, events: XmlEvents): void {
  const parser = sax.parser(true, { trim: false, normalize: false })
  let depth = 0
  parser.ondoctype = () => {
    throw new XmlFault('it has a document type')
  }
  parser.onerror = (error) => {
    throw new XmlFault(error.message.split('\n', 1)[0])
  }
  parser.onopentag = ({ name, attributes }) => {
    if (++depth > deepest) throw new XmlFault('it is nested too deep')
    events.open(localName(name), attributes as Record<string, string>)
  }
  parser.onclosetag = (name) => {
    depth--
    events.close(localName(name))
  }
  parser.ontext = (text) => events.text(text)
  parser.oncdata = (text) => events.text(text)
  parser.write(new TextDecoder().decode(bytes)).close()
}

const localName = (name: string): string => name.slice(name.indexOf(':') + 1)
